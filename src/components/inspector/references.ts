// References as people write them and as the page keeps them: `pod/web-1`, `deploy web`, `web-1` and `Pod/default/web-1` are one thing.
// A selection may also be a machine or a process, which are no API objects.

import type { ObjectRef } from '../../engine/index.ts';
import { type SessionState, useSession } from '../session/store.ts';

export interface RefParts {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `Kind/namespace/name` taken apart; a process keeps its whole address as name. */
export function partsOf(ref: ObjectRef): RefParts {
  const [kind = '', namespace = '', ...rest] = ref.split('/');
  return { kind, namespace, name: rest.join('/') };
}

const kindWords: Readonly<Record<string, string>> = {
  po: 'Pod',
  pod: 'Pod',
  pods: 'Pod',
  deploy: 'Deployment',
  deployment: 'Deployment',
  deployments: 'Deployment',
  rs: 'ReplicaSet',
  replicaset: 'ReplicaSet',
  replicasets: 'ReplicaSet',
  ds: 'DaemonSet',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  hpa: 'HorizontalPodAutoscaler',
  horizontalpodautoscaler: 'HorizontalPodAutoscaler',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  svc: 'Service',
  service: 'Service',
  services: 'Service',
  no: 'Node',
  node: 'Node',
  nodes: 'Node',
  machine: 'Machine',
};

/** All objects, machines and processes on screen that can be selected by name. */
export function knownRefs(state: SessionState = useSession.getState()): readonly ObjectRef[] {
  return [
    ...Object.keys(state.workloads),
    ...Object.keys(state.services),
    ...Object.keys(state.autoscalers),
    ...Object.keys(state.traffic).map((name) => `Traffic//${name}`),
    ...state.pods.keys(),
    ...Object.values(state.machines).map((machine) => machine.node?.ref ?? `Machine//${machine.name}`),
    ...Object.keys(state.processes).map((address) => `Process//${address}`),
  ];
}

/** The reference that a person means, or undefined. Without a kind the first object of that name is taken, pods last. */
export function closestRef(what: string, refs: readonly ObjectRef[] = knownRefs()): ObjectRef | undefined {
  if (refs.includes(what)) return what;
  const words = what.split('/').filter((word) => word !== '');
  const name = words.at(-1);
  if (name === undefined) return undefined;
  if (words.length === 1) return refs.find((ref) => partsOf(ref).name === name);
  const kind = kindWords[(words[0] ?? '').toLowerCase().split('.')[0] ?? ''] ?? words[0];
  const namespace = words.length > 2 ? words[1] : undefined;
  return refs.find((ref) => {
    const parts = partsOf(ref);
    return parts.kind === kind && parts.name === name && (namespace === undefined || parts.namespace === namespace);
  });
}
