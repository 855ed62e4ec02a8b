// The files of a container as a command in it finds them: what Kubernetes puts there, what the image brings, what its program has
// written by now, and what earlier commands have changed. Nothing is stored but those changes; all else is computed when it is asked for.

import type { Tick } from '../kernel/message.ts';
import type { ContainerRecord, PodRecord } from './cri.ts';
import type { Program } from './programs.ts';
import { runScript } from './shell-script.ts';

export type Files = Readonly<Record<string, string>>;

export function filesOf(record: PodRecord, container: ContainerRecord, program: Program, age: Tick): Files {
  const files: Record<string, string> = {
    ...managedFiles(record, container.config.env.HOSTNAME ?? record.pod.name),
    ...program.files,
    ...container.config.files,
  };
  if (program.script) {
    return runScript(program.script, { files, until: age, edits: container.edits, clock: clockOf(container) }).files;
  }
  for (const { at, path, text } of container.edits ?? []) {
    if (at > age) continue;
    if (text === undefined) delete files[path];
    else files[path] = text;
  }
  return files;
}

/** The time of day at a container's start. */
export function clockOf({ config, startedAt }: ContainerRecord): number {
  return (config.epochMs ?? 0) + startedAt;
}

/** Written by the kubelet for every pod. Source: `pkg/kubelet/kubelet_pods.go` managedHostsFileContent, `network/dns/dns.go`. */
function managedFiles({ pod, sandboxes }: PodRecord, hostname: string): Files {
  const ip = sandboxes[0]?.ip ?? '';
  const hosts = [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::\tip6-localnet',
    'fe00::\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    ...(ip === '' ? [] : [`${ip}\t${hostname}`]),
  ];
  const search = `${pod.namespace}.svc.cluster.local svc.cluster.local cluster.local`;
  return {
    '/etc/hostname': `${hostname}\n`,
    '/etc/hosts': `${hosts.join('\n')}\n`,
    '/etc/resolv.conf': `search ${search}\nnameserver 10.96.0.10\noptions ndots:5\n`,
  };
}

const rootFolders = ['bin', 'dev', 'etc', 'home', 'lib', 'proc', 'root', 'sys', 'tmp', 'usr', 'var'];

/** The names in a folder, sorted; undefined when there is no such folder. */
export function namesIn(files: Files, folder: string): readonly string[] | undefined {
  const path = folder.replace(/\/+$/, '');
  const names = new Set<string>(path === '' ? rootFolders : []);
  for (const file in files) {
    if (!file.startsWith(`${path}/`)) continue;
    names.add(file.slice(path.length + 1).split('/')[0]);
  }
  const isKnown = path === '' || names.size > 0 || rootFolders.includes(path.slice(1));
  return isKnown ? [...names].sort() : undefined;
}
