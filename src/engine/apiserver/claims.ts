// Addresses and ports of Services are given once. Who has which is noted here when a write leaves for etcd, so that the next
// request in the same moment cannot get the same; what etcd then tells is the truth, and a write that failed gives back.
// A real server keeps IPAddress objects and a bitmap of ports in etcd for this; with a single server, memory does.

import type { Kind } from '../api/kinds/kind.ts';
import { type KubeObject, keyOf } from '../api/object.ts';
import type { ApiServerState } from './state.ts';

/** Notes what an object has taken, and gives back what it had before and has no longer. */
export function claim(
  state: ApiServerState,
  kind: Kind,
  now: KubeObject | undefined,
  before: KubeObject | undefined,
): void {
  if (!kind.claims) return;
  const kept = now ? kind.claims(now) : [];
  for (const number of kept) state.claims.set(`${kind.plural}/${number}`, keyOf(now as KubeObject));
  if (!before) return;
  const holder = keyOf(before);
  for (const number of kind.claims(before)) {
    const name = `${kind.plural}/${number}`;
    if (!kept.includes(number) && state.claims.get(name) === holder) state.claims.delete(name);
  }
}

/** After the copy was filled anew. */
export function claimAll(state: ApiServerState, kind: Kind, objects: readonly KubeObject[]): void {
  if (!kind.claims) return;
  for (const [name] of state.claims.entries(`${kind.plural}/`)) state.claims.delete(name);
  for (const object of objects) claim(state, kind, object, undefined);
}

/** A write came to nothing: what it would have taken is free again, unless the stored object has it. */
export function giveUp(state: ApiServerState, kind: Kind, wanted: KubeObject, stored: KubeObject | undefined): void {
  claim(state, kind, stored && keyOf(stored) === keyOf(wanted) ? stored : undefined, wanted);
}
