// Folds one frame of the engine into the page's state. Objects keep their identity until they change, and only the shard of a
// machine whose pods changed is built anew, so a component that shows one machine draws only when that machine changed.
import type { Delta, Frame, ViewMachine, ViewPod } from '../../engine/index.ts';
import type { SessionState } from './store.ts';

const outputBound = 4000;

/** The parts of the state that a frame changes; `state.pods` is changed in place. */
export function foldFrame(state: SessionState, frame: Frame): Partial<SessionState> {
  const changes: { -readonly [K in keyof SessionState]?: SessionState[K] } = {
    tick: frame.tick,
    revision: frame.revision,
    settled: frame.settled,
  };
  foldPods(state, frame, changes);
  const machines = foldRecord(state.machines, frame.machines, (m) => m.name, frame.whole);
  if (machines !== state.machines) {
    changes.machines = machines;
    const names = Object.values(machines)
      .sort(byRoleAndName)
      .map((m) => m.name);
    if (!sameList(names, state.machineNames)) changes.machineNames = names;
  }
  const processes = foldRecord(state.processes, frame.processes, (p) => p.address, frame.whole);
  if (processes !== state.processes) changes.processes = processes;
  const workloads = foldRecord(state.workloads, frame.workloads, (w) => w.ref, frame.whole);
  if (workloads !== state.workloads) changes.workloads = workloads;
  const services = foldRecord(state.services, frame.services, (s) => s.ref, frame.whole);
  if (services !== state.services) changes.services = services;
  const autoscalers = foldRecord(state.autoscalers, frame.autoscalers, (a) => a.ref, frame.whole);
  if (autoscalers !== state.autoscalers) changes.autoscalers = autoscalers;
  const traffic = foldRecord(state.traffic, frame.traffic, (t) => t.id, frame.whole);
  if (traffic !== state.traffic) changes.traffic = traffic;
  const rules = foldRecord(state.rules, frame.rules, (r) => r.machine, frame.whole);
  if (rules !== state.rules) changes.rules = rules;
  const events = foldRecord(state.events, frame.events, (e) => e.ref, frame.whole);
  if (events !== state.events) changes.events = events;
  if (frame.output.length > 0 || (frame.whole && state.output.length > 0)) {
    // A whole frame carries everything that was printed up to it.
    const output = frame.whole ? frame.output : [...state.output, ...frame.output];
    changes.output = output.length > outputBound ? output.slice(-outputBound) : output;
  }
  return changes;
}

function foldPods(
  state: SessionState,
  frame: Frame,
  changes: { -readonly [K in keyof SessionState]?: SessionState[K] },
): void {
  const pods = state.pods as Map<string, ViewPod>;
  const touched = new Set<string>();
  const drop = (ref: string) => {
    const old = pods.get(ref);
    if (!old) return;
    touched.add(old.node);
    pods.delete(ref);
  };
  if (frame.whole) for (const ref of [...pods.keys()]) drop(ref);
  for (const ref of frame.pods.gone) drop(ref);
  for (const pod of frame.pods.changed) {
    const old = pods.get(pod.ref);
    if (old) touched.add(old.node);
    touched.add(pod.node);
    pods.set(pod.ref, pod);
  }
  if (touched.size === 0) return;
  const lists: Record<string, ViewPod[]> = {};
  for (const node of touched) lists[node] = [];
  for (const pod of pods.values()) lists[pod.node]?.push(pod);
  const shards = { ...state.shards };
  for (const node of touched) {
    if (lists[node].length > 0) shards[node] = lists[node].sort(byAgeAndName);
    else delete shards[node];
  }
  changes.shards = shards;
}

/** The record with a delta applied; the same record when nothing changed. */
export function foldRecord<T>(
  record: Readonly<Record<string, T>>,
  delta: Delta<T>,
  keyOf: (value: T) => string,
  whole: boolean,
): Readonly<Record<string, T>> {
  if (!whole && delta.changed.length === 0 && delta.gone.length === 0) return record;
  const next: Record<string, T> = whole ? {} : { ...record };
  for (const key of delta.gone) delete next[key];
  for (const value of delta.changed) next[keyOf(value)] = value;
  return next;
}

const roles = { 'control-plane': 0, worker: 1, laptop: 2 } as const;

function byRoleAndName(a: ViewMachine, b: ViewMachine): number {
  return roles[a.role] - roles[b.role] || compareNames(a.name, b.name);
}

/** Own pods before the system's, then oldest first: a tile keeps its place while younger ones come and go. */
function byAgeAndName(a: ViewPod, b: ViewPod): number {
  return systemLast(a) - systemLast(b) || a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1);
}

const systemLast = (pod: ViewPod): number => (pod.namespace === 'kube-system' ? 1 : 0);

/** `node-2` before `node-10`. */
export function compareNames(a: string, b: string): number {
  const [, headA, numberA] = /^(.*?)(\d*)$/.exec(a) ?? [];
  const [, headB, numberB] = /^(.*?)(\d*)$/.exec(b) ?? [];
  if (headA !== headB) return a < b ? -1 : 1;
  return Number(numberA || 0) - Number(numberB || 0);
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
