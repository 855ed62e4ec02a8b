// Whose hand it was: the cluster keeps one list of inputs, and this says which of them the lesson itself gave (what arranges a step,
// a demonstration, a fault). It is read by position, so it stays true when the run is taken back and when another future begins.

import type { Action, Host, Tick } from '../engine/index.ts';

interface Mark {
  readonly tick: Tick;
  /** The input itself as text: another one at the same place is not meant. */
  readonly text: string;
  /** The fault that it belongs to, or ''. */
  readonly fault: string;
}

export class Ledger {
  private readonly marks = new Map<number, Mark>();

  constructor(private readonly host: Host) {}

  /** The last input was the lesson's. */
  mark(fault = ''): void {
    const { inputs } = this.host.recording();
    const index = inputs.length - 1;
    const last = inputs[index];
    if (last) this.put(index, last.tick, last.input, fault);
  }

  put(index: number, tick: Tick, input: Action, fault: string): void {
    this.marks.set(index, { tick, text: JSON.stringify(input), fault });
  }

  /** The mark of an input; undefined when the learner gave it. */
  of(index: number): Mark | undefined {
    const mark = this.marks.get(index);
    const given = this.host.recording().inputs[index];
    if (!mark || !given || given.tick !== mark.tick || JSON.stringify(given.input) !== mark.text) return undefined;
    return mark;
  }

  /** When a fault struck, or will strike again in the future that is kept; undefined when it has not. */
  struckAt(fault: string, since: Tick): Tick | undefined {
    for (const [index, mark] of this.marks)
      if (mark.fault === fault && mark.tick >= since && this.of(index)) return mark.tick;
    return undefined;
  }

  /** What the learner did from a tick on. */
  learnersSince(tick: Tick): number {
    return this.host.recording().inputs.filter((input, i) => input.tick >= tick && !this.of(i)).length;
  }

  /** The same marks for a copy of the cluster. */
  copy(host: Host): Ledger {
    const copy = new Ledger(host);
    for (const [index, mark] of this.marks) copy.marks.set(index, mark);
    return copy;
  }
}
