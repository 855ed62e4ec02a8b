// Which news can help a pod that fitted nowhere? Each plugin that refuses pods says what it waits for, and when the news itself
// shows that nothing is won (the new node has the same taint), the pod sleeps on.
import { collide, hostPortsOf } from '../api/host-ports.ts';
import { matchesLabels, matchesSelector } from '../api/labels.ts';
import { matchesRequired, tolerates } from '../api/node-choice.ts';
import { equal } from '../api/object.ts';
import type { Node, Pod, Taint } from '../api/types.ts';
import { type Term, termsOf } from './plugins/affinity-terms.ts';
import { groupOf, type PodGroup } from './pod-groups.ts';
import { podRequests, type Resources, toResources, toSums } from './requests.ts';

/** Something that happened in the cluster. `object` is the new version (the last one of a deleted object), `before` the old one. */
export type ClusterEvent =
  | { readonly on: 'Node'; readonly action: 'Add' | 'Delete'; readonly object: Node }
  | { readonly on: 'Node'; readonly action: 'Update'; readonly object: Node; readonly before: Node }
  | { readonly on: 'AssignedPod'; readonly action: 'Add' | 'Delete'; readonly object: Pod }
  | { readonly on: 'AssignedPod'; readonly action: 'Update'; readonly object: Pod; readonly before: Pod }
  /** The waiting pod itself was changed. */
  | { readonly on: 'ThisPod'; readonly action: 'Update'; readonly object: Pod; readonly before: Pod };

interface Hint {
  readonly on: ClusterEvent['on'];
  readonly actions: readonly ClusterEvent['action'][];
  /** Does it help this pod? Without it: always worth a try. */
  readonly helps?: (pod: Pod, event: ClusterEvent) => boolean;
}

/** Source: EventsToRegister and the isSchedulableAfter… functions of each plugin, v1.36 (queueing hints are GA since 1.34). */
export const QUEUEING_HINTS: Readonly<Record<string, readonly Hint[]>> = Object.freeze({
  SchedulingGates: [
    { on: 'ThisPod', actions: ['Update'], helps: (pod) => (pod.spec?.schedulingGates ?? []).length === 0 },
  ],
  NodeUnschedulable: [
    { on: 'Node', actions: ['Add', 'Update'], helps: onNode((node) => node.spec?.unschedulable !== true) },
    { on: 'ThisPod', actions: ['Update'], helps: tolerationsChanged },
  ],
  NodeName: [{ on: 'Node', actions: ['Add'], helps: (pod, { object }) => object.metadata.name === pod.spec?.nodeName }],
  TaintToleration: [
    {
      on: 'Node',
      actions: ['Add', 'Update'],
      helps: onNode((node, pod) => (node.spec?.taints ?? []).every((taint) => isLetIn(pod, taint))),
    },
    { on: 'ThisPod', actions: ['Update'], helps: tolerationsChanged },
  ],
  NodeAffinity: [
    { on: 'Node', actions: ['Add', 'Update'], helps: onNode((node, pod) => matchesRequired(pod.spec, node)) },
  ],
  NodePorts: [
    { on: 'Node', actions: ['Add'] },
    { on: 'AssignedPod', actions: ['Delete'], helps: freesPort },
  ],
  NodeResourcesFit: [
    { on: 'Node', actions: ['Add', 'Update'], helps: nodeGivesRoom },
    { on: 'AssignedPod', actions: ['Delete'] },
    {
      on: 'AssignedPod',
      actions: ['Update'],
      helps: shrinks,
    },
    {
      on: 'ThisPod',
      actions: ['Update'],
      helps: shrinks,
    },
  ],
  PodTopologySpread: [
    { on: 'AssignedPod', actions: ['Add', 'Update', 'Delete'], helps: countsForSpread },
    { on: 'Node', actions: ['Add', 'Update', 'Delete'], helps: changesDomains },
    { on: 'ThisPod', actions: ['Update'], helps: labelsChanged },
  ],
  InterPodAffinity: [
    { on: 'AssignedPod', actions: ['Add', 'Update', 'Delete'], helps: changesCompany },
    { on: 'Node', actions: ['Add'], helps: (pod, { object }) => hasCompanyLabels(pod, object as Node) },
    { on: 'Node', actions: ['Update'], helps: placesChanged },
    { on: 'ThisPod', actions: ['Update'], helps: labelsChanged },
  ],
});

/** True when one of the plugins that refused the pod has a reason to hope; a plugin without hints always has. */
export function eventMayHelp(pod: Pod, rejectedBy: readonly string[], event: ClusterEvent): boolean {
  return rejectedBy.some((plugin) => {
    const hints = QUEUEING_HINTS[plugin];
    if (hints === undefined) return true;
    return hints.some(
      ({ on, actions, helps }) => on === event.on && actions.includes(event.action) && (helps?.(pod, event) ?? true),
    );
  });
}

/** A node helps when it is good now and, if it was there before, was not good then. */
function onNode(good: (node: Node, pod: Pod) => boolean): (pod: Pod, event: ClusterEvent) => boolean {
  return (pod, event) => {
    if (event.on !== 'Node' || !good(event.object, pod)) return false;
    return event.action !== 'Update' || !good(event.before, pod);
  };
}

function isLetIn(pod: Pod, taint: Taint): boolean {
  return (
    taint.effect === 'PreferNoSchedule' ||
    (pod.spec?.tolerations ?? []).some((toleration) => tolerates(toleration, taint))
  );
}

function tolerationsChanged(_: Pod, event: ClusterEvent): boolean {
  return event.on === 'ThisPod' && !equal(event.object.spec?.tolerations, event.before.spec?.tolerations);
}

function freesPort(pod: Pod, event: ClusterEvent): boolean {
  if (event.on !== 'AssignedPod') return false;
  const freed = hostPortsOf(event.object);
  return hostPortsOf(pod).some((wanted) => freed.some((port) => collide(wanted, port)));
}

/** An empty node of this size would do, and an old node grew in something the pod needs. */
function nodeGivesRoom(pod: Pod, event: ClusterEvent): boolean {
  if (event.on !== 'Node') return false;
  const wanted = podRequests(pod).actual;
  const all = allocatable(event.object);
  if ((all.pods ?? 0) < 1 || !within(wanted, all.resources)) return false;
  if (event.action !== 'Update') return true;
  const before = allocatable(event.before);
  return all.pods > before.pods || grew(wanted, before.resources, all.resources);
}

function allocatable(node: Node): { pods: number; resources: Resources } {
  const sums = toSums(node.status?.allocatable);
  return { pods: sums.pods ?? 0, resources: toResources(sums) };
}

function within(wanted: Resources, all: Resources): boolean {
  return each(wanted).every(([name, amount]) => amount <= amountOf(all, name));
}

function grew(wanted: Resources, before: Resources, after: Resources): boolean {
  return each(wanted).some(([name, amount]) => amount > 0 && amountOf(after, name) > amountOf(before, name));
}

/** The pod of the event asks for less of something than before. */
function shrinks(_: Pod, event: ClusterEvent): boolean {
  if (event.on === 'Node' || event.action !== 'Update') return false;
  const now = podRequests(event.object).actual;
  return each(podRequests(event.before).actual).some(([name, amount]) => amountOf(now, name) < amount);
}

function each({ cpuMillis, memoryBytes, ephemeralStorageBytes, scalars }: Resources): [string, number][] {
  return [
    ['cpu', cpuMillis],
    ['memory', memoryBytes],
    ['ephemeral-storage', ephemeralStorageBytes],
    ...Object.entries(scalars),
  ];
}

function amountOf(resources: Resources, name: string): number {
  return each(resources).find(([candidate]) => candidate === name)?.[1] ?? 0;
}

function labelsChanged(_: Pod, event: ClusterEvent): boolean {
  return event.action === 'Update' && !equal(event.object.metadata.labels, event.before.metadata.labels);
}

/** A pod came, went or changed its labels, and one of the constraints counts it. */
function countsForSpread(pod: Pod, event: ClusterEvent): boolean {
  if (event.on === 'Node' || event.object.metadata.namespace !== pod.metadata.namespace) return false;
  const counted = ({ metadata }: Pod) =>
    (pod.spec?.topologySpreadConstraints ?? []).some(({ labelSelector }) =>
      matchesLabels(labelSelector, metadata.labels),
    );
  if (event.action === 'Update') return labelsChanged(pod, event) && (counted(event.object) || counted(event.before));
  return counted(event.object);
}

/** A node with all the labels came or went, or one of its labels is another. */
function changesDomains(pod: Pod, event: ClusterEvent): boolean {
  if (event.on !== 'Node') return false;
  const keys = (pod.spec?.topologySpreadConstraints ?? []).map(({ topologyKey }) => topologyKey);
  const now = event.object.metadata.labels ?? {};
  const isDomain = keys.every((key) => now[key] !== undefined);
  if (event.action !== 'Update') return isDomain;
  const then = event.before.metadata.labels ?? {};
  const wasDomain = keys.every((key) => then[key] !== undefined);
  const moved = keys.some((key) => now[key] !== then[key]);
  return (isDomain || wasDomain) && (moved || !equal(event.object.spec?.taints, event.before.spec?.taints));
}

/** Somebody came whom the pod wants beside it, or somebody left whom it, or who it, would not stand beside. */
function changesCompany(pod: Pod, event: ClusterEvent): boolean {
  if (event.on === 'Node') return false;
  const mine = groupOf(pod);
  const wanted = (other: Pod) => {
    const { together } = termsOf(mine);
    return together.length > 0 && together.every((term) => mayMatch(term, groupOf(other)));
  };
  const unwanted = (other: Pod) =>
    termsOf(mine).apart.some((term) => mayMatch(term, groupOf(other))) ||
    termsOf(groupOf(other)).apart.some((term) => mayMatch(term, mine));
  if (event.action === 'Add') return wanted(event.object);
  if (event.action === 'Delete') return unwanted(event.object);
  return event.action === 'Update' && labelsChanged(pod, event) && (wanted(event.object) || unwanted(event.before));
}

/** Where a term chooses namespaces by label, hope is cheap: the next try will know. */
function mayMatch(term: Term, group: PodGroup): boolean {
  const inNamespace = term.namespaceSelector !== 'nothing' || term.namespaces.includes(group.namespace);
  return inNamespace && matchesSelector(term.selector, group.labels);
}

function hasCompanyLabels(pod: Pod, { metadata }: Node): boolean {
  return termsOf(groupOf(pod)).together.every(({ topologyKey }) => metadata.labels?.[topologyKey] !== undefined);
}

/** The node is in another domain of some term than before. */
function placesChanged(pod: Pod, event: ClusterEvent): boolean {
  if (event.on !== 'Node' || event.action !== 'Update' || !hasCompanyLabels(pod, event.object)) return false;
  const [now, then] = [event.object.metadata.labels ?? {}, event.before.metadata.labels ?? {}];
  // Who refused it may be a pod that is there already, for a label only that pod has named.
  return !equal(now, then);
}
