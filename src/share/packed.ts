// A long run in fewer letters: what was done again is named by its place in a list, and times are told from one to the next. A lesson
// in which somebody did hundreds of things still fits the 4,096 characters that a learning platform keeps.

import { limits, type SharedRun } from './shared-run.ts';

/** Shorter lists gain nothing, and their links can be read by every version. */
const worthPacking = 50;

interface Packed {
  /** From the input before, in letters and digits, one a word. */
  readonly ticks: string;
  /** Of each input, the place of what was done in `did`; `-` for the next that was not there before. */
  readonly which: string;
  /** Each deed once, as it stands behind the tick. */
  readonly did: readonly unknown[];
}

const BASE = 36;

/** The same run, with the inputs of a lesson packed; undefined when they are too few. */
export function packed(run: SharedRun, least = worthPacking): unknown {
  const { lesson } = run;
  if (!lesson || lesson.inputs.length < least) return undefined;
  const places = new Map<string, number>();
  const did: unknown[] = [];
  const ticks: string[] = [];
  const which: string[] = [];
  let before = 0;
  for (const [tick, ...deed] of lesson.inputs) {
    const text = JSON.stringify(deed);
    const place = places.get(text);
    which.push(place === undefined ? '-' : place.toString(BASE));
    if (place === undefined) places.set(text, did.push(deed) - 1);
    ticks.push((tick - before).toString(BASE));
    before = tick;
  }
  const inputs: Packed = { ticks: ticks.join(' '), which: which.join(' '), did };
  return { ...run, lesson: { ...lesson, inputs } };
}

/** Data with packed inputs as it was before; what is none of ours is left for whoever reads it to refuse. */
export function unpacked(data: unknown): unknown {
  const lesson = isRecord(data) ? data.lesson : undefined;
  if (!isRecord(data) || !isRecord(lesson)) return data;
  const inputs = inputsOf(lesson.inputs);
  return inputs ? { ...data, lesson: { ...lesson, inputs } } : data;
}

function inputsOf(given: unknown): readonly unknown[] | undefined {
  if (!isRecord(given)) return undefined;
  const { ticks, which, did } = given;
  if (typeof ticks !== 'string' || typeof which !== 'string' || !Array.isArray(did)) return undefined;
  const places = which.split(' ');
  const steps = ticks.split(' ');
  if (places.length !== steps.length || places.length > limits.inputs) return undefined;
  // A few letters could name one long text thousands of times.
  const sizes = did.map((deed) => JSON.stringify(deed).length);
  let left = limits.characters;
  let next = 0;
  let tick = 0;
  const inputs: unknown[] = [];
  for (const [i, step] of steps.entries()) {
    const place = places[i] === '-' ? next++ : Number.parseInt(places[i], BASE);
    const deed = did[place];
    left -= sizes[place];
    if (!Array.isArray(deed) || left < 0) return undefined;
    tick += Number.parseInt(step, BASE);
    inputs.push([tick, ...deed]);
  }
  return inputs;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
