// A bench for the protocol alone: a few members, the messages between them in one queue, and no clock but the one that is turned by
// hand. Scripts in testdata say what is done; what every member answers is recorded below, with the rule that made it.

import { Table } from '../../kernel/table.ts';
import { whenPatienceEnds } from './election.ts';
import { commitOf, entryAt, type Log, lastIndex, termOf } from './log.ts';
import type { Member, RaftMessage } from './messages.ts';
import { type RaftEvent, step } from './raft.ts';
import { applyFirst, newRaft, type Raft, type Turn } from './state.ts';

interface Flying {
  readonly from: Member;
  readonly to: Member;
  readonly message: RaftMessage;
}

export class Lab {
  now = 0;
  readonly logs: Record<Member, Log> = {};
  readonly rafts: Record<Member, Raft> = {};
  flying: Flying[] = [];
  readonly granted: string[] = [];
  private readonly cut = new Set<Member>();

  constructor(readonly members: readonly Member[]) {
    for (const member of members) {
      this.logs[member] = { entries: new Table(), promises: new Table() };
      this.restart(member);
    }
  }

  /** A crash and a start: what is in mind is gone, the log is not. */
  restart(member: Member): void {
    this.rafts[member] = newRaft(member, this.members, this.now, false);
  }

  /** What is sent to or by a member is lost from now on. */
  isolate(member: Member): void {
    this.cut.add(member);
    for (const peer of this.members) if (peer !== member) this.touch(member, peer);
  }

  join(member: Member): void {
    this.cut.delete(member);
    for (const peer of this.members) if (peer !== member) this.touch(member, peer);
  }

  /** The member's patience ends, whatever its clock says. */
  campaign(member: Member): readonly string[] {
    const turn = this.turnOf(member);
    applyFirst(whenPatienceEnds, turn, undefined);
    return this.finish(member, turn);
  }

  do(member: Member, event: RaftEvent): readonly string[] {
    const turn = this.turnOf(member);
    step(turn, event);
    return this.finish(member, turn);
  }

  /** Delivers everything, and everything that follows from it, in order. */
  deliver(): readonly string[] {
    const told: string[] = [];
    for (let next = this.flying.shift(); next; next = this.flying.shift()) {
      const { from, to, message } = next;
      if (this.cut.has(from) || this.cut.has(to)) told.push(`${from} → ${to}  ${wordsOf(message)}  lost`);
      else told.push(`${from} → ${to}  ${wordsOf(message)}`, ...this.do(to, { on: 'message', from, message }));
    }
    return told;
  }

  show(): readonly string[] {
    return this.members.map((member) => {
      const log = this.logs[member];
      const terms = Array.from({ length: lastIndex(log) }, (_, i) => entryAt(log, i + 1)?.term ?? '·');
      const { role, leader } = this.rafts[member];
      return `${member}: ${role}, term ${termOf(log)}, follows ${leader || 'nobody'}, log [${terms.join(' ')}], commit ${commitOf(log)}`;
    });
  }

  private touch(a: Member, b: Member): void {
    this.do(a, { on: 'link', peer: b });
    this.do(b, { on: 'link', peer: a });
  }

  private turnOf(member: Member): Turn {
    return {
      raft: this.rafts[member],
      log: this.logs[member],
      now: this.now,
      draw: () => 0,
      image: () => ({ index: commitOf(this.logs[member]), data: {} }),
      out: [],
      granted: [],
      restored: undefined,
      fallenSilent: [],
      applied: [],
    };
  }

  private finish(member: Member, turn: Turn): readonly string[] {
    for (const { to, message } of turn.out) this.flying.push({ from: member, to, message });
    for (const { ids, index } of turn.granted) this.granted.push(`${member} may read ${ids.join()} at ${index}`);
    return turn.applied.map((rule) => `    ${member}: ${rule}`);
  }
}

function wordsOf(message: RaftMessage): string {
  switch (message.type) {
    case 'append':
      return `append ${message.entries.length} behind ${message.previousIndex}, commit ${message.commit}`;
    case 'append-reply':
      return `${message.accepted ? 'accepted' : 'refused'} ${message.match}`;
    case 'pre-vote-reply':
    case 'vote-reply':
      return `${message.type} ${message.granted ? 'yes' : 'no'}`;
    case 'snapshot':
      return `snapshot up to ${message.index}`;
    case 'propose':
    case 'read':
      return message.type;
    default:
      return `${message.type}, term ${message.term}`;
  }
}
