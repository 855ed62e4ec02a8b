// What the scheduler notes about pods, in the new events API: a repeat about the same version of a pod is counted in a series
// on one object, of which only the second occurrence is written at once.

import { microTime } from '../api/time.ts';
import type { Pod } from '../api/types.ts';
import { nanosHex } from '../client/events.ts';
import { type Client, call, type Identity } from '../client/requests.ts';
import type { Cause } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import type { Table } from '../kernel/table.ts';

export const NAME = 'default-scheduler';

/** What is needed to write: part of the scheduler's state. */
export interface Notebook {
  readonly client: Client;
  readonly epochMs: number;
  readonly series: Table<Series>;
}

/** An event of the new API: one object for all repeats. */
export interface Series {
  readonly name: string;
  readonly namespace: string;
  readonly count: number;
}

/** The new events API: a repeat with the same reason about the same version of the pod is counted in a series. */
export function writeEvent(
  state: Notebook,
  identity: Identity,
  pod: Pod,
  type: string,
  reason: string,
  action: string,
  note: string,
  cause: Cause,
  io: IO,
): void {
  const { namespace = 'default', name = '', uid, resourceVersion } = pod.metadata ?? {};
  const group = [type, action, reason, uid, resourceVersion].join('\u0000');
  const known = state.series.get(group);
  const events = { group: 'events.k8s.io', version: 'v1', resource: 'events', namespace } as const;
  const options = { cause, because: note };
  const now = microTime(state.epochMs, io.now);
  if (known) {
    const count = known.count + 1;
    state.series.set(group, Object.freeze({ ...known, count }));
    // Only the second occurrence is written at once; later ones are counted in memory.
    if (count > 2) return;
    const body = { series: { count, lastObservedTime: now } };
    const patchType = 'application/strategic-merge-patch+json';
    call(
      state.client,
      io,
      identity,
      { ...events, verb: 'patch', name: known.name, patchType, body },
      'event-written',
      group,
      options,
    );
    return;
  }
  const nanos = io.draw('event-name', `${NAME}:${namespace}/${name}:${reason}`, io.now) % 1_000_000;
  const eventName = `${name}.${nanosHex(state.epochMs + io.now, nanos)}`;
  if (state.series.size > 4096) state.series.clear();
  state.series.set(group, Object.freeze({ name: eventName, namespace, count: 1 }));
  const body = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: eventName, namespace },
    eventTime: now,
    reportingController: NAME,
    reportingInstance: `${NAME}-${io.machine}`,
    action,
    reason,
    regarding: { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', resourceVersion },
    note: note.length > 1024 ? `${note.slice(0, 1020)} ...` : note,
    type,
  };
  call(state.client, io, identity, { ...events, verb: 'create', body }, 'event-written', group, options);
}
