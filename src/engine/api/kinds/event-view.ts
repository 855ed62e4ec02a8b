// One remark, two sets of words: what v1 calls involvedObject and message, events.k8s.io calls regarding and note.
// Source: `pkg/apis/events/v1/conversion.go`.
import type { Event, EventsEvent } from '../types.ts';

// Pairs of [events.k8s.io/v1, v1] member names that hold the same value.
const names = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
] as const;

const same = ['metadata', 'eventTime', 'series', 'reportingInstance', 'action', 'reason', 'related', 'type'] as const;

export function toEventsView(event: Event): EventsEvent {
  const view: { [key: string]: unknown } = { apiVersion: 'events.k8s.io/v1', kind: 'Event' };
  for (const key of same) if (event[key] !== undefined) view[key] = event[key];
  for (const [mine, theirs] of names) if (event[theirs] !== undefined) view[mine] = event[theirs];
  // Here empty words are not printed, unlike in v1.
  for (const key of ['reportingController', 'reportingInstance', 'note']) if (view[key] === '') delete view[key];
  return view as unknown as EventsEvent;
}

export function fromEventsView(view: EventsEvent): Event {
  const event: { [key: string]: unknown } = { apiVersion: 'v1', kind: 'Event' };
  for (const key of same) if (view[key] !== undefined) event[key] = view[key];
  for (const [mine, theirs] of names) if (view[mine] !== undefined) event[theirs] = view[mine];
  event.involvedObject ??= {};
  event.source ??= {};
  event.reportingComponent ??= '';
  event.reportingInstance ??= '';
  return event as unknown as Event;
}
