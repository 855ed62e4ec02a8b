// `kubectl describe pod`: where it runs, what its containers do, and in the end what happened to it.
// Source: kubectl `pkg/describe/describe.go`, describePod.

import { since } from '../../api/kinds/duration.ts';
import { formatLabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Pod, PodCondition, TopologySpreadConstraint } from '../../api/types.ts';
import { containersText, volumesText } from './containers.ts';
import type { Describer } from './describer.ts';
import { annotations, controlledBy, longTime, multiline, tolerationsText } from './parts.ts';

export const pod: Describer = {
  text: (object, _, nowMs) => podText(object as unknown as Pod, nowMs),
};

function podText(pod: Pod, nowMs: number): string {
  const { metadata, spec, status = {} } = pod;
  const line = (name: string, value: string | number | undefined): string => (value ? `${name}:\t${value}\n` : '');
  let text = `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\n`;
  if (spec?.priority !== undefined && spec.priority !== null) text += `Priority:\t${spec.priority}\n`;
  text += line('Priority Class Name', spec?.priorityClassName);
  text += line('Runtime Class Name', spec?.runtimeClassName);
  text += line('Service Account', spec?.serviceAccountName);
  text += `Node:\t${spec?.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>'}\n`;
  if (status.startTime) text += `Start Time:\t${longTime(status.startTime)}\n`;
  text += multiline('Labels', metadata.labels) + annotations('Annotations', metadata.annotations);
  const ended = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (metadata.deletionTimestamp && !ended) {
    text += `Status:\tTerminating (lasts ${since(metadata.deletionTimestamp, nowMs)})\n`;
    text += `Termination Grace Period:\t${metadata.deletionGracePeriodSeconds}s\n`;
  } else text += `Status:\t${status.phase ?? ''}\n`;
  text += line('Reason', status.reason) + line('Message', status.message);
  text += line('SeccompProfile', spec?.securityContext?.seccompProfile?.type);
  text += `IP:\t${status.podIP ?? ''}\n`;
  const ips = status.podIPs ?? [];
  text += ips.length === 0 ? 'IPs:\t<none>\n' : `IPs:\n${ips.map(({ ip }) => `  IP:\t${ip}\n`).join('')}`;
  text += controlledBy(pod as unknown as KubeObject) + line('NominatedNodeName', status.nominatedNodeName);
  if (spec?.initContainers?.length) {
    text += containersText('Init Containers', spec.initContainers, status.initContainerStatuses, pod, '');
  }
  text += containersText('Containers', spec?.containers, status.containerStatuses, pod, '');
  text += gates(pod) + conditions(status.conditions);
  text += volumesText(spec?.volumes, '');
  text += line('QoS Class', status.qosClass);
  text += multiline('Node-Selectors', spec?.nodeSelector);
  text += tolerationsText('Tolerations', spec?.tolerations);
  return text + spread(spec?.topologySpreadConstraints);
}

function gates({ spec, status }: Pod): string {
  if (!spec?.readinessGates?.length) return '';
  const rows = spec.readinessGates.map(({ conditionType }) => {
    const found = status?.conditions?.find(({ type }) => type === conditionType);
    return `  ${conditionType} \t${found?.status ?? '<none>'} \n`;
  });
  return `Readiness Gates:\n  Type\tStatus\n${rows.join('')}`;
}

function conditions(list: readonly PodCondition[] | undefined): string {
  if (!list?.length) return '';
  return `Conditions:\n  Type\tStatus\n${list.map(({ type, status }) => `  ${type} \t${status} \n`).join('')}`;
}

function spread(constraints: readonly TopologySpreadConstraint[] | undefined): string {
  if (!constraints?.length) return '';
  const lines = constraints.map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
    const selects = labelSelector ? ` for selector ${formatLabelSelector(labelSelector)}` : '';
    return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selects}`;
  });
  return `Topology Spread Constraints:\t${lines.join('\n\t')}\n`;
}
