// A read that must not be old. The leader notes how far it has committed and asks the others whether it still leads: when a majority
// says yes, whoever has applied that much may answer from its own state. Nothing is written into the log for it.
// Source: Ongaro's thesis §6.4 (ReadIndex); etcd-io/raft `read_only.go`.

import { commitOf, termAt, termOf } from './log.ts';
import type { Member, MessageOf } from './messages.ts';
import { isQuorum, others, type Read, type Rule, send, type Turn } from './state.ts';

export interface ReadWanted {
  readonly from: Member;
  readonly ids: readonly string[];
}

export const whenReadIsWanted: readonly Rule<ReadWanted>[] = [
  {
    name: 'wait for the first commit',
    says: 'a new leader does not know what is committed before an entry of its own term is (thesis §6.4)',
    when: ({ raft, log }) => raft.role === 'leader' && termAt(log, commitOf(log)) !== termOf(log),
    then: ({ raft }, wanted) => {
      raft.early.push(wanted);
    },
  },
  {
    name: 'ask whether it still leads',
    says: 'the read is as new as the commit index at this moment, if a majority confirms the leader afterwards',
    when: ({ raft }) => raft.role === 'leader',
    then: (turn, wanted) => ask(turn, wanted),
  },
  {
    name: 'pass on',
    says: 'a follower asks its leader how far it has to be',
    when: ({ raft }, { from }) => raft.leader !== '' && from === raft.self,
    then: (turn, { ids }) => {
      send(turn, turn.raft.leader, { type: 'read', term: 0, ids }, 'how new is the newest?');
    },
  },
  { name: 'drop', says: 'without a leader nobody knows what is newest', when: () => true, then: () => {} },
];

/** What a confirmation by heartbeat brings: every question up to its number is confirmed by this member. */
export function confirm(turn: Turn, from: Member, number: number): void {
  const { raft } = turn;
  for (const read of raft.reads) if (read.number <= number && !read.acks.includes(from)) read.acks.push(from);
  while (raft.reads.length > 0 && isQuorum(raft, raft.reads[0].acks.length + 1))
    grant(turn, raft.reads.shift() as Read);
}

export function readGranted(turn: Turn, message: MessageOf<'read-reply'>): void {
  turn.granted.push({ ids: message.ids, index: message.index });
}

/** The first entry of the term is committed: what waited for it can be asked. */
export function grantEarlyReads(turn: Turn): void {
  for (const wanted of turn.raft.early.splice(0)) ask(turn, wanted);
}

function ask(turn: Turn, { from, ids }: ReadWanted): void {
  const { raft, log } = turn;
  const number = ++raft.lastRead;
  raft.reads.push({ number, index: commitOf(log), from, ids, acks: [] });
  for (const peer of others(raft)) {
    if (raft.links[peer] === 'dead') continue;
    const commit = Math.min(raft.progress[peer].match, commitOf(log));
    send(turn, peer, { type: 'heartbeat', term: termOf(log), commit, read: number }, 'does it still lead?');
  }
}

function grant(turn: Turn, { from, ids, index }: Read): void {
  if (from === turn.raft.self) turn.granted.push({ ids, index });
  else
    send(
      turn,
      from,
      { type: 'read-reply', term: termOf(turn.log), ids, index },
      `nothing is newer than entry ${index}`,
    );
}
