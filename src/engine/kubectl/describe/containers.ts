// Containers and volumes as `kubectl describe` tells them, of a pod (with their states) or of a template (without).
// Source: kubectl `pkg/describe/describe.go`, describeContainers, describeVolumes, DescribeProbe.

import type {
  Container,
  ContainerState,
  ContainerStatus,
  EnvVar,
  Pod,
  PodTemplateSpec,
  Probe,
  Volume,
} from '../../api/types.ts';
import { annotations, longTime, multiline, tolerationsText } from './parts.ts';

/** `space` is two blanks inside a pod template, '' in a pod. */
export function containersText(
  title: string,
  containers: readonly Container[] | undefined,
  statuses: readonly ContainerStatus[] | undefined,
  pod: Pod | undefined,
  space: string,
): string {
  const indent = space === '' ? '' : ' ';
  let text = `${space}${title}:${containers?.length ? '' : ' <none>'}\n`;
  for (const container of containers ?? []) {
    const status = statuses?.find(({ name }) => name === container.name);
    text += `  ${indent}${container.name}:\n`;
    if (status) text += `    Container ID:\t${status.containerID ?? ''}\n`;
    text += `    Image:\t${container.image}\n`;
    if (status) text += `    Image ID:\t${status.imageID ?? ''}\n`;
    const ports = (container.ports ?? []).map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`);
    const hostPorts = (container.ports ?? []).map(({ hostPort = 0, protocol = 'TCP' }) => `${hostPort}/${protocol}`);
    text += `    Port${ports.length > 1 ? 's' : ''}:\t${ports.join(', ') || '<none>'}\n`;
    text += `    Host Port${ports.length > 1 ? 's' : ''}:\t${hostPorts.join(', ') || '<none>'}\n`;
    text += wordsText('Command', container.command) + wordsText('Args', container.args);
    if (status) {
      text += stateText('State', status.state);
      if (status.lastState?.terminated) text += stateText('Last State', status.lastState);
      text += `    Ready:\t${status.ready ? 'True' : 'False'}\n    Restart Count:\t${status.restartCount}\n`;
    }
    text += amountsText('Limits', container.resources?.limits) + amountsText('Requests', container.resources?.requests);
    text += probeText('Liveness', container.livenessProbe);
    text += probeText('Readiness', container.readinessProbe);
    text += probeText('Startup', container.startupProbe);
    text += environmentFrom(container);
    text += environment(container.env, pod);
    const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
    text += `    Mounts:${mounts.length === 0 ? '\t<none>' : ''}\n`;
    for (const { mountPath, name, readOnly, subPath } of mounts) {
      text += `      ${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path="${subPath}"` : ''})\n`;
    }
  }
  return text;
}

function wordsText(title: string, words: readonly string[] | undefined): string {
  if (!words?.length) return '';
  return `    ${title}:\n${words
    .flatMap((word) => word.split('\n'))
    .map((line) => `      ${line}\n`)
    .join('')}`;
}

function stateText(title: string, state: ContainerState | undefined): string {
  const head = (word: string): string => `    ${title}:\t${word}\n`;
  const line = (name: string, value: string | undefined): string => (value ? `      ${name}:\t${value}\n` : '');
  if (state?.running) return head('Running') + line('Started', longTime(state.running.startedAt));
  const ended = state?.terminated;
  if (!ended) return head('Waiting') + line('Reason', state?.waiting?.reason);
  return (
    head('Terminated') +
    line('Reason', ended.reason) +
    line('Message', ended.message) +
    line('Exit Code', String(ended.exitCode)) +
    (ended.signal ? line('Signal', String(ended.signal)) : '') +
    line('Started', longTime(ended.startedAt)) +
    line('Finished', longTime(ended.finishedAt))
  );
}

function amountsText(title: string, amounts: Readonly<Record<string, string>> | undefined): string {
  const names = Object.keys(amounts ?? {}).sort();
  return names.length === 0
    ? ''
    : `    ${title}:\n${names.map((name) => `      ${name}:\t${amounts?.[name]}\n`).join('')}`;
}

function probeText(title: string, probe: Probe | undefined): string {
  if (!probe) return '';
  const {
    initialDelaySeconds = 0,
    timeoutSeconds = 1,
    periodSeconds = 10,
    successThreshold = 1,
    failureThreshold = 3,
  } = probe;
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  return `    ${title}:\t${probeTarget(probe)} ${times}\n`;
}

function probeTarget({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec [${(exec.command ?? []).join(' ')}]`;
  if (httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = httpGet;
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  return grpc ? `grpc <pod>:${grpc.port} ${grpc.service ?? ''}` : 'unknown';
}

function environmentFrom({ envFrom }: Container): string {
  if (!envFrom?.length) return '';
  const lines = envFrom.map(({ prefix, configMapRef, secretRef }) => {
    const from = configMapRef ?? secretRef;
    const what = `${configMapRef ? 'ConfigMap' : 'Secret'}${prefix ? ` with prefix '${prefix}'` : ''}`;
    return `      ${from?.name}\t${what}\tOptional: ${from?.optional ?? false}\n`;
  });
  return `    Environment Variables from:\n${lines.join('')}`;
}

function environment(env: readonly EnvVar[] | undefined, pod: Pod | undefined): string {
  if (!env?.length) return '    Environment:\t<none>\n';
  return `    Environment:\n${env.map((each) => `      ${each.name}:\t${variable(each, pod)}\n`).join('')}`;
}

function variable({ value = '', valueFrom }: EnvVar, pod: Pod | undefined): string {
  if (!valueFrom) return value.split('\n').join('\n      \t');
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef) return `${fieldValue(fieldRef.fieldPath, pod)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`;
  if (resourceFieldRef) return ` (${resourceFieldRef.resource})`;
  if (secretKeyRef) {
    return `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional ?? false}`;
  }
  return `<set to the key '${configMapKeyRef?.key}' of config map '${configMapKeyRef?.name}'>\tOptional: ${configMapKeyRef?.optional ?? false}`;
}

function fieldValue(path: string, pod: Pod | undefined): string {
  const values: Readonly<Record<string, string | undefined>> = {
    'metadata.name': pod?.metadata.name,
    'metadata.namespace': pod?.metadata.namespace,
    'metadata.uid': pod?.metadata.uid,
  };
  return values[path] ?? '';
}

export function volumesText(volumes: readonly Volume[] | undefined, space: string): string {
  if (!volumes?.length) return `${space}Volumes:\t<none>\n`;
  const indent = space === '' ? '' : ' ';
  return `${space}Volumes:\n${volumes.map((volume) => `  ${indent}${volume.name}:\n${volumeLines(volume)}`).join('')}`;
}

function volumeLines({ emptyDir, configMap, secret, hostPath, projected, persistentVolumeClaim }: Volume): string {
  const lines = (type: string, ...more: string[]): string =>
    [`    Type:\t${type}`, ...more.map((line) => `    ${line}`), ''].join('\n');
  if (emptyDir) {
    const { medium = '', sizeLimit } = emptyDir;
    return lines(
      "EmptyDir (a temporary directory that shares a pod's lifetime)",
      `Medium:\t${medium}`,
      `SizeLimit:\t${sizeLimit ?? '<unset>'}`,
    );
  }
  if (configMap) {
    return lines(
      'ConfigMap (a volume populated by a ConfigMap)',
      `Name:\t${configMap.name}`,
      `Optional:\t${configMap.optional ?? false}`,
    );
  }
  if (secret) {
    return lines(
      'Secret (a volume populated by a Secret)',
      `SecretName:\t${secret.secretName}`,
      `Optional:\t${secret.optional ?? false}`,
    );
  }
  if (hostPath) {
    return lines(
      'HostPath (bare host directory volume)',
      `Path:\t${hostPath.path}`,
      `HostPathType:\t${hostPath.type ?? ''}`,
    );
  }
  if (persistentVolumeClaim) {
    const { claimName, readOnly = false } = persistentVolumeClaim;
    const what = 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)';
    return lines(what, `ClaimName:\t${claimName}`, `ReadOnly:\t${readOnly}`);
  }
  if (!projected) return lines('<unknown>');
  const sources = (projected.sources ?? []).flatMap((source) => {
    if (source.secret) return [`SecretName:\t${source.secret.name}`, `Optional:\t${source.secret.optional ?? false}`];
    if (source.configMap)
      return [`ConfigMapName:\t${source.configMap.name}`, `Optional:\t${source.configMap.optional ?? false}`];
    if (source.serviceAccountToken)
      return [`TokenExpirationSeconds:\t${source.serviceAccountToken.expirationSeconds ?? 3600}`];
    return source.downwardAPI ? ['DownwardAPI:\ttrue'] : [];
  });
  return lines('Projected (a volume that contains injected data from multiple sources)', ...sources);
}

export function templateText(template: PodTemplateSpec | undefined): string {
  const { metadata, spec } = template ?? {};
  let text = `Pod Template:\n${multiline('  Labels', metadata?.labels)}`;
  if (Object.keys(metadata?.annotations ?? {}).length > 0) text += annotations('  Annotations', metadata?.annotations);
  if (spec?.serviceAccountName) text += `  Service Account:\t${spec.serviceAccountName}\n`;
  if (spec?.initContainers?.length)
    text += containersText('Init Containers', spec.initContainers, undefined, undefined, '  ');
  text += containersText('Containers', spec?.containers, undefined, undefined, '  ');
  text += volumesText(spec?.volumes, '  ');
  if (spec?.priorityClassName) text += `  Priority Class Name:\t${spec.priorityClassName}\n`;
  return text + multiline('  Node-Selectors', spec?.nodeSelector) + tolerationsText('  Tolerations', spec?.tolerations);
}
