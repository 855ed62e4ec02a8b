// The node lifecycle controller listens for heartbeats. Every five seconds it looks at each node's lease; one that was not renewed
// for fifty seconds makes the node Unknown: its pods stop counting as ready, and taints begin to push them away.
// Nothing tells it that a machine is dead. It only ever knows that it has heard nothing.
// Source: upstream `nodelifecycle/node_lifecycle_controller.go`; order of writes as recorded (facts 4.9).

import { type KubeObject, keyOf } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import type { Lease, NodeCondition, PodCondition } from '../api/types.ts';
import type { Change } from '../client/informer.ts';
import type { Tick } from '../kernel/message.ts';
import {
  type Controller,
  type Intent,
  nodes,
  nothing,
  type Observed,
  type Plan,
  pods,
  type Step,
  type Wake,
} from './controller.ts';
import {
  asNode,
  NOT_READY,
  noExecuteChange,
  noScheduleChange,
  readyStatus,
  taintStep,
  taintsOf,
  taintsRead,
  UNREACHABLE,
} from './node-taints.ts';
import { asPod, isReady } from './pod-facts.ts';

const MONITOR_PERIOD: Tick = 5_000;
const GRACE: Tick = 50_000;
/** For a node that has never reported. */
const STARTUP_GRACE: Tick = 60_000;
/** A lease is renewed every 10 s; one that is older is overdue, and from then on the next look is not mere routine. */
const OVERDUE: Tick = 15_000;
/** One node in ten seconds and zone is tainted NoExecute (0.1 a second). */
const EVICTION_INTERVAL: Tick = 10_000;
const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
/** In memory while every node looks dead. */
const DARK = 'dark';
const MONITOR = 'monitor';

/** What the monitor has heard of a node, and when. */
interface Heard {
  readonly uid: string;
  readonly renewTime: string;
  readonly heartbeat: string;
  readonly at: Tick;
}

export const nodeLifecycleController: Controller = {
  name: 'node-lifecycle',
  title: 'Node lifecycle',
  user: 'system:serviceaccount:kube-system:node-controller',
  source: 'node-controller',
  workers: 8,
  reconciles: '',
  periodic: { key: MONITOR, every: MONITOR_PERIOD },
  watches: {
    nodes: nodeChanged,
    leases: () => [],
    pods: () => [],
  },
  reconcile(key, observed) {
    const [work, name] = key.split('/');
    switch (work) {
      case MONITOR:
        return monitor(observed);
      case 'no-schedule':
        return noSchedule(name, observed);
      case 'no-execute':
        return noExecute(name, observed);
      case 'spare':
        return spare(name, observed);
      case 'silent':
        return markUnknown(name, observed);
      default:
        return nothing;
    }
  },
  followUps: { 'taints-read': taintsRead },
};

function nodeChanged(change: Change): readonly string[] {
  const { name } = change.object.metadata;
  if (change.type === 'deleted') return [MONITOR];
  const known = change.type === 'added' ? [MONITOR] : [];
  return noScheduleChange(change.object) ? [`no-schedule/${name}`, ...known] : known;
}

function noSchedule(name: string, observed: Observed): Plan {
  const node = observed.get('nodes', name);
  const change = node && noScheduleChange(node);
  return node && change ? { steps: [taintStep(node, change)], because: `${name}: condition changed → taint` } : nothing;
}

function noExecute(name: string, observed: Observed): Plan {
  const node = observed.get('nodes', name);
  const change = node && noExecuteChange(node);
  return node && change
    ? {
        steps: [taintStep(node, change)],
        because: `${name}: ${readyStatus(node) === 'True' ? 'back' : 'still away'} → NoExecute`,
      }
    : nothing;
}

/** Looks at every node's heartbeat; what it finds is done under keys of the nodes' own. */
function monitor(observed: Observed): Plan {
  const all = observed.list('nodes');
  const remember: Record<string, unknown> = {};
  const wakes: Wake[] = [];
  const steps: Step[] = [];
  const dark = all.length > 0 && all.every((node) => readyStatus(node) !== 'True');
  const wasDark = observed.memory(DARK) === true;
  if (dark !== wasDark) remember[DARK] = dark ? true : undefined;
  for (const node of all) {
    const { name = '' } = node.metadata;
    const before = observed.memory(`heard/${name}`) as Heard | undefined;
    if (!before) steps.push({ intents: [registered(node)] });
    // After a time in which everything looked dead everybody gets a new chance.
    const heard =
      wasDark && !dark ? { ...listen(node, before, observed), at: observed.now } : listen(node, before, observed);
    if (heard !== before) remember[`heard/${name}`] = heard;
    const silentFor = observed.now - heard.at;
    const cause = observed.blame(name);
    const never = heard.renewTime === '' && heard.heartbeat === '';
    // A real look takes some milliseconds, so there the tenth after a heartbeat comes just past the fifty seconds; here it is on them.
    if (silentFor >= (never ? STARTUP_GRACE : GRACE)) {
      if (readyStatus(node) !== 'Unknown') wakes.push({ key: `silent/${name}`, after: 0, class: 'work', cause });
    } else if (silentFor > OVERDUE && readyStatus(node) !== 'Unknown') {
      wakes.push({ key: MONITOR, after: MONITOR_PERIOD, class: 'work', cause });
    }
    if (dark && evicting(node).length > 0) wakes.push({ key: `spare/${name}`, after: 0, class: 'work', cause });
    const change = noExecuteChange(node);
    if (!change || dark) continue;
    if (change.add.length === 0) wakes.push({ key: `no-execute/${name}`, after: 0, class: 'work' });
    else if (mayEvict(node, all, observed, remember))
      wakes.push({ key: `no-execute/${name}`, after: 25, class: 'work', cause });
  }
  for (const [key, before] of observed.memories('heard/')) {
    const name = key.slice('heard/'.length);
    if (all.some((node) => node.metadata.name === name)) continue;
    remember[key] = undefined;
    steps.push({ intents: [removed(name, (before as Heard).uid)] });
  }
  return { steps, because: `looked at ${all.length} nodes`, remember, wakes };
}

function registered(node: KubeObject): Intent {
  const { name } = node.metadata;
  const message = `Node ${name} event: Registered Node ${name} in Controller`;
  return { verb: 'event', about: node, type: 'Normal', reason: 'RegisteredNode', message, because: '' };
}

function removed(name: string, uid: string): Intent {
  const about = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid } };
  const message = `Node ${name} event: Removing Node ${name} from Controller`;
  return { verb: 'event', about, type: 'Normal', reason: 'RemovingNode', message, because: '' };
}

/** A heartbeat counts from when this controller noticed it: other machines' clocks are not trusted. */
function listen(node: KubeObject, before: Heard | undefined, observed: Observed): Heard {
  const { name = '', uid = '' } = node.metadata;
  const lease = observed.get('leases', `kube-node-lease/${name}`) as unknown as Lease | undefined;
  const renewTime = lease?.spec?.renewTime ?? '';
  const heartbeat = asNode(node).status?.conditions?.find((c) => c.type === 'Ready')?.lastHeartbeatTime ?? '';
  // The controller's own mark is no sign of life.
  const same =
    before && before.renewTime === renewTime && (before.heartbeat === heartbeat || readyStatus(node) === 'Unknown');
  return before && same ? before : Object.freeze({ uid, renewTime, heartbeat, at: observed.now });
}

/** Nobody is evicted while every node looks dead: then it may be the watcher who is cut off. Taints that stand are taken back. */
function spare(name: string, observed: Observed): Plan {
  const node = observed.get('nodes', name);
  const remove = node ? evicting(node) : [];
  if (!node || remove.length === 0) return nothing;
  const because = `every node looks dead: nobody is evicted from ${name}`;
  return { steps: [taintStep(node, { effect: 'NoExecute', add: [], remove })], because };
}

/** The NoExecute taints that stand because of its silence. */
function evicting(node: KubeObject): readonly string[] {
  return taintsOf(node)
    .filter(({ key, effect }) => effect === 'NoExecute' && (key === NOT_READY || key === UNREACHABLE))
    .map(({ key }) => key);
}

/** Evictions keep to the zone's rate; where most of a small zone is away nobody is evicted at all. */
function mayEvict(
  node: KubeObject,
  all: readonly KubeObject[],
  observed: Observed,
  remember: Record<string, unknown>,
): boolean {
  const zone = zoneOf(node);
  const mates = all.filter((other) => zoneOf(other) === zone);
  const away = mates.filter((other) => readyStatus(other) !== 'True').length;
  const partial = away > 2 && away < mates.length && away / mates.length >= 0.55;
  if (partial && mates.length <= 50) return false;
  const key = `evicted/${zone}`;
  const last = (remember[key] ?? observed.memory(key)) as Tick | undefined;
  const interval = partial ? EVICTION_INTERVAL * 10 : EVICTION_INTERVAL;
  if (last !== undefined && observed.now - last < interval) return false;
  remember[key] = observed.now;
  return true;
}

function zoneOf({ metadata }: KubeObject): string {
  return `${metadata.labels?.[REGION] ?? ''}/${metadata.labels?.[ZONE] ?? ''}`;
}

/** Fifty seconds of silence: the node's conditions become Unknown, its pods are no longer ready, and everybody is told why. */
function markUnknown(name: string, observed: Observed): Plan {
  const node = observed.get('nodes', name);
  if (!node || readyStatus(node) === 'Unknown') return nothing;
  const now = rfc3339(observed.epochMs, observed.now);
  const never = asNode(node).status?.conditions?.length === 0;
  const reason = never ? 'NodeStatusNeverUpdated' : 'NodeStatusUnknown';
  const message = never ? 'Kubelet never posted node status.' : 'Kubelet stopped posting node status.';
  const unknown = (type: string): NodeCondition => {
    const known = asNode(node).status?.conditions?.find((c) => c.type === type);
    const lastHeartbeatTime = known?.lastHeartbeatTime ?? node.metadata.creationTimestamp;
    return { type, status: 'Unknown', lastHeartbeatTime, lastTransitionTime: now, reason, message };
  };
  const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map(unknown);
  const others = (asNode(node).status?.conditions ?? []).filter(
    (c) => !conditions.some((mine) => mine.type === c.type),
  );
  const object = Object.freeze({ ...node, status: { ...asNode(node).status, conditions: [...conditions, ...others] } });
  const mine = observed.onNode(name).filter((pod) => !isEnded(pod));
  const unready = mine.filter(isReady);
  const steps: Step[] = [
    {
      intents: [
        { verb: 'update', of: nodes, subresource: 'status', object, because: `heard nothing of ${name} for 50 s` },
      ],
    },
    ...unready.map((pod) => ({ intents: [unreadyPod(pod, now)] })),
    {
      intents: [
        {
          verb: 'event',
          about: node,
          type: 'Normal',
          reason: 'NodeNotReady',
          message: `Node ${name} status is now: NodeNotReady`,
          because: '',
        },
        ...mine.map(
          (pod): Intent => ({
            verb: 'event',
            about: pod,
            type: 'Warning',
            reason: 'NodeNotReady',
            message: 'Node is not ready',
            because: '',
          }),
        ),
      ],
    },
  ];
  return { steps, because: `${name}: silent for 50 s → Unknown`, wakes: [{ key: MONITOR, after: 45, class: 'work' }] };
}

function isEnded(pod: KubeObject): boolean {
  const phase = asPod(pod).status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Only the Ready condition turns; the containers may well go on running, nobody here can know. */
function unreadyPod(pod: KubeObject, now: string): Intent {
  const conditions = (asPod(pod).status?.conditions ?? []).map((c): PodCondition => {
    if (c.type !== 'Ready') return c;
    const { reason: _reason, message: _message, ...rest } = c;
    return { ...rest, status: 'False', lastTransitionTime: now };
  });
  const object = Object.freeze({ ...pod, status: { ...asPod(pod).status, conditions } });
  return { verb: 'update', of: pods, subresource: 'status', object, because: `${keyOf(pod)}: its node is silent` };
}
