// Heartbeats say "I still lead" ten times a second. While nothing disturbs a link they would tell nobody anything, so they are drawn
// and not sent; a fault that touches the link makes every one of them a message, and what follows has its true timing.
// Source: raft paper §5.2; etcd `server/etcdserver/api/rafthttp` (inactive peers).

import type { Tick } from '../../kernel/message.ts';
import { follow, waitAnew } from './election.ts';
import { commitOf, lastIndex, setCommit, termOf } from './log.ts';
import type { Member, MessageOf } from './messages.ts';
import { confirm } from './reading.ts';
import { catchUp } from './replication.ts';
import { BEATS_TO_QUIET, HEARTBEAT, INACTIVE, others, type Raft, type Rule, send, type Turn } from './state.ts';

/** The leader's round: one to everybody whose link is in doubt. */
export const whenHeartbeatIsDue: readonly Rule<undefined>[] = [
  {
    name: 'beat',
    says: 'every 100 ms each member that is in doubt hears that its leader is there (§5.2)',
    when: ({ raft }) => raft.role === 'leader',
    then: (turn) => {
      const { raft, now } = turn;
      while (raft.heartbeatAt <= now) raft.heartbeatAt += HEARTBEAT;
      for (const peer of others(raft)) if (raft.links[peer] === 'doubtful') beat(turn, peer);
    },
  },
];

/** A fault has touched the link to a peer, or was taken away. */
export const whenLinkIsTouched: readonly Rule<{ readonly peer: Member }>[] = [
  {
    name: 'doubt',
    says: 'from now on what is not heard was not said; the last unseen heartbeat is the last one that came',
    when: () => true,
    then: ({ raft, now }, { peer }) => {
      if (raft.leader === peer && raft.links[peer] === 'quiet') {
        const beaten = now - ((now - raft.heardAt) % HEARTBEAT);
        raft.electionAt += beaten - raft.heardAt;
        raft.heardAt = beaten;
      }
      raft.links[peer] = 'doubtful';
      raft.touchedAt[peer] = now;
      const progress = raft.progress[peer];
      if (!progress) return;
      progress.waiting = false;
      progress.beats = 0;
      progress.heardAt = now;
      progress.next = progress.match + 1;
    },
  },
];

export const whenBeaten: readonly Rule<{ readonly from: Member; readonly message: MessageOf<'heartbeat'> }>[] = [
  {
    name: 'still led',
    says: 'a heartbeat starts the wait anew and brings the commit index as far as it is sure for this member',
    when: () => true,
    then: (turn, { from, message }) => {
      const { raft, log, now } = turn;
      const commit = Math.min(message.commit, lastIndex(log));
      if (commit > commitOf(log)) setCommit(log, commit);
      // One that was under way when the link was touched says nothing of the time after.
      const fresh = now - (raft.touchedAt[from] ?? 0) >= HEARTBEAT;
      if (message.elided && fresh) raft.links[from] = 'quiet';
      const read = message.read === undefined ? {} : { read: message.read };
      send(turn, from, { type: 'heartbeat-reply', term: termOf(log), ...read }, 'follows');
    },
  },
];

export const whenBeatAnswered: readonly Rule<{
  readonly from: Member;
  readonly message: MessageOf<'heartbeat-reply'>;
}>[] = [
  {
    name: 'heard',
    says: 'an answer confirms the leader, and a follower that is behind gets what it lacks',
    when: ({ raft }) => raft.role === 'leader',
    then: (turn, { from, message }) => {
      const { raft, log } = turn;
      const progress = raft.progress[from];
      if (message.read !== undefined) confirm(turn, from, message.read);
      else {
        // What was sent before this heartbeat was answered before it, or is lost.
        progress.beats++;
        progress.waiting = false;
      }
      if (!progress.waiting && (progress.match < lastIndex(log) || progress.told < commitOf(log))) catchUp(turn, from);
    },
  },
  { name: 'too late', says: 'it no longer leads', when: () => true, then: () => {} },
];

/** Word of a leader of this term: who stood against it gives up, and the wait begins anew. */
export function heardLeader(turn: Turn, from: Member): void {
  const { raft, log } = turn;
  if (raft.leader !== from || raft.role !== 'follower') follow(turn, termOf(log), from);
  else waitAnew(turn);
}

/** When this member has to act of its own accord; Infinity while everything is quiet. */
export function dueAt(raft: Raft): Tick {
  if (raft.role !== 'leader') {
    return raft.leader !== '' && raft.links[raft.leader] === 'quiet' ? Number.POSITIVE_INFINITY : raft.electionAt;
  }
  const doubt = others(raft).some((peer) => raft.links[peer] === 'doubtful');
  return doubt ? Math.min(raft.heartbeatAt, raft.quorumAt) : Number.POSITIVE_INFINITY;
}

function beat(turn: Turn, peer: Member): void {
  const { raft, log, now } = turn;
  const progress = raft.progress[peer];
  if (now - progress.heardAt >= INACTIVE) {
    raft.links[peer] = 'dead';
    progress.waiting = false;
    return;
  }
  const commit = Math.min(progress.match, commitOf(log));
  const elided = progress.beats >= BEATS_TO_QUIET;
  if (elided) raft.links[peer] = 'quiet';
  const message = { type: 'heartbeat', term: termOf(log), commit, ...(elided ? { elided } : {}) } as const;
  send(turn, peer, message, elided ? 'the link is sound: from here on drawn, not sent' : 'still leads');
}
