// `kubectl describe deployment`, `replicaset` and `daemonset`: how many there should be and are, and the template they are made from.
// Source: kubectl `pkg/describe/describe.go`, describeDeployment, describeReplicaSet, describeDaemonSet.

import { formatLabelSelector, matchesLabels, printLabels } from '../../api/labels.ts';
import { equal, isControlledBy, type KubeObject } from '../../api/object.ts';
import type { DaemonSet, Deployment, Pod, PodTemplateSpec, ReplicaSet } from '../../api/types.ts';
import { templateText } from './containers.ts';
import type { Describer } from './describer.ts';
import { annotations, controlledBy, longTime, multiline } from './parts.ts';

export const deployment: Describer = {
  extras: ({ metadata }) => [{ as: 'sets', resource: 'replicasets.apps', namespace: metadata.namespace }],
  text: (object, { sets = [] }) => deploymentText(object as unknown as Deployment, sets as unknown as ReplicaSet[]),
};

export const replicaSet: Describer = {
  extras: ({ metadata }) => [{ as: 'pods', resource: 'pods', namespace: metadata.namespace }],
  text: (object, { pods = [] }) => replicaSetText(object as unknown as ReplicaSet, pods as unknown as Pod[]),
};

export const daemonSet: Describer = {
  extras: ({ metadata }) => [{ as: 'pods', resource: 'pods', namespace: metadata.namespace }],
  text: (object, { pods = [] }) => daemonSetText(object as unknown as DaemonSet, pods as unknown as Pod[]),
};

function deploymentText(deployment: Deployment, all: readonly ReplicaSet[]): string {
  const { metadata, spec, status = {} } = deployment;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status;
  let text = `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\n`;
  text += `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`;
  text += multiline('Labels', metadata.labels) + annotations('Annotations', metadata.annotations);
  text += `Selector:\t${formatLabelSelector(spec?.selector)}\n`;
  text += `Replicas:\t${spec?.replicas} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable\n`;
  text += `StrategyType:\t${spec?.strategy?.type}\nMinReadySeconds:\t${spec?.minReadySeconds ?? 0}\n`;
  const rolling = spec?.strategy?.rollingUpdate;
  if (rolling) {
    text += `RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge\n`;
  }
  text += templateText(spec?.template) + conditions(status.conditions);
  const owned = all.filter((set) => isControlledBy(set, deployment));
  const newest = owned.find((set) => sameTemplate(set.spec?.template, spec?.template));
  const older = owned.filter((set) => set !== newest);
  return `${text}OldReplicaSets:\t${setsText(older)}\nNewReplicaSet:\t${setsText(newest ? [newest] : [])}\n`;
}

/** Whether two templates differ only in the hash that the Deployment put into the labels of its sets. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return equal(withoutHash(a), withoutHash(b));
}

export function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  if (!template?.metadata?.labels) return template;
  const { 'pod-template-hash': _, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}

function setsText(sets: readonly ReplicaSet[]): string {
  const texts = sets.map(
    ({ metadata, spec, status }) => `${metadata.name} (${status?.replicas ?? 0}/${spec?.replicas} replicas created)`,
  );
  return texts.join(', ') || '<none>';
}

function conditions(list: readonly { type: string; status: string; reason?: string }[] | undefined): string {
  if (!list?.length) return '';
  const rows = list.map(({ type, status, reason = '' }) => `  ${type} \t${status}\t${reason}\n`);
  return `Conditions:\n  Type\tStatus\tReason\n  ----\t------\t------\n${rows.join('')}`;
}

function replicaSetText(set: ReplicaSet, pods: readonly Pod[]): string {
  const { metadata, spec, status } = set;
  let text = `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\nSelector:\t${formatLabelSelector(spec?.selector)}\n`;
  text += multiline('Labels', metadata.labels) + annotations('Annotations', metadata.annotations);
  text += controlledBy(set as unknown as KubeObject);
  text += `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas} desired\n`;
  text += podsStatus(set, pods);
  return text + templateText(spec?.template) + conditions(status?.conditions);
}

/** How the pods of a set are. */
function podsStatus(set: ReplicaSet | DaemonSet, pods: readonly Pod[]): string {
  const own = pods.filter((pod) => matchesLabels(set.spec?.selector, pod.metadata.labels) && isControlledBy(pod, set));
  const count = (phase: string): number => own.filter((pod) => pod.status?.phase === phase).length;
  return `Pods Status:\t${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed\n`;
}

function daemonSetText(set: DaemonSet, pods: readonly Pod[]): string {
  const { metadata, spec, status } = set;
  let text = `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\n`;
  text += `Selector:\t${formatLabelSelector(spec.selector)}\nNode-Selector:\t${printLabels(spec.template.spec?.nodeSelector)}\n`;
  text += multiline('Labels', metadata.labels) + annotations('Annotations', metadata.annotations);
  text += `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}\n`;
  text += `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}\n`;
  text += `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}\n`;
  text += `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}\n`;
  text += `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}\n`;
  return text + podsStatus(set, pods) + templateText(spec.template);
}
