// What can be counted about an object although no field of it says so: how many pods stand behind a service, how many run on a node.
// A metric is a name and a way to count it from a scene.

import type { ViewTraffic } from '../../engine/index.ts';
import type { KubeObject, Scene } from './scene.ts';

interface Metric {
  /** Kinds it can be asked of. */
  readonly of: readonly string[];
  /** For the learner: `2 backends`. */
  readonly unit: string;
  /** Kinds of objects that have to be followed for it. */
  readonly kinds: readonly string[];
  /** Counted by the users as they go, not by objects: only its present is known, and it is counted from the step's beginning. */
  readonly live?: true;
  count(object: KubeObject, ref: string, scene: Scene): number;
}

const lost = ({ refused, timedOut, reset, failed }: ViewTraffic): number => refused + timedOut + reset + failed;

/** What all users have lost since the step began. */
export function lostSince({ host, usersAtStart }: Scene): number {
  const sum = (users: readonly ViewTraffic[]): number => users.reduce((total, each) => total + lost(each), 0);
  return sum(host.traffic()) - sum(usersAtStart);
}

/** What users of a service have counted since the step began. */
function ofUsers(unit: string, count: (users: ViewTraffic) => number): Metric {
  return {
    of: ['Service'],
    unit,
    kinds: ['services'],
    live: true,
    count: (_object, ref, scene) => {
      const sum = (users: readonly ViewTraffic[]): number =>
        users.filter(({ to }) => to === ref).reduce((total, each) => total + count(each), 0);
      return sum(scene.host.traffic()) - sum(scene.usersAtStart);
    },
  };
}

function answersByPod(users: readonly ViewTraffic[], service: string): ReadonlyMap<string, number> {
  const answers = new Map<string, number>();
  for (const { to, answeredBy } of users) {
    if (to !== service) continue;
    for (const [pod, count] of Object.entries(answeredBy)) answers.set(pod, (answers.get(pod) ?? 0) + count);
  }
  return answers;
}

const metrics: Readonly<Record<string, Metric>> = {
  availableBackends: {
    of: ['Service'],
    unit: 'backends that take traffic',
    kinds: ['endpointslices', 'services'],
    count: (object, _ref, scene) => backends(object, scene, (conditions) => conditions.ready !== false),
  },
  backends: {
    of: ['Service'],
    unit: 'backends, ready or not',
    kinds: ['endpointslices', 'services'],
    count: (object, _ref, scene) => backends(object, scene, () => true),
  },
  sent: ofUsers('requests sent', ({ sent }) => sent),
  answered: ofUsers('requests answered', ({ ok }) => ok),
  lost: ofUsers('requests lost', lost),
  refused: ofUsers('connections refused', ({ refused }) => refused),
  timedOut: ofUsers('requests without an answer', ({ timedOut }) => timedOut),
  reset: ofUsers('connections reset', ({ reset }) => reset),
  failed: ofUsers('answers with an error', ({ failed }) => failed),
  answeringPods: {
    of: ['Service'],
    unit: 'pods that answered',
    kinds: ['services'],
    live: true,
    count: (_object, ref, scene) => {
      const before = answersByPod(scene.usersAtStart, ref);
      const now = answersByPod(scene.host.traffic(), ref);
      return [...now].filter(([pod, answers]) => answers > (before.get(pod) ?? 0)).length;
    },
  },
  pastVersions: {
    of: ['ConfigMap', 'Deployment'],
    unit: 'earlier versions that etcd still holds',
    kinds: ['configmaps'],
    live: true,
    count: (object, ref, { host }) => {
      // Every change that is still told of has a version before it that can still be read.
      const { rows, compacted } = host.revisions(0, 200, `/${object.metadata.namespace}/${object.metadata.name}`);
      return rows.filter((row) => row.ref === ref && row.sign === '~' && row.revision > compacted).length;
    },
  },
  podsOn: {
    of: ['Node'],
    unit: 'pods on it',
    kinds: ['pods', 'nodes'],
    count: (object, _ref, scene) =>
      scene.select('pod[*]').filter(({ spec }) => (spec as { nodeName?: string }).nodeName === object.metadata.name)
        .length,
  },
  pods: {
    of: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'],
    unit: 'pods of it',
    kinds: ['pods'],
    count: (_object, ref, scene) => owned(ref, scene).length,
  },
  restarts: {
    of: ['Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'],
    unit: 'restarts',
    kinds: ['pods'],
    count: (object, ref, scene) =>
      (object.kind === 'Pod' ? [object] : owned(ref, scene)).reduce((sum, pod) => sum + restartsOf(pod), 0),
  },
};

export const metricNames: readonly string[] = Object.keys(metrics);

export function metricNamed(name: string): Metric | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}

/** The metric of an object now; undefined when it has none of that name, or is not there. */
export function measureMetric(that: string, name: string, scene: Scene): number | undefined {
  const metric = metricNamed(name);
  const ref = scene.ref(that);
  const object = ref === undefined ? undefined : scene.objects.get(ref);
  if (!metric || !object || ref === undefined || !metric.of.includes(object.kind ?? '')) return undefined;
  return metric.count(object, ref, scene);
}

interface Endpoint {
  readonly addresses?: readonly string[];
  readonly conditions?: { readonly ready?: boolean };
}

function backends(service: KubeObject, scene: Scene, counts: (conditions: { ready?: boolean }) => boolean): number {
  const addresses = new Set<string>();
  for (const slice of scene.select(`endpointslice[kubernetes.io/service-name=${service.metadata.name}]`)) {
    if (slice.metadata.namespace !== service.metadata.namespace) continue;
    const { endpoints } = slice as { endpoints?: readonly Endpoint[] | null };
    for (const { addresses: own = [], conditions = {} } of endpoints ?? [])
      if (counts(conditions)) for (const address of own) addresses.add(address);
  }
  return addresses.size;
}

function owned(ref: string, scene: Scene): readonly KubeObject[] {
  const [kind, namespace, name] = ref.split('/');
  return scene.select('pod[*]').filter((pod) => scene.isOwnedBy(pod, `${kind}/${namespace}/${name}`));
}

function restartsOf(pod: KubeObject): number {
  const { containerStatuses = [] } = (pod.status ?? {}) as { containerStatuses?: readonly { restartCount?: number }[] };
  return containerStatuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
}
