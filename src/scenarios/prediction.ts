// The answer key of a prediction is never typed in: the script is run on a hidden copy of the cluster, something is measured, and
// the option that fits is the right one. A lesson whose question has no single right answer fails its tests.

import { type Host, parseDuration, type Tick } from '../engine/index.ts';
import { Script } from './actions.ts';
import { happens, judge, valueAt } from './assertions/evaluate.ts';
import { Observer } from './assertions/observer.ts';
import type { Scene } from './assertions/scene.ts';
import type { PredictStep } from './schema.ts';

export interface Key {
  /** Index of the right option; -1 when not exactly one fits. */
  readonly right: number;
  readonly fitting: readonly number[];
  /** What was measured, in words. */
  readonly measured: string;
}

const LOOK: Tick = 50;
/** A hidden run is cut off here, in ticks and in messages. */
const LONGEST: Tick = 2 * 3_600_000;
const MOST_MESSAGES = 1_000_000;

/** Runs the script on a copy and reads the key off it; the host itself stays as it is. */
export function hiddenKey(step: PredictStep, host: Host, kinds: readonly string[]): Key {
  const copy = host.fork();
  const observer = new Observer(copy, kinds, copy.now());
  const script = new Script(step.answer.during);
  const end = copy.now() + LONGEST;
  let messages = 0;
  for (script.pump(copy, (a) => copy.submit(a)); !script.done; script.pump(copy, (a) => copy.submit(a))) {
    if (copy.now() >= end || messages > MOST_MESSAGES) break;
    messages += copy.advance(copy.now() + LOOK, MOST_MESSAGES);
    observer.sync();
  }
  observer.sync();
  return keyFrom(step, observer.scene);
}

/** Reads the key off what happened in a scene: the hidden run's, or the learner's own. */
export function keyFrom(step: PredictStep, scene: Scene): Key {
  const { measure, of, show } = step.answer;
  const inWords = (value: string): string => (show ? show.replace('$value', value) : value);
  if (measure === 'holds') {
    const holding = step.options.map((option) => option.when !== undefined && judge(option.when, scene).holds);
    const any = holding.includes(true);
    return key(step, (option, i) => (option.none ? !any : holding[i]), '');
  }
  if (!of) return { right: -1, fitting: [], measured: '' };
  if (measure === 'count') {
    const count = scene.moments.filter((moment) => happens(of, moment, scene)).length;
    return key(
      step,
      (option) => option.value === count || (option.none === true && count === 0),
      inWords(String(count)),
    );
  }
  if (measure === 'value') {
    const object = scene.get(of.that ?? '');
    const value = object && valueAt(object, of.path ?? '');
    return key(
      step,
      (option) => (option.none ? value === undefined : option.value === value),
      inWords(String(value ?? 'none')),
    );
  }
  const moment = scene.moments.find((each) => happens(of, each, scene));
  const after = moment && moment.at - scene.start;
  const fits = (option: PredictStep['options'][number]): boolean => {
    if (after === undefined || !option.range) return option.none === true && after === undefined;
    const [from, to] = option.range.map((text) => parseDuration(text) ?? 0);
    return after >= from && after < to;
  };
  return key(step, fits, inWords(after === undefined ? 'never' : `${(after / 1000).toFixed(1)} s`));
}

function key(
  step: PredictStep,
  fits: (option: PredictStep['options'][number], index: number) => boolean,
  measured: string,
): Key {
  const fitting = step.options.flatMap((option, i) => (fits(option, i) ? [i] : []));
  return { right: fitting.length === 1 ? fitting[0] : -1, fitting, measured };
}
