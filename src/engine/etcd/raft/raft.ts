// Raft: how a few machines that may fail agree on one order of writes. One member leads; what a majority has written down is decided.
// This is the whole protocol as a function: something happens, the first rule that holds is applied, and what has to be
// sent comes back as data. The rules are in election.ts, replication.ts, heartbeats.ts and reading.ts, each with its sense.

import {
  type Asked,
  follow,
  type Voted,
  whenAskedForAVote,
  whenPatienceEnds,
  whenQuorumIsDue,
  whenVotesCome,
} from './election.ts';
import { heardLeader, whenBeatAnswered, whenBeaten, whenHeartbeatIsDue, whenLinkIsTouched } from './heartbeats.ts';
import { termOf } from './log.ts';
import type { Member, RaftMessage } from './messages.ts';
import { readGranted, whenReadIsWanted } from './reading.ts';
import { whenAnswered, whenAppended, whenProposed, whenSnapshotComes } from './replication.ts';
import { applyFirst, send, type Turn } from './state.ts';

export type RaftEvent =
  | { readonly on: 'message'; readonly from: Member; readonly message: RaftMessage }
  | { readonly on: 'propose'; readonly commands: readonly object[] }
  | { readonly on: 'read'; readonly ids: readonly string[] }
  | { readonly on: 'link'; readonly peer: Member }
  /** The time that `dueAt` named has come. */
  | { readonly on: 'due' };

/** Does what one event asks for. Changes `turn.raft` and `turn.log`; what the world has to know is in the turn's lists. */
export function step(turn: Turn, event: RaftEvent): void {
  switch (event.on) {
    case 'message':
      receive(turn, event.from, event.message);
      break;
    case 'propose':
      applyFirst(whenProposed, turn, event);
      break;
    case 'read':
      applyFirst(whenReadIsWanted, turn, { from: turn.raft.self, ids: event.ids });
      break;
    case 'link':
      applyFirst(whenLinkIsTouched, turn, event);
      break;
    case 'due':
      due(turn);
      break;
    default:
      event satisfies never;
  }
}

function due(turn: Turn): void {
  const { raft, now } = turn;
  if (raft.role !== 'leader') {
    if (raft.electionAt <= now) applyFirst(whenPatienceEnds, turn, undefined);
    return;
  }
  if (raft.quorumAt <= now) applyFirst(whenQuorumIsDue, turn, undefined);
  if (raft.role === 'leader' && raft.heartbeatAt <= now) applyFirst(whenHeartbeatIsDue, turn, undefined);
}

function receive(turn: Turn, from: Member, message: RaftMessage): void {
  heard(turn, from);
  switch (message.type) {
    case 'pre-vote':
    case 'vote':
      return applyFirst(whenAskedForAVote, turn, { from, message } as Asked);
    case 'pre-vote-reply':
    case 'vote-reply':
      return applyFirst(whenVotesCome, turn, { from, message } as Voted);
    case 'propose':
      return applyFirst(whenProposed, turn, message);
    case 'read':
      return applyFirst(whenReadIsWanted, turn, { from, ids: message.ids });
    default:
      inATerm(turn, from, message);
  }
}

/** Messages between a leader and its followers: the terms are compared before anything else (§5.1). */
function inATerm(
  turn: Turn,
  from: Member,
  message: Exclude<
    RaftMessage,
    { readonly type: 'pre-vote' | 'vote' | 'pre-vote-reply' | 'vote-reply' | 'propose' | 'read' }
  >,
): void {
  const term = termOf(turn.log);
  const { type } = message;
  const fromLeader = type === 'append' || type === 'heartbeat' || type === 'snapshot';
  if (message.term < term) {
    turn.applied.push('an old term');
    const told = { type: 'append-reply', term, accepted: false, match: 0 } as const;
    if (fromLeader) send(turn, from, told, `term ${message.term} is over`);
    return;
  }
  if (message.term > term) {
    turn.applied.push('a newer term');
    follow(turn, message.term, fromLeader ? from : '');
    if (!fromLeader) return;
  }
  if (fromLeader) heardLeader(turn, from);
  switch (type) {
    case 'append':
      return applyFirst(whenAppended, turn, { from, message });
    case 'append-reply':
      return applyFirst(whenAnswered, turn, { from, message });
    case 'snapshot':
      return applyFirst(whenSnapshotComes, turn, { from, message });
    case 'heartbeat':
      return applyFirst(whenBeaten, turn, { from, message });
    case 'heartbeat-reply':
      return applyFirst(whenBeatAnswered, turn, { from, message });
    case 'read-reply':
      return readGranted(turn, message);
    default:
      message satisfies never;
  }
}

/** Whatever comes from a peer shows that it is there. */
function heard({ raft, now }: Turn, from: Member): void {
  if (raft.links[from] === 'dead') raft.links[from] = 'doubtful';
  const progress = raft.progress[from];
  if (progress) progress.heardAt = now;
}
