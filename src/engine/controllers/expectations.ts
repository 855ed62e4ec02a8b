// Patience: a controller that has asked for two pods is not judged again until both have come back through the watch.
// Without it, a loop that looks at an old copy would ask for the same two pods twice. Upstream calls this expectations.
// Source: upstream `pkg/controller/controller_utils.go`, ControllerExpectations.

import { keyOf } from '../api/object.ts';
import type { Change } from '../client/informer.ts';
import type { Reply } from '../client/requests.ts';
import type { Tick } from '../kernel/message.ts';
import type { Step } from './controller.ts';

/** Five minutes after which unmet expectations no longer count (upstream `ExpectationsTimeout`). */
const TIMEOUT: Tick = 300_000;

/** What is still awaited for one key. */
export interface Expectation {
  readonly creates: number;
  /** Keys of objects whose deletion has not been seen yet. */
  readonly deletes: readonly string[];
  readonly since: Tick;
}

/** Plain data, by the key of the owner. */
export type Expectations = Record<string, Expectation>;

/** Notes what a step is about to ask for. `resource`: whose creates and deletes are waited for. */
export function expect(expectations: Expectations, key: string, step: Step, resource: string, now: Tick): void {
  let creates = 0;
  const deletes: string[] = [];
  for (const intent of step.intents) {
    if (intent.verb === 'create' && intent.of.resource === resource) creates++;
    if (intent.verb === 'delete' && intent.of.resource === resource) deletes.push(keyOf(intent.object));
  }
  if (creates === 0 && deletes.length === 0) return;
  const before = expectations[key];
  expectations[key] = {
    creates: (before?.creates ?? 0) + creates,
    deletes: [...(before?.deletes ?? []), ...deletes],
    since: now,
  };
}

/** Lowers what a change of the watched resource has made true. A deletion mark counts as a deletion. */
export function fulfil(expectations: Expectations, ownerKind: string | undefined, change: Change): void {
  const owner = change.object.metadata.ownerReferences?.find((reference) => reference.controller);
  if (!owner || owner.kind !== ownerKind) return;
  const key = `${change.object.metadata.namespace}/${owner.name}`;
  if (change.type === 'added') createSeen(expectations, key);
  else if (change.type === 'deleted' || change.object.metadata.deletionTimestamp) {
    deleteSeen(expectations, key, change.key);
  }
}

/** A request that was refused will not come back by watch. */
export function disappoint(expectations: Expectations, key: string, reply: Reply): void {
  const { verb, namespace, name } = reply.request;
  if (verb === 'create') createSeen(expectations, key);
  if (verb === 'delete') deleteSeen(expectations, key, `${namespace}/${name}`);
}

/** True when nothing is awaited for this key, or too long already. */
export function isSettled(expectations: Expectations, key: string, now: Tick): boolean {
  const waiting = expectations[key];
  return waiting === undefined || now - waiting.since >= TIMEOUT;
}

function createSeen(expectations: Expectations, key: string): void {
  const waiting = expectations[key];
  if (waiting) lower(expectations, key, { ...waiting, creates: Math.max(0, waiting.creates - 1) });
}

function deleteSeen(expectations: Expectations, key: string, object: string): void {
  const waiting = expectations[key];
  if (!waiting?.deletes.includes(object)) return;
  lower(expectations, key, { ...waiting, deletes: waiting.deletes.filter((k) => k !== object) });
}

function lower(expectations: Expectations, key: string, left: Expectation): void {
  if (left.creates === 0 && left.deletes.length === 0) delete expectations[key];
  else expectations[key] = left;
}
