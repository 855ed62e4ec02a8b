// How far a test or a hidden run lives between two looks: closely while things happen, in longer steps through quiet minutes. A step
// never depends on a clock, so two runs look at the same moments.

import type { Host, Tick } from '../engine/index.ts';

const CLOSE: Tick = 50;
const FAR: Tick = 250;
/** So long nothing was stored before the steps become longer. */
const QUIET: Tick = 1_000;

export class Pace {
  private revision: number;
  private inputs: number;
  private changedAt: Tick;

  /** `due` tells when something is known to be due, and is looked at on the very tick. */
  constructor(
    private readonly host: Host,
    private readonly due: () => Tick | undefined = () => undefined,
  ) {
    this.revision = host.revision();
    this.inputs = host.recording().inputs.length;
    this.changedAt = host.now();
  }

  /** The tick of the next look. */
  next(): Tick {
    const { host } = this;
    const now = host.now();
    const revision = host.revision();
    const inputs = host.recording().inputs.length;
    if (revision !== this.revision || inputs !== this.inputs || now < this.changedAt) {
      this.revision = revision;
      this.inputs = inputs;
      this.changedAt = now;
    }
    const look = now + (now - this.changedAt >= QUIET ? FAR : CLOSE);
    const due = this.due();
    return due !== undefined && due > now ? Math.min(look, due) : look;
  }
}
