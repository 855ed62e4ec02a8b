// A lease is a promise to forget: keys attached to it are deleted together when it runs out.
// Kubernetes gives leases to Events, an hour each, and to the keys by which API servers know each other; it lets many Events share one, so that a busy cluster does not
// hold a million alarms. (The Lease objects of nodes and leaders are ordinary objects and have nothing to do with this.)
// Source: etcd `server/lease/lessor.go`, apiserver `storage/etcd3/lease_manager.go`.

import type { Tick } from '../kernel/message.ts';
import type { Disk } from '../kernel/process.ts';
import type { Table } from '../kernel/table.ts';

export interface Lease {
  readonly id: string;
  readonly ttlSeconds: number;
  readonly expiresAt: Tick;
  /** Keys ever attached; a lease is full at 1000. */
  readonly attached: number;
}

export interface Leases {
  readonly byId: Table<Lease>;
  /** `id key` → key, so that one lease's keys lie together. */
  readonly keysOf: Table<string>;
  /** key → id of the lease it is attached to now. */
  readonly leaseOf: Table<string>;
}

const KEYS_PER_LEASE = 1000;
/** etcd looks for expired leases twice a second. */
export const EXPIRY_CHECK: Tick = 500;

export function openLeases(disk: Disk): Leases {
  return {
    byId: disk.table('etcd/leases'),
    keysOf: disk.table('etcd/lease-keys'),
    leaseOf: disk.table('etcd/key-leases'),
  };
}

/** Attaches a key for at least `ttlSeconds`: to the newest lease that ends then or little later, else to a new one that lasts 5 % (at most 60 s) longer. */
export function attach(leases: Leases, key: string, ttlSeconds: number, now: Tick): void {
  detach(leases, key);
  const lease = reusable(leases, ttlSeconds, now) ?? grant(leases, ttlSeconds, now);
  leases.byId.set(lease.id, Object.freeze({ ...lease, attached: lease.attached + 1 }));
  leases.keysOf.set(`${lease.id} ${key}`, key);
  leases.leaseOf.set(key, lease.id);
}

function reusable(leases: Leases, ttlSeconds: number, now: Tick): Lease | undefined {
  const longest = withReserve(ttlSeconds);
  let found: Lease | undefined;
  leases.byId.scan((lease) => {
    const left = lease.expiresAt - now;
    const fits = lease.ttlSeconds >= ttlSeconds && left >= ttlSeconds * 1000 && left <= longest * 1000;
    if (fits && lease.attached < KEYS_PER_LEASE) found = lease;
  });
  return found;
}

/** So that the next keys can share the lease. */
function withReserve(ttlSeconds: number): number {
  return ttlSeconds + Math.min(60, Math.floor(ttlSeconds / 20));
}

/** As `detach`, for any key that is written: nearly none has a lease. */
export function detachIfAny(disk: Disk, key: string): void {
  const leaseOf: Leases['leaseOf'] = disk.table('etcd/key-leases');
  if (leaseOf.size > 0 && leaseOf.has(key)) detach(openLeases(disk), key);
}

export function detach(leases: Leases, key: string): void {
  const id = leases.leaseOf.get(key);
  if (id === undefined) return;
  leases.leaseOf.delete(key);
  leases.keysOf.delete(`${id} ${key}`);
}

/** The tick at which the next check will find something, on etcd's 500 ms grid; undefined when no lease is out. */
export function nextExpiry(leases: Leases): Tick | undefined {
  let next: Tick | undefined;
  leases.byId.scan((lease) => {
    if (next === undefined || lease.expiresAt < next) next = lease.expiresAt;
  });
  return next === undefined ? undefined : Math.ceil(next / EXPIRY_CHECK) * EXPIRY_CHECK;
}

/** Takes the leases that have run out by `now` and returns the keys of each, in the order of expiry. */
export function expire(leases: Leases, now: Tick): readonly (readonly string[])[] {
  return overdue(leases, now).map((id) => revoke(leases, id));
}

/** The ids of the leases that have run out by `now`. */
export function overdue(leases: Leases, now: Tick): readonly string[] {
  return leases.byId
    .values()
    .filter((lease) => lease.expiresAt <= now)
    .map(({ id }) => id);
}

/** Takes a lease back and returns the keys that go with it. */
export function revoke(leases: Leases, id: string): readonly string[] {
  const keys = leases.keysOf.values(`${id} `);
  for (const key of keys) detach(leases, key);
  leases.byId.delete(id);
  return keys;
}

/** A new leader cannot know how much time is left, so it gives every lease its full time again. */
export function renewAll(leases: Leases, now: Tick): void {
  for (const lease of leases.byId.values()) {
    leases.byId.set(lease.id, Object.freeze({ ...lease, expiresAt: now + lease.ttlSeconds * 1000 }));
  }
}

function grant(leases: Leases, ttlSeconds: number, now: Tick): Lease {
  const seconds = withReserve(ttlSeconds);
  const newest = newestLease(leases);
  const number = newest ? Number(newest.id) + 1 : 1;
  return {
    id: String(number).padStart(8, '0'),
    ttlSeconds: seconds,
    expiresAt: now + seconds * 1000,
    attached: 0,
  };
}

function newestLease(leases: Leases): Lease | undefined {
  let newest: Lease | undefined;
  leases.byId.scan((lease) => {
    newest = lease;
  });
  return newest;
}
