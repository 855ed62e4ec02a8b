// The etcd process: it answers reads and compare-and-swap writes, and tells each watcher of every revision it asked for.
// Its store lies on the machine's disk, so a crash or a power cut costs only the connections, never a revision.
// Alone it decides by itself; as one of several members it does what the log says that all of them agree on (member.ts).

import type { EtcdOp, EtcdRequest, EtcdResponse } from '../api/wire.ts';
import type { Body, Cause, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { answerRead, refuseCompare, sayStored } from './answers.ts';
import { attach, detachIfAny, expire, nextExpiry, openLeases, renewAll } from './leases.ts';
import { dueLeases, memberMessage, memberRequest, startMember } from './member.ts';
import type { MemberState } from './member-state.ts';
import { compact, currentRevision, openStore, removeAll, type Store, transact } from './store.ts';
import { tell, tellAll, type Watcher, watch } from './watchers.ts';

export interface EtcdState {
  watchers: readonly Watcher[];
  /** The armed look at leases, 0 when none. */
  expiryTimer: number;
  expiryAt: Tick;
  /** Set when it is one of several members. */
  member?: MemberState;
}

interface ExpiryBody extends Body {
  readonly kind: 'lease-expiry';
}

const EXPIRY: ExpiryBody = Object.freeze({ kind: 'lease-expiry' });

export const etcd: ProcessDefinition<EtcdState> = {
  component: 'etcd',

  start(io) {
    const state: EtcdState = { watchers: [], expiryTimer: 0, expiryAt: 0 };
    const { members = [] } = io.config as { readonly members?: readonly string[] };
    if (members.length > 1) {
      state.member = startMember(members, io);
    } else {
      renewAll(openLeases(io.disk), io.now);
      armExpiry(state, io);
    }
    return state;
  },

  receive(state, message, io) {
    const { member } = state;
    switch (message.body.kind) {
      case 'etcd-request':
        if (member) memberRequest(state, member, message, (message.body as EtcdRequest).op, io);
        else serve(state, message, (message.body as EtcdRequest).op, io);
        break;
      case 'lease-expiry':
        state.expiryTimer = 0;
        if (member) dueLeases(state, member, io);
        else expireLeases(state, io);
        break;
      case 'reset':
        state.watchers = state.watchers.filter(({ stream }) => stream !== (message.body as ResetBody).stream);
        if (member) memberMessage(state, member, message, io);
        break;
      default:
        if (member) memberMessage(state, member, message, io);
    }
    if (member?.leasesWritten) {
      member.leasesWritten = false;
      if (member.raft.role === 'leader') armExpiry(state, io);
    }
  },
};

function serve(state: EtcdState, message: Message, op: EtcdOp, io: IO): void {
  const store = openStore(io.disk);
  switch (op.verb) {
    case 'txn':
      serveWrite(state, store, message, op, io);
      return;
    case 'get':
    case 'range':
    case 'progress':
      answerRead(store, op, message, io);
      return;
    case 'watch':
      watch(state, message, op.prefix, op.fromRevision, io);
      return;
    case 'compact': {
      const error = compact(store, op.revision);
      const body: EtcdResponse = {
        kind: 'etcd-response',
        verb: 'compact',
        revision: currentRevision(store),
        ...(error ? { error } : {}),
      };
      const because = error ?? `compacted up to revision ${op.revision}`;
      io.send(message.from, body, { stream: message.stream, ends: true, because });
      return;
    }
    default:
      op satisfies never;
  }
}

type Write = Extract<EtcdOp, { readonly verb: 'txn' }>;

/** A compare and swap: the answer first, then word to everybody who watches. */
function serveWrite(state: EtcdState, store: Store, message: Message, op: Write, io: IO): void {
  const { id, thread } = message;
  const { key, ifRevision, value, writer, because, ttlSeconds } = op;
  const record = transact(store, key, ifRevision, value, { at: io.now, writer, because, cause: id, thread });
  if (!record) return refuseCompare(store, key, message, io);
  if (ttlSeconds !== undefined) {
    const leases = openLeases(io.disk);
    attach(leases, key, ttlSeconds, io.now);
    armExpiry(state, io, leases);
  } else {
    detachIfAny(io.disk, key);
  }
  sayStored(record.revision, message, io);
  tell(state, record, io);
}

function expireLeases(state: EtcdState, io: IO): void {
  const store = openStore(io.disk);
  const cause: Cause = io.cause;
  for (const keys of expire(openLeases(io.disk), io.now)) {
    const because = 'its time to live ran out';
    const records = removeAll(store, keys, {
      at: io.now,
      writer: 'etcd',
      because,
      cause: cause.id,
      thread: cause.thread,
    });
    tellAll(state, records, because, io);
  }
  armExpiry(state, io);
}

/** One timer at the next tick of the 500 ms grid at which a lease will have run out; nothing fires in between. */
function armExpiry(state: EtcdState, io: IO, leases = openLeases(io.disk)): void {
  const next = nextExpiry(leases);
  if (next === undefined || (state.expiryTimer !== 0 && state.expiryAt <= next)) return;
  if (state.expiryTimer !== 0) io.cancel(state.expiryTimer);
  state.expiryAt = Math.max(next, io.now + 1);
  state.expiryTimer = io.after(state.expiryAt - io.now, 'deadline', EXPIRY, { id: 0, thread: 0, periodic: true });
}
