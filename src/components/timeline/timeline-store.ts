// Keeps the timeline's memory up to date whether or not the timeline is on screen: it follows the session's store.

import { create } from 'zustand';
import type { Tick } from '../../engine/index.ts';
import { type Segment, useSession } from '../session/store.ts';
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
    if (before.ready) useTimeline.setState(empty());
    return;
  }
  let { record, segments, reached } = useTimeline.getState();
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
