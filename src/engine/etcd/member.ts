// One of several etcd members. It takes what its clients want, has the log decide on the order, carries out what is committed and
// answers from its own store. What cannot be decided waits; what took too long is answered with the errors that etcd has for it.
// Source: etcd `server/etcdserver/{server,v3_server}.go`.

import type { EtcdEvents, EtcdOp, EtcdResponse } from '../api/wire.ts';
import type { Address, Body, Cause, LinkBody, Message, ResetBody, Tick, TimerClass } from '../kernel/message.ts';
import { machineOf } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { answerRead, type ReadOp, refuseCompare, sayStored } from './answers.ts';
import { type Applied, type Command, carryOut, type Image, imageOf, install } from './commands.ts';
import { openLeases, overdue } from './leases.ts';
import {
  lateText,
  leaderChanged,
  leaderless,
  type MemberState,
  newMember,
  noLeader,
  requestTimedOut,
  type Waiting,
} from './member-state.ts';
import { waitAnew } from './raft/election.ts';
import { dueAt } from './raft/heartbeats.ts';
import { appliedOf, baseOf, commitOf, entryAt, type Log, openLog, trim } from './raft/log.ts';
import type { RaftMessage } from './raft/messages.ts';
import { type RaftEvent, step } from './raft/raft.ts';
import { newRaft, others, START_ADVANCE, type Turn } from './raft/state.ts';
import { currentRevision, openStore } from './store.ts';
import { tell, tellAll, tellReplaced, type Watched, watch } from './watchers.ts';

/** A client's request gets this long: 5 s and twice the election timeout. */
const REQUEST_TIMEOUT: Tick = 7_000;
/** A question for the newest index is asked again after this. */
const READ_RETRY: Tick = 500;
/** Entries that are kept in the log before a snapshot replaces them, and that stay behind it for members that are a little late. */
const SNAPSHOT_COUNT = 10_000;
const CATCH_UP = 5_000;

interface RaftBody extends Body {
  readonly kind: 'raft';
  readonly message: RaftMessage;
}

const DUE: Body = Object.freeze({ kind: 'raft-due' });
const CHECK: Body = Object.freeze({ kind: 'raft-check' });

export function startMember(members: readonly string[], io: IO): MemberState {
  const log = openLog(io.disk);
  const known = log.promises.has('member');
  const first = io.boot === 1 && io.incarnation === 1;
  log.promises.set('member', io.machine);
  const raft = newRaft(io.machine, members, io.now, !known && !first);
  const member = newMember(raft, io.now);
  for (const peer of others(raft)) io.keepLink(addressOf(peer));
  waitAnew(turnOf(member, log, io));
  raft.electionAt -= START_ADVANCE;
  armDue(member, io);
  return member;
}

function addressOf(member: string): Address {
  return `etcd/${member}`;
}

// ---- what clients want -------------------------------------------------------------------------------------------

export function memberRequest(state: Watched, member: MemberState, message: Message, op: EtcdOp, io: IO): void {
  if (op.verb === 'watch') {
    if (leaderless(member, io.now)) return refuseWatch(message, io);
    return watch(state, message, op.prefix, op.fromRevision, io);
  }
  const { from, stream, thread } = message;
  const onBehalf: Cause = Object.freeze({ id: message.id, thread, periodic: message.class === 'periodic' });
  const waiting: Waiting = Object.freeze({ op, from, stream, onBehalf, at: io.now });
  const id = `${io.machine}.${io.incarnation}#${++member.requests}`;
  if (op.verb === 'txn' || op.verb === 'compact') {
    if (member.raft.leader === '') member.parked[id] = waiting;
    else propose(state, member, id, waiting, io);
  } else {
    member.reads[id] = waiting;
    askForReads(state, member, io);
  }
  armCheck(member, io);
}

function propose(state: Watched, member: MemberState, id: string, waiting: Waiting, io: IO): void {
  const { op, onBehalf: cause } = waiting;
  member.writes[id] = waiting;
  const origin = { id, at: io.now, cause };
  if (op.verb === 'txn') take(state, member, { ...origin, do: 'txn', op }, io);
  else if (op.verb === 'compact') take(state, member, { ...origin, do: 'compact', revision: op.revision }, io);
}

function take(state: Watched, member: MemberState, command: Command, io: IO): void {
  turn(state, member, { on: 'propose', commands: [Object.freeze(command)] }, io);
}

/** One question for all reads that wait; those that come meanwhile go with the next. */
function askForReads(state: Watched, member: MemberState, io: IO): void {
  if (member.asked.length > 0 || member.raft.leader === '') return;
  const ids = Object.keys(member.reads).filter((id) => !member.behind.some((each) => each.ids.includes(id)));
  if (ids.length === 0) return;
  member.asked = Object.freeze(ids);
  member.askedAt = io.now;
  turn(state, member, { on: 'read', ids }, io);
}

// ---- what happens ------------------------------------------------------------------------------------------------

export function memberMessage(state: Watched, member: MemberState, message: Message, io: IO): void {
  const { body } = message;
  switch (body.kind) {
    case 'raft':
      turn(state, member, { on: 'message', from: machineOf(message.from), message: (body as RaftBody).message }, io);
      break;
    case 'link':
      turn(state, member, { on: 'link', peer: machineOf((body as LinkBody).peer) }, io);
      break;
    case 'raft-due':
      member.dueTimer = 0;
      turn(state, member, { on: 'due' }, io);
      break;
    case 'raft-check':
      member.checkArmed = false;
      check(state, member, io);
      break;
    case 'reset':
      forget(member, (body as ResetBody).stream);
      break;
  }
}

/** A client that has gone wants nothing any more; what is in the log stays in the log. */
function forget(member: MemberState, stream: string): void {
  for (const shelf of [member.writes, member.parked, member.reads]) {
    for (const id in shelf) if (shelf[id].stream === stream) delete shelf[id];
  }
}

/** The leader looks at its leases: each that has run out is revoked by all members together. */
export function dueLeases(state: Watched, member: MemberState, io: IO): void {
  member.leasesWritten = true;
  if (member.raft.role !== 'leader') return;
  for (const lease of overdue(openLeases(io.disk), io.now)) {
    take(state, member, { id: '', at: io.now, cause: io.cause, do: 'revoke', lease }, io);
  }
}

function turnOf(member: MemberState, log: Log, io: IO): Turn {
  return {
    raft: member.raft,
    log,
    now: io.now,
    draw: (ordinal) => io.draw('election-timeout', `${io.self}.${io.incarnation}`, ordinal),
    image: () => ({ index: appliedOf(log), data: imageOf(io.disk) }),
    out: [],
    granted: [],
    restored: undefined,
    fallenSilent: [],
    applied: [],
  };
}

/** One step of raft, and all that follows from it. */
function turn(state: Watched, member: MemberState, event: RaftEvent, io: IO): void {
  const log = openLog(io.disk);
  if (!log.promises.has('member')) return io.exit('its data directory is gone');
  const { raft } = member;
  const { leader, role } = raft;
  const now = turnOf(member, log, io);
  step(now, event);
  for (const { to, message, because } of now.out) {
    const body: RaftBody = { kind: 'raft', message };
    io.send(addressOf(to), body, { stream: streamBetween(io.machine, to), because });
  }
  for (const peer of now.fallenSilent) io.fallSilent(addressOf(peer));
  if (now.restored) restore(state, member, log, now.restored, io);
  applyCommitted(state, member, log, io);
  for (const { ids, index } of now.granted) grant(member, ids, index);
  answerReads(member, log, io);
  if (raft.leader !== leader) leaderIsNew(state, member, io);
  if (raft.role === 'leader' && role !== 'leader' && openLeases(io.disk).byId.size > 0) {
    take(state, member, { id: '', at: io.now, cause: io.cause, do: 'renew-leases' }, io);
  }
  askForReads(state, member, io);
  armDue(member, io);
}

function streamBetween(a: string, b: string): string {
  return a < b ? `raft:${a}-${b}` : `raft:${b}-${a}`;
}

function applyCommitted(state: Watched, member: MemberState, log: Log, io: IO): void {
  const commit = commitOf(log);
  for (let index = appliedOf(log) + 1; index <= commit; index++) {
    const command = entryAt(log, index)?.command as Command | undefined;
    log.promises.set('applied', index);
    if (!command) continue;
    const done = carryOut(command, io.disk);
    if (done.touchesLeases) member.leasesWritten = true;
    answerWrite(member, command, done, io);
    const { cause } = command;
    if (command.do === 'revoke') tellAll(state, done.records, 'its time to live ran out', io);
    else
      for (const record of done.records)
        tell(state, record, io, { id: io.cause.id, thread: cause.thread, periodic: cause.periodic });
  }
  const { snapshotCount = SNAPSHOT_COUNT, catchUp = CATCH_UP } = io.config as {
    snapshotCount?: number;
    catchUp?: number;
  };
  if (commit - baseOf(log) >= snapshotCount + catchUp) trim(log, commit - catchUp);
}

function answerWrite(member: MemberState, command: Command, { records, succeeded, error }: Applied, io: IO): void {
  const waiting = member.writes[command.id];
  if (!waiting) return;
  delete member.writes[command.id];
  const store = openStore(io.disk);
  const { from, stream } = waiting;
  const { cause } = command;
  const asker = { from, stream, onBehalf: { id: io.cause.id, thread: cause.thread, periodic: cause.periodic } };
  if (command.do === 'compact') {
    const revision = currentRevision(store);
    const body: EtcdResponse = { kind: 'etcd-response', verb: 'compact', revision, ...(error ? { error } : {}) };
    io.send(from, body, { stream, ends: true, because: error ?? `compacted up to revision ${command.revision}` });
  } else if (command.do === 'txn') {
    if (succeeded) sayStored(records[0].revision, asker, io);
    else refuseCompare(store, command.op.key, asker, io);
  }
}

/** A snapshot took the place of the store: its watchers get what they have missed. */
function restore(
  state: Watched,
  member: MemberState,
  log: Log,
  found: { readonly index: number; readonly data: object },
  io: IO,
): void {
  const store = openStore(io.disk);
  const knownUpTo = currentRevision(store);
  install(found.data as Image, io.disk);
  log.promises.set('applied', found.index);
  member.leasesWritten = true;
  tellReplaced(state, store, knownUpTo, io);
}

// ---- reads -------------------------------------------------------------------------------------------------------

function grant(member: MemberState, ids: readonly string[], index: number): void {
  member.behind.push(Object.freeze({ ids, index }));
  if (ids[0] === member.asked[0]) member.asked = [];
}

/** Answers the reads whose index has been applied here. */
function answerReads(member: MemberState, log: Log, io: IO): void {
  if (member.behind.length === 0) return;
  const applied = appliedOf(log);
  const store = openStore(io.disk);
  for (const { ids, index } of member.behind.splice(0)) {
    if (index > applied) {
      member.behind.push(Object.freeze({ ids, index }));
      continue;
    }
    for (const id of ids) {
      const waiting = member.reads[id];
      if (!waiting) continue;
      delete member.reads[id];
      answerRead(store, waiting.op as ReadOp, waiting, io);
    }
  }
}

// ---- leaders come and go -----------------------------------------------------------------------------------------

function leaderIsNew(state: Watched, member: MemberState, io: IO): void {
  const { leader } = member.raft;
  if (leader === '') {
    member.leaderlessSince = io.now;
    armCheck(member, io);
    return;
  }
  member.leaderlessSince = 0;
  // Only who leads notes since when (`server.go` updateLeadership), so only it can blame the change later.
  if (member.raft.role === 'leader') member.leaderSince = io.now;
  // Whoever was told nothing by the old leader has to ask again; a client library does that by itself.
  for (const id of member.asked) {
    const waiting = member.reads[id];
    if (!waiting || waiting.op.verb === 'progress') continue;
    delete member.reads[id];
    refuse(waiting, leaderChanged, io);
  }
  member.asked = [];
  for (const id of Object.keys(member.parked)) {
    const waiting = member.parked[id];
    delete member.parked[id];
    propose(state, member, id, Object.freeze({ ...waiting, at: io.now }), io);
  }
}

/** Looks after what waits: asks again, gives up what took too long, ends watches that nobody can answer for. */
function check(state: Watched, member: MemberState, io: IO): void {
  for (const id in member.writes) {
    const waiting = member.writes[id];
    if (io.now - waiting.at < REQUEST_TIMEOUT) continue;
    delete member.writes[id];
    refuse(waiting, lateText(member, waiting.at), io);
  }
  for (const id in member.reads) {
    const waiting = member.reads[id];
    if (waiting.op.verb === 'progress' || io.now - waiting.at < REQUEST_TIMEOUT) continue;
    delete member.reads[id];
    refuse(waiting, requestTimedOut, io);
  }
  if (member.asked.length > 0 && io.now - member.askedAt >= READ_RETRY) member.asked = [];
  askForReads(state, member, io);
  if (leaderless(member, io.now) && state.watchers.length > 0) endWatches(state, io);
  armCheck(member, io);
}

function refuse({ op, from, stream, onBehalf }: Waiting, error: string, io: IO): void {
  const body: EtcdResponse = { kind: 'etcd-response', verb: op.verb, revision: 0, error };
  io.send(from, body, { stream, ends: true, because: error, cause: onBehalf });
}

function endWatches(state: Watched, io: IO): void {
  for (const { stream, to } of state.watchers) sendNoLeader(to, stream, io);
  state.watchers = [];
}

function refuseWatch({ from, stream }: Message, io: IO): void {
  sendNoLeader(from, stream, io);
}

function sendNoLeader(to: Address, stream: string, io: IO): void {
  const body: EtcdEvents = { kind: 'etcd-events', events: [], revision: 0, error: noLeader };
  io.send(to, body, { stream, ends: true, because: noLeader });
}

// ---- timers ------------------------------------------------------------------------------------------------------

/** One timer for what raft has to do of its own accord; none while every link is quiet. */
function armDue(member: MemberState, io: IO): void {
  const { raft } = member;
  const at = dueAt(raft);
  if (member.dueTimer !== 0) {
    if (member.dueAt === at) return;
    io.cancel(member.dueTimer);
    member.dueTimer = 0;
  }
  if (at === Number.POSITIVE_INFINITY) return;
  member.dueAt = at;
  // The first wait for a leader is something undecided; further ones are a look whether anything has changed.
  const timerClass: TimerClass = raft.role === 'follower' ? 'work' : 'periodic';
  member.dueTimer = io.after(Math.max(1, at - io.now), timerClass, DUE);
}

function armCheck(member: MemberState, io: IO): void {
  if (member.checkArmed) return;
  const waits = Object.keys(member.writes).length + Object.keys(member.reads).length > 0 || member.raft.leader === '';
  if (!waits) return;
  member.checkArmed = true;
  io.after(READ_RETRY, 'deadline', CHECK);
}
