// How long a demonstration waits after each action of a recorded run. Where the cluster had come to rest before the next action, the
// rest is waited for; where something still happened, or the next action came in between, the time between them counts.
import type { Action, Frame, Host, Tick } from '../engine/index.ts';
import type { Sliced } from '../scenarios/index.ts';
import { type Facts, factsOf } from './demo-facts.ts';

export interface Played {
  readonly action: Action;
  /** Until the next action, or the end of the run. */
  readonly gap: Tick;
  /** When the last thing changed that a hall can see, counted from the action. */
  readonly changed: Tick;
  /** When the cluster had come to rest; undefined when it had not before the gap was over. */
  readonly rest: Tick | undefined;
  /** The cluster said no. */
  readonly refused: boolean;
  /** What was so before the next action. */
  readonly facts: Facts;
}

/** Who is silent is given up on after a time that depends on when it was last heard: from here on, that much may be between two runs. */
const silence: Tick = 30_000;
const slack: Tick = 15_000;
/** So much of an untouched cluster is lived at a time. */
const breath: Tick = 1_000;

/** Looks as a script does, and less often in long silences. */
const look = (since: Tick): Tick => (since < 30_000 ? 250 : 2_000);

/** Lives a run again and watches it. `fresh` is the cluster at its beginning. */
export function* watchRun(
  fresh: Host,
  inputs: readonly { readonly tick: Tick; readonly input: Action }[],
  end: Tick,
): Sliced<readonly Played[]> {
  fresh.drain();
  const played: Played[] = [];
  for (const [i, { tick, input }] of inputs.entries()) {
    while (fresh.now() < tick) {
      fresh.advance(Math.min(tick, fresh.now() + breath), Number.POSITIVE_INFINITY);
      yield;
    }
    const next = inputs[i + 1]?.tick ?? Math.max(end, tick);
    const thread = fresh.submit(input);
    let changed = 0;
    let quiet: Tick | undefined;
    let rest: Tick | undefined;
    let refused = false;
    while (fresh.now() < next) {
      fresh.advance(Math.min(next, fresh.now() + look(fresh.now() - tick)), Number.POSITIVE_INFINITY);
      const frame = fresh.drain();
      const since = fresh.now() - tick;
      if (isVisible(frame)) changed = since;
      refused ||= frame.output.some((out) => out.thread === thread && out.stream === 'stderr');
      if (!fresh.settled()) quiet = undefined;
      else quiet ??= since;
      if (quiet !== undefined && since - quiet >= 250) rest ??= since;
      yield;
    }
    played.push({ action: input, gap: next - tick, changed, rest, refused, facts: factsOf(fresh) });
  }
  return played;
}

function isVisible({ pods, machines, workloads, services, autoscalers }: Frame): boolean {
  return [pods, machines, workloads, services, autoscalers].some(
    ({ changed, gone }) => changed.length > 0 || gone.length > 0,
  );
}

/** The wait after an action as a script says it; undefined to wait for rest, which needs no word. */
export function waitAfter({ gap, changed, rest }: Played, isLast: boolean): string | undefined {
  if (rest !== undefined && changed <= rest) return undefined;
  // What had not come to rest when the run was left is shown to its rest; what happened later than that is waited for.
  if (isLast && rest === undefined) return undefined;
  return durationText(rounded(rest === undefined ? gap : Math.min(gap, changed + (changed > silence ? slack : 0))));
}

/** Upwards, to what a person would write. */
export function rounded(ticks: Tick): Tick {
  const grid = ticks < 2_000 ? 100 : ticks < 60_000 ? 1_000 : 5_000;
  return Math.ceil(ticks / grid) * grid;
}

export function durationText(ticks: Tick): string {
  if (ticks === 0) return '0';
  const [minutes, rest] = [Math.floor(ticks / 60_000), ticks % 60_000];
  if (rest % 1_000 !== 0) return `${ticks}ms`;
  return `${minutes > 0 ? `${minutes}m` : ''}${rest > 0 ? `${rest / 1_000}s` : ''}`;
}
