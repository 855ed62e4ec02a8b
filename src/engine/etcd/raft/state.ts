// What a member has in mind: its role, its leader, who voted for it, and as a leader how far each of the others has come.
// All of it may be lost; what must not be is in log.ts.
// Source: raft paper, figure 2 ("volatile state"); etcd-io/raft `raft.go`, `tracker/progress.go`.

import type { Tick } from '../../kernel/message.ts';
import { type Log, lastIndex, termOf } from './log.ts';
import type { Entry, Member, RaftMessage } from './messages.ts';

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/**
 * How heartbeats travel to or from another member. `quiet`: nothing disturbs the link, they are drawn and not sent;
 * `doubtful`: a fault touched it, every one is a message; `dead`: nothing came through for so long that none is sent
 * until the link is touched again.
 */
export type Link = 'quiet' | 'doubtful' | 'dead';

/** How far another member has come, as its leader knows. */
export interface Progress {
  match: number;
  next: number;
  /** An append or a snapshot is on its way; what comes meanwhile goes with the next one. */
  waiting: boolean;
  /** The commit index it was told last. */
  told: number;
  /** When it was heard last, and how many heartbeats it has answered since its link was touched. */
  heardAt: Tick;
  beats: number;
}

/** A question for the right to read: who asks, and which of the others said since that the leader still leads. */
export interface Read {
  readonly number: number;
  readonly index: number;
  readonly from: Member;
  readonly ids: readonly string[];
  readonly acks: Member[];
}

/** Plain data, part of the state of the process that owns it. */
export interface Raft {
  readonly self: Member;
  /** All of them, sorted, with itself. */
  readonly members: readonly Member[];
  role: Role;
  /** '' while nobody leads. */
  leader: Member;
  /** Of the present candidacy; true: granted. */
  votes: Record<Member, boolean>;
  progress: Record<Member, Progress>;
  links: Record<Member, Link>;
  /** When each link was touched last. */
  touchedAt: Record<Member, Tick>;
  /** Since when there is word of the leader, and when patience ends. */
  heardAt: Tick;
  electionAt: Tick;
  /** How many election timeouts were thrown. */
  throws: number;
  /** A leader's: the next heartbeat, and the next look at whether a quorum still answers. */
  heartbeatAt: Tick;
  quorumAt: Tick;
  reads: Read[];
  lastRead: number;
  /** Reads that wait for the first commit of a new leader. */
  early: { readonly from: Member; readonly ids: readonly string[] }[];
  /** Its disk was new although the cluster is not: it does not vote before it has caught up. */
  abstains: boolean;
}

/** What a turn leads to; the shell carries it out. */
export interface Turn {
  readonly raft: Raft;
  readonly log: Log;
  readonly now: Tick;
  /** A throw for an election timeout, by its number. */
  readonly draw: (ordinal: number) => number;
  /** The state machine's own words for everything up to `index`, to bring a member up to date. */
  readonly image: () => { readonly index: number; readonly data: object };
  readonly out: Sending[];
  /** Reads of this member's own clients that may be answered once `index` is applied. */
  readonly granted: { readonly ids: readonly string[]; readonly index: number }[];
  /** A snapshot that replaces this member's state. */
  restored: { readonly index: number; readonly data: object } | undefined;
  /** Followers to whom this member's elided heartbeats have just ended. */
  readonly fallenSilent: Member[];
  /** The names of the rules that were applied, for tests and for those who ask why. */
  readonly applied: string[];
}

export interface Sending {
  readonly to: Member;
  readonly message: RaftMessage;
  readonly because: string;
}

/** One line of the protocol: when it holds, what is done. `says` is its sense in a sentence, with the paper's section. */
export interface Rule<E> {
  readonly name: string;
  readonly says: string;
  readonly when: (turn: Turn, event: E) => boolean;
  readonly then: (turn: Turn, event: E) => void;
}

/** Applies the first rule that holds. */
export function applyFirst<E>(rules: readonly Rule<E>[], turn: Turn, event: E): void {
  for (const rule of rules) {
    if (!rule.when(turn, event)) continue;
    turn.applied.push(rule.name);
    rule.then(turn, event);
    return;
  }
}

export const HEARTBEAT: Tick = 100;
/** A follower's patience, 1.0 to 1.9 s, thrown anew for every wait. */
export const ELECTION_MIN: Tick = 1_000;
export const ELECTION_MAX: Tick = 1_900;
/** After a start this much of the first wait counts as over: there was no leader to wait for (`--initial-election-tick-advance`). */
export const START_ADVANCE: Tick = 800;
/** A peer that is silent for this long is inactive, and messages to it are dropped (rafthttp's read time-out). */
export const INACTIVE: Tick = 5_000;
/** Answered heartbeats after which a link counts as undisturbed. */
export const BEATS_TO_QUIET = 2;
/** Entries in one message. */
export const BATCH = 512;

export const quorumOf = (members: number): number => Math.floor(members / 2) + 1;

export function newRaft(self: Member, members: readonly Member[], now: Tick, abstains: boolean): Raft {
  const links: Record<Member, Link> = {};
  for (const member of members) if (member !== self) links[member] = 'doubtful';
  return {
    self,
    members,
    role: 'follower',
    leader: '',
    votes: {},
    progress: {},
    links,
    touchedAt: {},
    heardAt: now,
    electionAt: now,
    throws: 0,
    heartbeatAt: 0,
    quorumAt: 0,
    reads: [],
    lastRead: 0,
    early: [],
    abstains,
  };
}

export function others({ self, members }: Raft): readonly Member[] {
  return members.filter((member) => member !== self);
}

export function isQuorum(raft: Raft, count: number): boolean {
  return count >= quorumOf(raft.members.length);
}

export function send(turn: Turn, to: Member, message: RaftMessage, because: string): void {
  turn.out.push({ to, message: Object.freeze(message), because });
}

/** Takes entries into the leader's own log. */
export function appendOwn({ log }: Turn, commands: readonly (object | undefined)[]): readonly Entry[] {
  const first = lastIndex(log) + 1;
  const term = termOf(log);
  return commands.map((command, i) => ({ index: first + i, term, ...(command ? { command } : {}) }));
}
