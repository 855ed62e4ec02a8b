// Two lives over one axis: what was done in each, how a workload and the machines fared, when their heartbeats came and what users lost.
// Read off what the store of each branch remembers; what it has compacted is not told. A long time in which nothing happens is cut short.
import type { Host, ObjectRef, Tick } from '../../engine/index.ts';

export interface Piece {
  readonly from: Tick;
  readonly to: Tick;
  /** Where it begins and ends, as a part of the whole width. */
  readonly left: number;
  readonly right: number;
  /** Cut short. */
  readonly short: boolean;
}

export interface Step {
  readonly at: Tick;
  readonly ready: number;
  readonly wanted: number;
}

export interface Span {
  readonly from: Tick;
  readonly to: Tick;
  /** As the Node says: `True`, `False` or `Unknown`. */
  readonly ready: string;
}

export interface Life {
  readonly steps: readonly Step[];
  readonly machines: readonly {
    readonly name: string;
    readonly spans: readonly Span[];
    readonly beats: readonly Tick[];
  }[];
  readonly lost: readonly Tick[];
}

interface Workload {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly numberReady?: number;
    readonly desiredNumberScheduled?: number;
  };
}
interface Machine {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const shortGapMs = 20_000;
/** A time without anything longer than this part of the whole is cut short, to this part of the width. */
const longShare = 0.3;
const shortWidth = 0.12;
const mostMachines = 2;
const workloads = /^(Deployment|StatefulSet|DaemonSet)\/(?!kube-system\/)/;

/** The axis from a tick to another with everything of interest on it. */
export function axisOf(ticks: readonly Tick[], from: Tick, to: Tick): readonly Piece[] {
  const inside = [...new Set([from, ...ticks.filter((tick) => tick > from && tick < to), to])].sort((a, b) => a - b);
  const whole = Math.max(1, to - from);
  const bare: { from: Tick; to: Tick; short: boolean }[] = [];
  for (let i = 1; i < inside.length; i++) {
    const gap = inside[i] - inside[i - 1];
    const short = gap > shortGapMs && gap > whole * longShare;
    const last = bare.at(-1);
    if (last && !short && !last.short) last.to = inside[i];
    else bare.push({ from: inside[i - 1], to: inside[i], short });
  }
  const cut = bare.filter((piece) => piece.short).length;
  const long = bare.reduce((sum, piece) => sum + (piece.short ? 0 : piece.to - piece.from), 0);
  const room = long === 0 ? 1 / Math.max(1, cut) : shortWidth;
  let left = 0;
  return bare.map((piece) => {
    const width = piece.short ? room : ((piece.to - piece.from) / Math.max(1, long)) * (1 - cut * room);
    const right = left + width;
    const placed = { ...piece, left, right };
    left = right;
    return placed;
  });
}

/** Where a tick is on the axis, from 0 to 1. */
export function placeOf(axis: readonly Piece[], tick: Tick): number {
  const piece = axis.find(({ to }) => tick <= to) ?? axis.at(-1);
  if (!piece) return 0;
  const share = Math.min(1, Math.max(0, (tick - piece.from) / Math.max(1, piece.to - piece.from)));
  return piece.left + share * (piece.right - piece.left);
}

/** Part of the width that a written time takes, and half of that of a cut. */
const markWidth = 0.1;
const cutWidth = 0.09;
const seconds = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];

/** Round times along the axis, none over another and none over the words of a cut. */
export function marksOf(axis: readonly Piece[], start: Tick): readonly Tick[] {
  const cuts = axis.filter(({ short }) => short).map(({ left, right }) => (left + right) / 2);
  const marks: Tick[] = [];
  let free = 0;
  for (const { from, to, left, right, short } of axis) {
    if (short) continue;
    const enough = ((to - from) * markWidth) / Math.max(0.01, right - left);
    const step = (seconds.find((one) => one * 1000 >= enough) ?? 3600) * 1000;
    for (let tick = start + Math.ceil((from - start) / step) * step; tick <= to; tick += step) {
      const at = placeOf(axis, tick);
      if (at < free || at > 0.94 || cuts.some((cut) => Math.abs(cut - at) < cutWidth)) continue;
      marks.push(tick);
      free = at + markWidth;
    }
  }
  return marks;
}

/** The workload whose readiness is drawn: one that was written in either since they parted, else any. */
export function workloadOf(objects: readonly ObjectRef[], a: Host): ObjectRef | undefined {
  const written = objects.find((ref) => workloads.test(ref));
  if (written) return written;
  const [first] = a.list('deployments') as readonly {
    readonly metadata: { readonly namespace: string; readonly name: string };
  }[];
  return first && `Deployment/${first.metadata.namespace}/${first.metadata.name}`;
}

/** Machines that were not ready in either branch at some time of it. */
export function troubledMachines(hosts: readonly Host[], from: Tick): readonly string[] {
  const names = new Set<string>();
  for (const host of hosts) {
    for (const { ref, at, object } of host.changes(0))
      if (ref.startsWith('Node//') && at >= from && readyOf(object as Machine) !== 'True') names.add(ref.slice(6));
  }
  return [...names].sort().slice(0, mostMachines);
}

export function lifeOf(host: Host, workload: ObjectRef | undefined, machines: readonly string[], from: Tick): Life {
  const to = host.now();
  const changes = host.changes(0);
  const steps: Step[] = [];
  if (workload) {
    const own = changes.filter(({ ref }) => ref === workload);
    const before = own.findLast(({ at }) => at <= from)?.object ?? own.find(({ at }) => at > from)?.previous;
    const first = before ?? (own.length === 0 ? host.get(workload) : undefined);
    steps.push(stepOf(from, first));
    for (const { at, object, type } of own) {
      if (at <= from || at > to) continue;
      const step = stepOf(at, type === 'DELETED' ? undefined : object);
      const last = steps[steps.length - 1];
      if (step.ready !== last.ready || step.wanted !== last.wanted) steps.push(step);
    }
  }
  return {
    steps,
    machines: machines.map((name) => {
      const own = changes.filter(({ ref }) => ref === `Node//${name}`);
      const before = own.findLast(({ at }) => at <= from)?.object ?? own.find(({ at }) => at > from)?.previous;
      const spans: { from: Tick; to: Tick; ready: string }[] = [
        { from, to, ready: readyOf((before ?? host.get(`Node//${name}`)) as Machine | undefined) },
      ];
      for (const { at, object } of own) {
        if (at <= from || at > to) continue;
        const ready = readyOf(object as Machine);
        const last = spans[spans.length - 1];
        if (ready === last.ready) continue;
        last.to = at;
        spans.push({ from: at, to, ready });
      }
      const lease = `Lease/kube-node-lease/${name}`;
      const beats = changes.filter(({ ref, at }) => ref === lease && at >= from && at <= to).map(({ at }) => at);
      return { name, spans, beats };
    }),
    lost: host
      .traffic()
      .flatMap(({ recentLost }) => recentLost.map(({ endedAt }) => endedAt))
      .filter((at) => at >= from && at <= to),
  };
}

/** What there is of interest on the axis. */
export function ticksOf(lives: readonly Life[]): readonly Tick[] {
  return lives.flatMap(({ steps, machines, lost }) => [
    ...steps.map(({ at }) => at),
    ...machines.flatMap(({ spans }) => spans.map(({ from }) => from)),
    ...lost,
  ]);
}

function stepOf(at: Tick, object: unknown): Step {
  const { spec, status } = (object ?? {}) as Workload;
  return {
    at,
    ready: status?.readyReplicas ?? status?.numberReady ?? 0,
    wanted: spec?.replicas ?? status?.desiredNumberScheduled ?? 0,
  };
}

const readyOf = (machine: Machine | undefined): string =>
  machine?.status?.conditions?.find(({ type }) => type === 'Ready')?.status ?? 'Unknown';
