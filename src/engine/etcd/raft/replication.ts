// How the log spreads. The leader sends what a follower lacks, everything that has gathered since its last answer in one message;
// what a majority holds is committed, and nothing else ever is. A follower that lacks too much gets the whole state instead.
// Source: raft paper §5.3, §5.4.2, §7; etcd-io/raft `raft.go`, `quorum/majority.go`.

import type { Tick } from '../../kernel/message.ts';
import { after, baseOf, commitOf, lastIndex, restart, setCommit, termAt, termOf, write } from './log.ts';
import type { Member, MessageOf } from './messages.ts';
import { grantEarlyReads } from './reading.ts';
import { appendOwn, BATCH, others, type Progress, quorumOf, type Rule, send, type Turn } from './state.ts';

export interface Proposed {
  readonly commands: readonly object[];
}

interface Received<T extends 'append' | 'append-reply' | 'snapshot'> {
  readonly from: Member;
  readonly message: MessageOf<T>;
}

export const whenProposed: readonly Rule<Proposed>[] = [
  {
    name: 'append',
    says: 'the leader writes a command into its own log and sends it to the others (§5.3)',
    when: ({ raft }) => raft.role === 'leader',
    then: (turn, { commands }) => {
      write(turn.log, appendOwn(turn, commands));
      broadcastAppend(turn, 'a write for the log');
      commitWhatMost(turn);
    },
  },
  {
    name: 'pass on',
    says: 'a follower passes what clients want to its leader',
    when: ({ raft }) => raft.leader !== '',
    then: (turn, { commands }) => {
      send(turn, turn.raft.leader, { type: 'propose', term: 0, commands }, 'only the leader can write');
    },
  },
  { name: 'drop', says: 'without a leader nothing can be written', when: () => true, then: () => {} },
];

export const whenAppended: readonly Rule<Received<'append'>>[] = [
  {
    name: 'in the snapshot',
    says: 'what lies before the first kept entry is committed and needs no check: it is equal',
    when: ({ log }, { message }) => message.previousIndex < baseOf(log),
    then: (turn, { from }) => {
      send(
        turn,
        from,
        { type: 'append-reply', term: termOf(turn.log), accepted: true, match: commitOf(turn.log) },
        'it is committed here',
      );
    },
  },
  {
    name: 'accept',
    says: 'where the entry before is the same, all before it are the same too, and the new ones are taken (§5.3)',
    when: ({ log }, { message }) => termAt(log, message.previousIndex) === message.previousTerm,
    then: (turn, { from, message }) => {
      const { log, raft } = turn;
      const { entries, previousIndex, commit } = message;
      write(log, entries);
      const match = previousIndex + entries.length;
      setCommit(log, Math.max(commitOf(log), Math.min(commit, match)));
      if (raft.abstains && commit <= match && commit > 0) raft.abstains = false;
      const because = entries.length > 0 ? `has up to entry ${match}` : `knows of commit ${commit}`;
      send(turn, from, { type: 'append-reply', term: termOf(log), accepted: true, match }, because);
    },
  },
  {
    name: 'refuse',
    says: 'where the entry before differs or is missing the leader has to go back (§5.3)',
    when: () => true,
    then: (turn, { from, message }) => {
      const { log, raft } = turn;
      const match = Math.max(commitOf(log), Math.min(message.previousIndex - 1, lastIndex(log)));
      const empty = raft.abstains && lastIndex(log) === 0;
      const reply = { type: 'append-reply', term: termOf(log), accepted: false, match, ...(empty ? { empty } : {}) };
      send(turn, from, reply as MessageOf<'append-reply'>, `entry ${message.previousIndex} is not the same here`);
    },
  },
];

export const whenAnswered: readonly Rule<Received<'append-reply'>>[] = [
  {
    name: 'no longer leader',
    says: 'answers to a leader that was are of no use',
    when: ({ raft }) => raft.role !== 'leader',
    then: () => {},
  },
  {
    name: 'start over',
    says: 'a follower whose disk is empty has nothing of what it had',
    when: (_, { message }) => message.empty === true,
    then: (turn, { from }) => {
      const progress = turn.raft.progress[from];
      progress.match = 0;
      progress.next = 1;
      progress.waiting = false;
      catchUp(turn, from);
    },
  },
  {
    name: 'go back',
    says: 'a refused append is tried again further back (§5.3)',
    when: (_, { message }) => !message.accepted,
    then: (turn, { from, message }) => {
      const progress = turn.raft.progress[from];
      progress.waiting = false;
      progress.next = Math.max(progress.match + 1, Math.min(progress.next - 1, message.match + 1), 1);
      catchUp(turn, from);
    },
  },
  {
    name: 'count and go on',
    says: 'what a majority holds is committed (§5.3); what gathered meanwhile goes out at once',
    when: () => true,
    then: (turn, { from, message }) => {
      const progress = turn.raft.progress[from];
      progress.waiting = false;
      progress.match = Math.max(progress.match, message.match);
      // Nothing else is on its way: what was not taken has to be sent again.
      progress.next = progress.match + 1;
      if (commitWhatMost(turn)) return;
      if (progress.next <= lastIndex(turn.log) || progress.told < commitOf(turn.log)) catchUp(turn, from);
    },
  },
];

export const whenSnapshotComes: readonly Rule<Received<'snapshot'>>[] = [
  {
    name: 'already there',
    says: 'a snapshot of what is committed here brings nothing',
    when: ({ log }, { message }) => message.index <= commitOf(log),
    then: (turn, { from }) => {
      const { log } = turn;
      send(turn, from, { type: 'append-reply', term: termOf(log), accepted: true, match: commitOf(log) }, 'has it');
    },
  },
  {
    name: 'install',
    says: 'a follower that lacks too much takes the whole state and forgets its log (§7)',
    when: () => true,
    then: (turn, { from, message }) => {
      const { index, lastTerm, data } = message;
      restart(turn.log, index, lastTerm);
      turn.restored = { index, data };
      turn.raft.abstains = false;
      const reply = { type: 'append-reply', term: termOf(turn.log), accepted: true, match: index } as const;
      send(turn, from, reply, `has everything up to entry ${index}`);
    },
  },
];

export function newProgress(next: number, now: Tick): Progress {
  return { match: 0, next, waiting: false, told: 0, heardAt: now, beats: 0 };
}

export function broadcastAppend(turn: Turn, because: string): void {
  for (const peer of others(turn.raft)) if (!turn.raft.progress[peer].waiting) catchUp(turn, peer, because);
}

/** Sends what a follower lacks: entries, or everything where the log no longer reaches back, or only the commit index. */
export function catchUp(turn: Turn, peer: Member, because = 'what it lacks'): void {
  const { raft, log } = turn;
  const progress = raft.progress[peer];
  if (raft.links[peer] === 'dead') return;
  const commit = commitOf(log);
  const previousIndex = progress.next - 1;
  progress.waiting = true;
  progress.told = commit;
  if (previousIndex < baseOf(log)) {
    const { index, data } = turn.image();
    progress.next = index + 1;
    const lastTerm = termAt(log, index) ?? 0;
    send(
      turn,
      peer,
      { type: 'snapshot', term: termOf(log), index, lastTerm, data },
      'it lacks more than the log holds',
    );
    return;
  }
  const entries = after(log, previousIndex, BATCH);
  progress.next += entries.length;
  const previousTerm = termAt(log, previousIndex) ?? 0;
  const message = { type: 'append', term: termOf(log), previousIndex, previousTerm, entries, commit } as const;
  send(turn, peer, message, entries.length > 0 ? because : `committed up to ${commit}`);
}

/**
 * The commit rule: the highest entry that a majority holds, if it is of the leader's own term; older ones are committed
 * with it and never by counting (§5.4.2). Answers whether something was committed; then everybody is told.
 */
export function commitWhatMost(turn: Turn): boolean {
  const { raft, log } = turn;
  const held = others(raft).map((peer) => raft.progress[peer].match);
  held.push(lastIndex(log));
  held.sort((a, b) => a - b);
  const index = held[held.length - quorumOf(held.length)];
  if (index <= commitOf(log) || termAt(log, index) !== termOf(log)) return false;
  setCommit(log, index);
  grantEarlyReads(turn);
  broadcastAppend(turn, 'what it lacks');
  return true;
}
