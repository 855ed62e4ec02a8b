// Which member of etcd is asked. A server beside its own member asks that one alone; where etcd stands apart (`--etcd-servers`) it
// has a connection to every member and takes them in turn. One whose connection broke is left out until it is time to try again.
// Source: grpc-go `balancer/roundrobin`, as etcd's `client/v3` uses it.

import type { Address, Tick } from '../kernel/message.ts';
import type { ApiServerState } from './state.ts';

/** A client of etcd waits this long between two attempts to connect. */
export const RECONNECT: Tick = 1_000;
/** A watch that can go on at another member does so at once. */
const ELSEWHERE: Tick = 50;

/** The member for the next question: the next in turn of those that are thought to be there, else of all. */
export function nextMember({ config, membersAway, streams }: ApiServerState, now: Tick): Address {
  const { etcd } = config;
  if (etcd.length === 1) return etcd[0];
  const there = etcd.filter((each) => (membersAway[each] ?? 0) <= now);
  const pool = there.length > 0 ? there : etcd;
  return pool[streams % pool.length];
}

export function isMember({ config }: ApiServerState, address: Address): boolean {
  return config.etcd.includes(address);
}

/** Notes that the connection to a member broke; and that etcd is gone when no member is left that could be asked. */
export function memberAway(state: ApiServerState, member: Address, reason: string, now: Tick): void {
  const refused = reason === 'connection refused' || reason === 'no route to host';
  state.membersAway[member] = now + RECONNECT;
  state.etcdGone = refused && !othersThere(state, now);
}

export function memberThere(state: ApiServerState, member: Address): void {
  if (state.membersAway[member] !== undefined) delete state.membersAway[member];
  state.etcdGone = false;
}

/** Whether there is another member to turn to. */
export function othersThere({ config, membersAway }: ApiServerState, now: Tick): boolean {
  return config.etcd.length > 1 && config.etcd.some((each) => (membersAway[each] ?? 0) <= now);
}

/** How long to wait before a broken watch is opened again. */
export function untilReopened(state: ApiServerState, now: Tick): Tick {
  return othersThere(state, now) ? ELSEWHERE : RECONNECT;
}
