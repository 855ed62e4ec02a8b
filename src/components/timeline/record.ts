// What the timeline remembers of a run beside its messages: how pods changed their state, and how many of a workload were ready.
// It looks at the same state as everything else on screen, after each frame, and adds nothing to it.

import type { ObjectRef, PodState, Tick, ViewPod, ViewWorkload } from '../../engine/index.ts';

/** A pod that changed its state. */
export interface Mark {
  readonly tick: Tick;
  readonly ref: ObjectRef;
  readonly state: PodState;
}

export interface Step {
  readonly tick: Tick;
  readonly ready: number;
  readonly wanted: number;
}

export interface TimelineRecord {
  /** Latest tick looked at; everything up to it is known. */
  readonly known: Tick;
  readonly marks: readonly Mark[];
  /** Ready of wanted, per workload, where it changed. */
  readonly steps: ReadonlyMap<ObjectRef, readonly Step[]>;
  readonly shards: Readonly<Record<string, readonly ViewPod[]>>;
  readonly workloads: Readonly<Record<ObjectRef, ViewWorkload>>;
  readonly states: ReadonlyMap<ObjectRef, PodState>;
}

export interface Look {
  readonly tick: Tick;
  readonly shards: TimelineRecord['shards'];
  readonly workloads: TimelineRecord['workloads'];
}

/** Marks and steps kept, each. */
export const recordBound = 2000;

export function emptyRecord(): TimelineRecord {
  return { known: -1, marks: [], steps: new Map(), shards: {}, workloads: {}, states: new Map() };
}

/** Looks at the state after a frame. Ticks that are known already add nothing: the past does not happen twice. */
export function look(before: TimelineRecord, now: Look): TimelineRecord {
  if (now.shards === before.shards && now.workloads === before.workloads) {
    return now.tick > before.known ? { ...before, known: now.tick } : before;
  }
  const isFirst = before.known < 0;
  const isNew = now.tick > before.known;
  const states = now.shards === before.shards ? before.states : statesOf(now.shards);
  const next = { ...before, shards: now.shards, workloads: now.workloads, states };
  if (!isNew) return next;
  const marks = isFirst || states === before.states ? [] : newMarks(before.states, states, now.tick);
  return {
    ...next,
    known: now.tick,
    marks: marks.length ? [...before.marks, ...marks].slice(-recordBound) : before.marks,
    // What stood there at the first look stood there from the start.
    steps: newSteps(before, isFirst ? { ...now, tick: 0 } : now),
  };
}

/** Something was done at `tick` although later ticks were known: that later part is no longer what happened. */
export function forget(before: TimelineRecord, tick: Tick): TimelineRecord {
  if (tick >= before.known) return before;
  const steps = new Map<ObjectRef, readonly Step[]>();
  for (const [ref, list] of before.steps) {
    const kept = list.filter((step) => step.tick <= tick);
    if (kept.length) steps.set(ref, kept);
  }
  return { ...before, known: tick, marks: before.marks.filter((mark) => mark.tick <= tick), steps };
}

/** What was ready at a tick. */
export function stepAt(steps: readonly Step[], tick: Tick): Step | undefined {
  return steps.findLast((step) => step.tick <= tick);
}

function statesOf(shards: TimelineRecord['shards']): ReadonlyMap<ObjectRef, PodState> {
  const states = new Map<ObjectRef, PodState>();
  for (const pods of Object.values(shards)) for (const pod of pods) states.set(pod.ref, pod.state);
  return states;
}

function newMarks(was: ReadonlyMap<ObjectRef, PodState>, is: ReadonlyMap<ObjectRef, PodState>, tick: Tick): Mark[] {
  const marks: Mark[] = [];
  for (const [ref, state] of is) if (was.get(ref) !== state) marks.push({ tick, ref, state });
  return marks;
}

function newSteps(before: TimelineRecord, now: Look): TimelineRecord['steps'] {
  if (now.workloads === before.workloads) return before.steps;
  let steps: Map<ObjectRef, readonly Step[]> | undefined;
  for (const workload of Object.values(now.workloads)) {
    if (workload === before.workloads[workload.ref]) continue;
    const list = before.steps.get(workload.ref) ?? [];
    const last = list.at(-1);
    if (last && last.ready === workload.ready && last.wanted === workload.wanted) continue;
    steps ??= new Map(before.steps);
    const step = { tick: now.tick, ready: workload.ready, wanted: workload.wanted };
    steps.set(workload.ref, [...list, step].slice(-recordBound));
  }
  return steps ?? before.steps;
}
