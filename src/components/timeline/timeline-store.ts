// Keeps the timeline's memory up to date whether or not the timeline is on screen: it follows the session's store.

import { create } from 'zustand';
import type { Tick } from '../../engine/index.ts';
import { type Segment, type SessionState, useSession } from '../session/store.ts';
import { cutSegments, keepSegments } from './axis.ts';
import { emptyRecord, forget, look, type TimelineRecord } from './record.ts';

interface TimelineState {
  readonly record: TimelineRecord;
  readonly segments: readonly Segment[];
  /** The latest tick that this run has reached on screen. */
  readonly reached: Tick;
}

const empty = (): TimelineState => ({ record: emptyRecord(), segments: [], reached: 0 });

export const useTimeline = create<TimelineState>(empty);

useSession.subscribe((now, before) => {
  if (!now.ready) {
    others.clear();
    if (before.ready) useTimeline.setState(empty());
    return;
  }
  let { record, segments, reached } = now.branch === before.branch ? useTimeline.getState() : ofBranch(now, before);
  const done = now.actions.at(-1);
  if (done && now.actions !== before.actions && done.tick < reached) {
    // Acted in the past: what was known of later is another story now.
    record = forget(record, done.tick);
    segments = cutSegments(segments, done.tick);
    reached = done.tick;
  }
  record = look(record, now);
  segments = keepSegments(segments, now.segments);
  reached = Math.max(reached, now.tick);
  useTimeline.setState({ record, segments, reached });
});

/** What is remembered of the branches that are not on screen. */
const others = new Map<number, TimelineState>();

/** Another branch came on screen: what is known of it, or, of a new one, what its parent knew when it left. */
function ofBranch(now: SessionState, before: SessionState): TimelineState {
  const left = useTimeline.getState();
  others.set(before.branch, left);
  for (const id of others.keys()) if (!now.branches.some((branch) => branch.id === id)) others.delete(id);
  const known = others.get(now.branch);
  if (known) return known;
  const at = now.branches.find((branch) => branch.id === now.branch)?.forkedAt ?? 0;
  return {
    record: forget(left.record, at),
    segments: cutSegments(left.segments, at),
    reached: Math.min(left.reached, at),
  };
}
