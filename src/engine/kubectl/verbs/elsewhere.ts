// Verbs that the real kubectl has and that cannot do their work here (yet). Those that look at an object first still do, so a wrong
// name is answered as it would be; then they say what works instead.

import type { KubeObject } from '../../api/object.ts';
import { fetchNamed } from '../change.ts';
import type { Found } from '../fetch.ts';
import type { Run } from '../run.ts';
import { notYet } from '../unsupported.ts';
import type { Verb } from '../verb.ts';

function absent(name: string, short: string, instead = ''): Verb {
  return { name, short, usage: name, flags: [], begin: (run) => run.die(notYet(`kubectl ${name}`) + instead) };
}

/** Reads the objects, then explains. */
function looks(
  name: string,
  short: string,
  usage: string,
  flags: readonly string[],
  explain: (object: KubeObject, run: Run) => string,
): Verb {
  return {
    name,
    short,
    usage,
    flags: ['filename:f', 'selector:l', ...flags],
    begin: (run) => fetchNamed(run, run.args),
    found(run, objects: readonly Found[]) {
      for (const { object } of objects) run.fail(explain(object, run));
    },
  };
}

export const edit = looks(
  'edit',
  'Edit a resource on the server',
  'edit (TYPE/NAME | TYPE NAME)',
  ['output:o'],
  ({ kind, metadata: { name } }) =>
    `error: kubectl edit opens an editor in the terminal, which is not in Podarium yet. Select ${kind.toLowerCase()} ${name} and choose YAML, change it there, and apply it`,
);

export const others: readonly Verb[] = [
  absent('attach', 'Attach to a running container'),
  absent('certificate', 'Modify certificate resources'),
  absent('cp', 'Copy files and directories to and from containers', '; to see a file: kubectl exec POD -- cat FILE'),
  absent('debug', 'Create debugging sessions for troubleshooting workloads and nodes'),
  absent('kustomize', 'Build a kustomization target from a directory or URL'),
  absent(
    'port-forward',
    'Forward one or more local ports to a pod',
    '; to ask a server from inside its pod: kubectl exec POD -- wget -qO- localhost',
  ),
  absent('proxy', 'Run a proxy to the Kubernetes API server'),
];
