// Who leads. A member that has heard of no leader for long enough asks whether it could win (pre-vote), then stands for the next
// term; a majority elects it. Nobody disturbs a leader that is heard, and a leader that hears too few steps down by itself.
// Source: raft paper §5.2, §5.4.1; Ongaro's thesis §6.2 (CheckQuorum), §9.6 (PreVote); etcd-io/raft `raft.go`.

import { between } from '../../kernel/dice.ts';
import { invariant } from '../../kernel/invariant.ts';
import { beginTerm, lastIndex, lastTerm, promiseVote, termOf, upToDate, voteOf, write } from './log.ts';
import type { Member, MessageOf } from './messages.ts';
import { broadcastAppend, commitWhatMost, newProgress } from './replication.ts';
import {
  appendOwn,
  ELECTION_MAX,
  ELECTION_MIN,
  HEARTBEAT,
  isQuorum,
  others,
  quorumOf,
  type Rule,
  send,
  type Turn,
} from './state.ts';

export interface Asked {
  readonly from: Member;
  readonly message: MessageOf<'pre-vote'> | MessageOf<'vote'>;
}

export interface Voted {
  readonly from: Member;
  readonly message: MessageOf<'pre-vote-reply'> | MessageOf<'vote-reply'>;
}

// ---- what ends patience ------------------------------------------------------------------------------------------

export const whenPatienceEnds: readonly Rule<undefined>[] = [
  {
    name: 'abstain',
    says: 'a member with an empty disk waits to be brought up to date: it does not know what it promised',
    when: ({ raft }) => raft.abstains,
    then: (turn) => waitAnew(turn),
  },
  {
    name: 'ask before standing',
    says: 'before it begins a new term a member asks whether it could win; a cut-off one would otherwise count terms up for nothing (thesis §9.6)',
    when: ({ raft }) => raft.role !== 'leader',
    then: (turn) => {
      const { raft, log } = turn;
      raft.role = 'pre-candidate';
      raft.leader = '';
      raft.votes = { [raft.self]: true };
      waitAnew(turn);
      const message = { type: 'pre-vote', term: termOf(log) + 1, ...lastOf(turn) } as const;
      for (const peer of others(raft)) {
        if (raft.links[peer] !== 'dead') send(turn, peer, message, 'no word of a leader: could it win an election?');
      }
    },
  },
];

export const whenQuorumIsDue: readonly Rule<undefined>[] = [
  {
    name: 'step down without a quorum',
    says: 'a leader that was not heard by a majority for an election timeout no longer leads (thesis §6.2)',
    when: ({ raft, now }) => {
      const since = raft.quorumAt - ELECTION_MIN;
      const heard = others(raft).filter(
        (peer) => raft.links[peer] === 'quiet' || raft.progress[peer].heardAt > Math.min(since, now),
      );
      return raft.role === 'leader' && !isQuorum(raft, heard.length + 1);
    },
    then: (turn) => follow(turn, termOf(turn.log), ''),
  },
  {
    name: 'go on leading',
    says: 'a majority was heard since the last look',
    when: ({ raft }) => raft.role === 'leader',
    then: ({ raft, now }) => {
      while (raft.quorumAt <= now) raft.quorumAt += ELECTION_MIN;
    },
  },
];

// ---- votes -------------------------------------------------------------------------------------------------------

export const whenAskedForAVote: readonly Rule<Asked>[] = [
  {
    name: 'the leader is well',
    says: 'who has heard of a leader within the shortest election timeout ignores candidates (thesis §4.2.3)',
    when: (turn, { message }) => message.term > termOf(turn.log) && hasLeader(turn),
    then: () => {},
  },
  {
    name: 'abstain',
    says: 'a member with an empty disk does not vote: what it accepted and whom it voted for is lost',
    when: ({ raft }) => raft.abstains,
    then: () => {},
  },
  {
    name: 'a pre-vote is no promise',
    says: 'any number of candidates with a log that is not behind may be told that they could win',
    when: (turn, { message }) =>
      message.type === 'pre-vote' &&
      message.term > termOf(turn.log) &&
      upToDate(turn.log, message.lastIndex, message.lastTerm),
    then: (turn, { from, message }) => {
      send(turn, from, { type: 'pre-vote-reply', term: message.term, granted: true }, 'its log is not behind');
    },
  },
  {
    name: 'refuse the pre-vote',
    says: 'a log that is behind could not win; an old term is told the present one',
    when: (_, { message }) => message.type === 'pre-vote',
    then: (turn, { from }) => {
      send(turn, from, { type: 'pre-vote-reply', term: termOf(turn.log), granted: false }, 'it could not win');
    },
  },
  {
    name: 'an old candidate',
    says: 'a request of an older term is refused (§5.1)',
    when: (turn, { message }) => message.term < termOf(turn.log),
    then: (turn, { from }) => {
      send(turn, from, { type: 'vote-reply', term: termOf(turn.log), granted: false }, 'its term is over');
    },
  },
  {
    name: 'vote',
    says: 'one vote a term, first come first served, and only for a log that is not behind (§5.2, §5.4.1)',
    when: (turn, { from, message }) => {
      const newTerm = message.term > termOf(turn.log);
      const free = newTerm || voteOf(turn.log) === from || (voteOf(turn.log) === '' && turn.raft.leader === '');
      return free && upToDate(turn.log, message.lastIndex, message.lastTerm);
    },
    then: (turn, { from, message }) => {
      if (message.term > termOf(turn.log)) follow(turn, message.term, '');
      promiseVote(turn.log, from);
      waitAnew(turn);
      send(turn, from, { type: 'vote-reply', term: message.term, granted: true }, `its vote in term ${message.term}`);
    },
  },
  {
    name: 'refuse the vote',
    says: 'it has voted for another in this term, or knows more than the candidate (§5.4.1)',
    when: () => true,
    then: (turn, { from, message }) => {
      if (message.term > termOf(turn.log)) follow(turn, message.term, '');
      const because = voteOf(turn.log) === '' ? 'the candidate does not know enough' : `it voted for another`;
      send(turn, from, { type: 'vote-reply', term: message.term, granted: false }, because);
    },
  },
];

export const whenVotesCome: readonly Rule<Voted>[] = [
  {
    name: 'a newer term',
    says: 'who learns of a newer term follows (§5.1); a granted pre-vote speaks of a term that has not begun',
    when: (turn, { message }) =>
      message.term > termOf(turn.log) && !(message.type === 'pre-vote-reply' && message.granted),
    then: (turn, { message }) => follow(turn, message.term, ''),
  },
  {
    name: 'not this election',
    says: 'a vote counts for the candidacy it was asked for and for no other',
    when: (turn, { message }) => {
      const { raft, log } = turn;
      if (message.type === 'vote-reply') return raft.role !== 'candidate' || message.term !== termOf(log);
      return raft.role !== 'pre-candidate' || (message.granted && message.term !== termOf(log) + 1);
    },
    then: () => {},
  },
  {
    name: 'count',
    says: 'a majority decides, either way (§5.2)',
    when: () => true,
    then: (turn, { from, message }) => {
      const { raft } = turn;
      raft.votes[from] ??= message.granted;
      const cast = Object.values(raft.votes);
      const granted = cast.filter((each) => each).length;
      if (isQuorum(raft, granted)) {
        if (raft.role === 'pre-candidate') stand(turn);
        else lead(turn);
      } else if (cast.length - granted > raft.members.length - quorumOf(raft.members.length)) {
        follow(turn, termOf(turn.log), '');
      }
    },
  },
];

// ---- changes of role ---------------------------------------------------------------------------------------------

/** Whether there is a leader that must not be disturbed: heard within the shortest election timeout, or beating unseen. */
export function hasLeader({ raft, now }: Turn): boolean {
  if (raft.leader === '') return false;
  if (raft.role === 'leader') return true;
  return raft.links[raft.leader] === 'quiet' || now - raft.heardAt < ELECTION_MIN;
}

/** Back to being a follower, in this term, of this leader ('' when it is not known). */
export function follow(turn: Turn, term: number, leader: Member): void {
  const { raft, log } = turn;
  const changed = raft.leader !== leader || raft.role !== 'follower';
  if (raft.role === 'leader') {
    // Its unseen heartbeats end here; who relied on them has to notice.
    for (const peer of others(raft)) if (raft.links[peer] === 'quiet') turn.fallenSilent.push(peer);
  }
  beginTerm(log, term);
  raft.role = 'follower';
  raft.leader = leader;
  raft.votes = {};
  raft.progress = {};
  raft.reads = [];
  raft.early = [];
  if (!changed) return;
  waitAnew(turn);
}

/** A new wait for word of a leader, of a length nobody else has: ties are rare and short (§5.2). */
export function waitAnew(turn: Turn): void {
  const { raft, now } = turn;
  raft.heardAt = now;
  raft.electionAt = now + between(turn.draw(raft.throws++), ELECTION_MIN, ELECTION_MAX);
}

/** Begins the next term, votes for itself and asks the others (§5.2). */
function stand(turn: Turn): void {
  const { raft, log } = turn;
  beginTerm(log, termOf(log) + 1);
  promiseVote(log, raft.self);
  raft.role = 'candidate';
  raft.votes = { [raft.self]: true };
  waitAnew(turn);
  const message = { type: 'vote', term: termOf(log), ...lastOf(turn) } as const;
  for (const peer of others(raft)) send(turn, peer, message, `stands for term ${message.term}`);
}

/** Elected: says so with an empty entry, and commits all that older terms left with it (§5.4.2). */
function lead(turn: Turn): void {
  const { raft, log, now } = turn;
  invariant(raft.role === 'candidate' && !raft.abstains, 'only a candidate is elected');
  raft.role = 'leader';
  raft.leader = raft.self;
  raft.votes = {};
  raft.heartbeatAt = now + HEARTBEAT;
  raft.quorumAt = now + ELECTION_MIN;
  raft.progress = {};
  for (const peer of others(raft)) {
    raft.progress[peer] = newProgress(lastIndex(log) + 1, now);
    raft.links[peer] = 'doubtful';
  }
  write(log, appendOwn(turn, [undefined]));
  broadcastAppend(turn, `leads in term ${termOf(log)}`);
  commitWhatMost(turn);
}

function lastOf({ log }: Turn): { readonly lastIndex: number; readonly lastTerm: number } {
  return { lastIndex: lastIndex(log), lastTerm: lastTerm(log) };
}
