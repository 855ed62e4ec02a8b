// What happens on the page, told to whoever asked: each event with the simulated time, the step and its number. The page is read where it
// already says what changed (its stores); nothing of the cluster is watched for this unless somebody listens to `event`.

import type { EventName, EventOptions, PodariumEvents, Stamp } from '../../share/sdk.ts';
import { ChangeStream } from './change-stream.ts';
import { subscribeToStores } from './changes.ts';
import { secondsNow, stepNow } from './where.ts';

interface Listening {
  readonly name: EventName;
  readonly tell: (event: unknown) => void;
}

const listening = new Set<Listening>();
const streams = new Map<Listening, ChangeStream>();
/** How the page began. A host can listen only once the page is there, so those who come later are told, too. */
const begun = new Map<EventName, object>();
let seq = 0;
let following = false;

/** Calls back at every event of that name, until the answer is called. */
export function on<N extends EventName>(
  name: N,
  listener: (event: PodariumEvents[N] & Stamp) => void,
  options: EventOptions = {},
): () => void {
  const entry: Listening = { name, tell: listener as (event: unknown) => void };
  listening.add(entry);
  follow();
  const past = begun.get(name);
  if (past) queueMicrotask(() => listening.has(entry) && entry.tell({ ...past, ...stamp() }));
  if (name === 'event') {
    streams.set(entry, new ChangeStream(options, (change) => entry.tell({ ...change, ...stamp() })));
  }
  return () => {
    listening.delete(entry);
    streams.get(entry)?.stop();
    streams.delete(entry);
  };
}

/** `step` is for what belongs to a step that is no longer on the page. */
export function emit<N extends EventName>(name: N, data: PodariumEvents[N], step = stepNow()): void {
  const told = [...listening].filter((entry) => entry.name === name && !streams.has(entry));
  if (told.length === 0) return;
  const event = { ...data, ...stamp(step) };
  for (const { tell } of told) tell(event);
}

/** What happens once, at the beginning, before anybody can have asked for it. */
export function happened<N extends EventName>(name: N, data: PodariumEvents[N]): void {
  emit(name, data);
  begun.set(name, data);
}

const isHeard = (name: EventName): boolean => [...listening].some((entry) => entry.name === name);

function stamp(step = stepNow()): Stamp {
  return { t: secondsNow(), step, seq: ++seq };
}

function follow(): void {
  if (following) return;
  following = true;
  subscribeToStores(emit, isHeard);
}
