// Tempo: how much simulated time one millisecond of playing time shows. It stretches the gap between two messages that the
// learner caused until it can be seen, squeezes the waits between them, and always has a name for what it does.
// Simulated time never runs backwards here: every pace is positive. The engine never learns of any of this.

/** Ticks of simulated time per millisecond of playing time: 1 is real time, 0.02 shows 20 ms a second. */
export type Rate = number;

/** `auto` is the adaptive tempo; a number is the learner's own speed, ×1 to ×1000. */
export type Speed = 'auto' | number;

export type TempoKind = 'slow' | 'real' | 'fast';

export interface Situation {
  /** Present simulated time, with its fraction. */
  readonly now: number;
  /** Tick of the last foreground message sent or delivered. */
  readonly lastForeground: number;
  /** Tick at which the next foreground message in flight lands; undefined when none is in flight. */
  readonly nextForeground: number | undefined;
  /** Playing milliseconds that what lands then is worth at least (pace.ts). */
  readonly worthMs: number;
  /** Foreground messages in flight. */
  readonly crowd: number;
  /** Nothing is left to do in the cluster (architecture §8). */
  readonly settled: boolean;
  /** Something shown is not as it should be, so a wait for it is worth shortening. */
  readonly waiting: boolean;
}

export interface Tempo {
  readonly kind: TempoKind;
  readonly rate: Rate;
  /** Playing milliseconds since the last foreground message was in flight. */
  readonly quietMs: number;
}

const slowRate: Rate = 0.05;
const fastestRate: Rate = 60;
const longestGapMs = 700;
/** How long a settled cluster is left in slow motion, so that the last change can be seen. */
const lingerMs = 800;
const easeMs = 400;
/** A wait is shortened for this much playing time; after that nobody is watching for it any more. */
const patienceMs = 20_000;
/** More messages than this at once share the time of one: three hundred pods must not take an hour. */
const comfortable = 8;

export const restingTempo: Tempo = Object.freeze({ kind: 'real', rate: 1, quietMs: longestGapMs });

/** Playing time for a gap of so many ticks between two foreground messages: what its end is worth, up to 700 ms, shared when many fly. */
export function gapPlayingMs(ticks: number, crowd: number, worthMs: number): number {
  const alone = Math.min(longestGapMs, Math.max(worthMs, ticks / slowRate));
  return alone / Math.max(1, crowd / comfortable);
}

/** The tempo for the next slice of playing time. */
export function nextTempo(before: Tempo, situation: Situation, speed: Speed, playingMs: number): Tempo {
  if (speed !== 'auto') return { kind: kindOf(speed), rate: speed, quietMs: before.quietMs };
  if (situation.nextForeground !== undefined) {
    const from = Math.min(situation.lastForeground, situation.nextForeground - 1);
    const ticks = situation.nextForeground - from;
    const rate = ticks / gapPlayingMs(ticks, situation.crowd, situation.worthMs);
    return { kind: rate < 0.9 ? 'slow' : kindOf(rate), rate, quietMs: 0 };
  }
  const quietMs = before.quietMs + playingMs;
  if (situation.settled && quietMs < lingerMs) return { ...before, quietMs };
  const waits = !situation.settled || situation.waiting;
  const goal = waits && quietMs < patienceMs ? fastestRate : 1;
  return eased(before.rate, goal, playingMs, quietMs);
}

/** Approaches the goal by a constant factor a millisecond: from slow motion to sixtyfold in about two easings. */
function eased(rate: Rate, goal: Rate, playingMs: number, quietMs: number): Tempo {
  const factor = Math.exp((playingMs / easeMs) * 4);
  const next = rate < goal ? Math.min(goal, rate * factor) : Math.max(goal, rate / factor);
  return { kind: kindOf(next), rate: next, quietMs };
}

function kindOf(rate: Rate): TempoKind {
  if (rate < 0.9) return 'slow';
  return rate > 1.5 ? 'fast' : 'real';
}

/** Simulated time after a slice of playing time; never past the landing of the next foreground message. */
export function timeAfter(situation: Situation, tempo: Tempo, playingMs: number): number {
  const free = situation.now + tempo.rate * playingMs;
  if (situation.nextForeground === undefined) return free;
  return Math.min(free, Math.max(situation.now, situation.nextForeground));
}

/** What the tempo is called: `1 s shows 20 ms`, `1 s shows 1 s`, `1 s shows 1 min`. */
export function tempoWords(rate: Rate): string {
  const shown = rate * 1000;
  if (shown >= 60_000) return `1 s shows ${Math.round(shown / 6000) / 10} min`;
  if (shown >= 1000) return `1 s shows ${Math.round(shown / 100) / 10} s`;
  return `1 s shows ${shown < 10 ? Math.round(shown * 10) / 10 : Math.round(shown)} ms`;
}
