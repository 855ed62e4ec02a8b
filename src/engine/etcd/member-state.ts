// What one of several etcd members has in hand: requests of clients that the others have to agree to, and since when there has
// been a leader. All of it is lost in a crash; the log is not.

import type { EtcdOp } from '../api/wire.ts';
import type { Address, Cause, Tick } from '../kernel/message.ts';
import type { Raft } from './raft/state.ts';

/** Watches of a member without a leader end after three election timeouts. */
const LEADERLESS: Tick = 3_000;
/** A write sent this long before the election of a new leader may have died with the old one. */
const LOST_WITH_LEADER: Tick = 2_000;

export const noLeader = 'etcdserver: no leader';
export const leaderChanged = 'etcdserver: leader changed';
export const requestTimedOut = 'etcdserver: request timed out';
const leaderFailed = `${requestTimedOut}, possibly due to previous leader failure`;
const connectionLost = `${requestTimedOut}, possibly due to connection lost`;

/** A client's request that waits for the others. */
export interface Waiting {
  readonly op: EtcdOp;
  readonly from: Address;
  readonly stream: string;
  readonly onBehalf: Cause;
  readonly at: Tick;
}

export interface MemberState {
  readonly raft: Raft;
  /** Writes in the log or on the way to it, by the command's id. */
  readonly writes: Record<string, Waiting>;
  /** Writes that found no leader: proposed as soon as there is one. */
  readonly parked: Record<string, Waiting>;
  /** Reads that wait for the leader's word, and those that wait for this member to have applied so much. */
  readonly reads: Record<string, Waiting>;
  readonly behind: { readonly index: number; readonly ids: readonly string[] }[];
  /** The batch of reads that was asked for last, and when; the others go with the next one. */
  asked: readonly string[];
  askedAt: Tick;
  requests: number;
  /** The last entry that was carried out is on the disk; here is the armed look at what waits. */
  checkArmed: boolean;
  dueTimer: number;
  dueAt: Tick;
  /** Since when there is no leader, 0 while there is one; and when this member began to lead, the last time it did. */
  leaderlessSince: Tick;
  leaderSince: Tick;
  leasesWritten: boolean;
}

export function newMember(raft: Raft, now: Tick): MemberState {
  return {
    raft,
    writes: {},
    parked: {},
    reads: {},
    behind: [],
    asked: [],
    askedAt: 0,
    requests: 0,
    checkArmed: false,
    dueTimer: 0,
    dueAt: 0,
    leaderlessSince: now,
    leaderSince: 0,
    leasesWritten: false,
  };
}

/** What a write is told that was not carried out in time; it may be yet. */
export function lateText({ raft, leaderSince }: MemberState, at: Tick): string {
  if (at > leaderSince - LOST_WITH_LEADER && at < leaderSince) return leaderFailed;
  const cutOff = raft.leader !== '' && raft.leader !== raft.self && raft.links[raft.leader] !== 'quiet';
  return cutOff ? connectionLost : requestTimedOut;
}

/** Without a leader for so long that no watch can be trusted. */
export function leaderless({ leaderlessSince, raft }: MemberState, now: Tick): boolean {
  return raft.leader === '' && now - leaderlessSince >= LEADERLESS;
}
