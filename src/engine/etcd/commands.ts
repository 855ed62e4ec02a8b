// What the members agree on: the commands in the log, and what each of them does to a store. Every member carries out the same
// commands in the same order and with nothing of its own in them, no clock and no dice, so all stores are equal at equal revisions.
// Source: etcd `server/etcdserver/apply`.

import type { EtcdOp, EtcdRecord } from '../api/wire.ts';
import type { Cause, Tick } from '../kernel/message.ts';
import type { Disk } from '../kernel/process.ts';
import { attach, detachIfAny, openLeases, renewAll, revoke } from './leases.ts';
import { compact, openStore, removeAll, transact } from './store.ts';

/** Names the request of a client at the member that took it. */
interface Origin {
  readonly id: string;
  /** When that member took it. */
  readonly at: Tick;
  readonly cause: Cause;
}

export type Command = Origin &
  (
    | { readonly do: 'txn'; readonly op: Extract<EtcdOp, { readonly verb: 'txn' }> }
    | { readonly do: 'compact'; readonly revision: number }
    | { readonly do: 'revoke'; readonly lease: string }
    /** A new leader gives every lease its full time again. */
    | { readonly do: 'renew-leases' }
  );

/** What a command did. */
export interface Applied {
  readonly records: readonly EtcdRecord[];
  /** txn: whether the compare held. */
  readonly succeeded: boolean;
  readonly error?: string;
  readonly touchesLeases: boolean;
}

export function carryOut(command: Command, disk: Disk): Applied {
  const store = openStore(disk);
  const { at, cause } = command;
  switch (command.do) {
    case 'txn': {
      const { key, ifRevision, value, writer, because, ttlSeconds } = command.op;
      const by = { at, writer, because, cause: cause.id, thread: cause.thread };
      const record = transact(store, key, ifRevision, value, by);
      if (!record) return refused;
      if (ttlSeconds !== undefined) attach(openLeases(disk), key, ttlSeconds, at);
      else detachIfAny(disk, key);
      return { records: [record], succeeded: true, touchesLeases: ttlSeconds !== undefined };
    }
    case 'compact': {
      const error = compact(store, command.revision);
      return { records: [], succeeded: !error, touchesLeases: false, ...(error ? { error } : {}) };
    }
    case 'revoke': {
      const keys = revoke(openLeases(disk), command.lease);
      const because = 'its time to live ran out';
      const by = { at, writer: 'etcd', because, cause: cause.id, thread: cause.thread };
      return { records: removeAll(store, keys, by), succeeded: true, touchesLeases: true };
    }
    case 'renew-leases':
      renewAll(openLeases(disk), at);
      return { records: [], succeeded: true, touchesLeases: true };
    default:
      return command satisfies never;
  }
}

const refused: Applied = Object.freeze({ records: [], succeeded: false, touchesLeases: false });

const tables = ['etcd/kvs', 'etcd/history', 'etcd/meta', 'etcd/leases', 'etcd/lease-keys', 'etcd/key-leases'];

/** The whole state of a member, as a snapshot carries it. */
export type Image = Readonly<Record<string, readonly (readonly [string, unknown])[]>>;

export function imageOf(disk: Disk): Image {
  const image: Record<string, readonly (readonly [string, unknown])[]> = {};
  for (const name of tables) image[name] = Object.freeze(disk.table<unknown>(name).entries().map(freezeRow));
  return Object.freeze(image);
}

export function install(image: Image, disk: Disk): void {
  for (const name of tables) {
    const table = disk.table<unknown>(name);
    table.clear();
    for (const [key, value] of image[name] ?? []) table.set(key, value);
  }
}

function freezeRow(row: [string, unknown]): readonly [string, unknown] {
  return Object.freeze(row);
}
