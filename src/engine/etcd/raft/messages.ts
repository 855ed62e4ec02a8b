// What the members of an etcd cluster say to each other: votes, entries of the log, heartbeats, whole snapshots, and what clients
// asked a member for that only the leader can grant. Every message carries its sender's term, the clock of raft.
// Source: Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm"; etcd-io/raft `raftpb`.

/** A member's name, that of its machine: `master-1`. */
export type Member = string;

/** One line of the log. An entry without a command is the first of a new leader: it commits what older terms left behind. */
export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly command?: object;
}

export type RaftMessage =
  /** `pre-vote` asks in the term to come, without beginning it. */
  | { readonly type: 'pre-vote' | 'vote'; readonly term: number; readonly lastIndex: number; readonly lastTerm: number }
  | { readonly type: 'pre-vote-reply' | 'vote-reply'; readonly term: number; readonly granted: boolean }
  /** The entries behind `previousIndex`; none when only the commit index is news. */
  | {
      readonly type: 'append';
      readonly term: number;
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly Entry[];
      readonly commit: number;
    }
  /** `match`: equal up to here; when refused, where the leader may try next. `empty`: the disk is new, forget what was known. */
  | {
      readonly type: 'append-reply';
      readonly term: number;
      readonly accepted: boolean;
      readonly match: number;
      readonly empty?: boolean;
    }
  /** `read` numbers the question whether the sender still leads; `elided`: from here on heartbeats are drawn, not sent. */
  | {
      readonly type: 'heartbeat';
      readonly term: number;
      readonly commit: number;
      readonly read?: number;
      readonly elided?: boolean;
    }
  | { readonly type: 'heartbeat-reply'; readonly term: number; readonly read?: number }
  /** Everything up to `index`, for a member whose next entry the leader no longer has. */
  | {
      readonly type: 'snapshot';
      readonly term: number;
      readonly index: number;
      readonly lastTerm: number;
      readonly data: object;
    }
  /** A client's writes, passed on to the leader. They belong to no term. */
  | { readonly type: 'propose'; readonly term: 0; readonly commands: readonly object[] }
  /** A client's read, and the commit index that its member has to reach before it answers. */
  | { readonly type: 'read'; readonly term: 0; readonly ids: readonly string[] }
  | { readonly type: 'read-reply'; readonly term: number; readonly ids: readonly string[]; readonly index: number };

type WithType<M extends RaftMessage, T> = M extends unknown ? (T extends M['type'] ? M : never) : never;

export type MessageOf<T extends RaftMessage['type']> = WithType<RaftMessage, T>;
