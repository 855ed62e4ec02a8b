// How many requests were answered and lost in each of the last seconds: taken from the counters as they pass, by simulated time.
// After a jump back what came later is forgotten, for it has not happened yet; a gap is shared by the seconds it covers.
import type { Tick, ViewTraffic } from '../../engine/index.ts';

export const shownSeconds = 60;

interface Sample {
  readonly tick: Tick;
  readonly ok: number;
  readonly lost: number;
}

export interface Second {
  readonly ok: number;
  readonly lost: number;
}

export const lostIn = ({ refused, timedOut, reset, failed }: ViewTraffic): number =>
  refused + timedOut + reset + failed;

export class TrafficHistory {
  private samples: Sample[] = [];

  note(tick: Tick, sources: readonly ViewTraffic[]): void {
    const sample = { tick, ok: 0, lost: 0 };
    for (const source of sources) {
      sample.ok += source.ok;
      sample.lost += lostIn(source);
    }
    // A counter that fell belongs to another run, or to a source that went away.
    while (this.samples.length > 0 && this.isLater(this.samples[this.samples.length - 1], sample)) this.samples.pop();
    this.samples.push(sample);
    const oldest = tick - (shownSeconds + 2) * 1000;
    if (this.samples.length > 2 && this.samples[1].tick < oldest) this.samples.shift();
  }

  /** Seconds up to now, oldest first; fewer while it is young. */
  seconds(now: Tick): readonly Second[] {
    const [first] = this.samples;
    if (!first) return [];
    const last = Math.floor(now / 1000);
    const from = Math.max(Math.ceil(first.tick / 1000), last - shownSeconds);
    const out: Second[] = [];
    for (let second = from; second < last; second++) {
      const [a, b] = [this.at(second * 1000), this.at((second + 1) * 1000)];
      out.push({ ok: Math.max(0, b.ok - a.ok), lost: Math.max(0, b.lost - a.lost) });
    }
    return out;
  }

  private isLater(known: Sample, { tick, ok, lost }: Sample): boolean {
    return known.tick >= tick || known.ok > ok || known.lost > lost;
  }

  /** The counters at a tick, between two samples by their distance. */
  private at(tick: Tick): { ok: number; lost: number } {
    const { samples } = this;
    const i = samples.findIndex((sample) => sample.tick >= tick);
    if (i < 0) return samples[samples.length - 1];
    if (i === 0) return samples[0];
    const [a, b] = [samples[i - 1], samples[i]];
    const share = (tick - a.tick) / (b.tick - a.tick);
    return { ok: a.ok + (b.ok - a.ok) * share, lost: a.lost + (b.lost - a.lost) * share };
  }
}

interface Lines {
  /** What was answered, as an SVG path from left to right. */
  readonly ok: string;
  /** Seconds in which some were lost: a piece of the path's foot each. */
  readonly lost: string;
}

/** The line of a sparkline: height is answered requests, and where some were lost there is a mark at the foot. */
export function sparkline(seconds: readonly Second[], rate: number, width: number, height: number): Lines {
  const most = Math.max(rate, 1, ...seconds.map(({ ok, lost }) => ok + lost));
  const x = (i: number) => round((i * width) / shownSeconds);
  const y = (n: number) => round(height - 2 - (n / most) * (height - 4));
  let ok = '';
  let lost = '';
  seconds.forEach((second, i) => {
    const at = x(i + shownSeconds - seconds.length);
    const next = x(i + 1 + shownSeconds - seconds.length);
    ok += `${i ? 'L' : 'M'}${at} ${y(second.ok)}L${next} ${y(second.ok)}`;
    if (second.lost > 0) lost += `M${at} ${height - 1}H${next}`;
  });
  return { ok, lost };
}

const round = (n: number): number => Math.round(n * 10) / 10;
