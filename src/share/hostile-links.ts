// Links that were damaged on the way, or made to do harm: letters changed, parts missing, other versions, a little text that swells to
// a lot, data nested without end, a million actions, runs that never finish, names that mean something to JavaScript. Each has to be
// told in a sentence, or be lived to an end; the same seed is always the same link.

import { loadLesson, resumeLesson } from '../scenarios/index.ts';
import { fromFragment, textToFragment } from './link.ts';
import { numbers } from './random-runs.ts';
import { rebuild } from './rebuild.ts';
import type { SharedRun } from './shared-run.ts';

type Roll = () => number;

/** As deep as JSON can still be written; what is deeper is made as text. */
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

const nasty: readonly ((roll: Roll) => unknown)[] = [
  () => null,
  () => -1,
  () => 1e308,
  () => 0.5,
  () => 2_591_999_999,
  () => Number.MAX_SAFE_INTEGER,
  () => '',
  () => 'x'.repeat(100_000),
  () => '\u0000\ud800<script>alert(1)</script>',
  () => '__proto__',
  () => [],
  () => ({}),
  () => nested(1_000),
  () => JSON.parse('{"__proto__": {"polluted": true}}'),
  () => ({ constructor: { prototype: { polluted: true } } }),
  () => ({ toString: 1, valueOf: 2, hasOwnProperty: 3 }),
  () => ({ kubectl: `get ${'-'.repeat(20_000)}` }),
  () => ({ apply: `a: ${'['.repeat(5_000)}` }),
  () => ({ apply: '&a [*a, *a]' }),
  () => ({ scale: 'deployment/web', to: 1e9 }),
  () => ({ addNode: { name: 'node-1' } }),
  (roll) => [Math.floor(roll() * 1e6), { kubectl: 'get pods' }],
  () => Array(20_000).fill([9_000, { cordon: 'node/node-1' }]),
  () => Array(200).fill({ name: 'x', at: 0, inputs: [], cursor: 1, horizon: 1 }),
];
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'then', 'length', 'x', ''];

/** What is repeated fifty times may be this long: a text that JavaScript cannot hold comes with no link. */
const mostRepeated = 200_000;

type Branch = Record<string, unknown> | unknown[];

/** Somewhere in the data, one thing is otherwise. */
function spoilData(data: unknown, roll: Roll): void {
  let at = data as Branch;
  for (;;) {
    const keys = Object.keys(at);
    if (keys.length === 0) return;
    const target = at as Record<string, unknown>;
    const deeper = keys.filter((each) => typeof target[each] === 'object' && target[each] !== null);
    if (deeper.length > 0 && roll() < 0.85) {
      at = target[deeper[Math.floor(roll() * deeper.length)]] as Branch;
      continue;
    }
    const key = keys[Math.floor(roll() * keys.length)];
    const inner = target[key];
    // JSON makes fields of its own, whatever they are called; so does this.
    const put = (name: string, value: unknown) =>
      Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
    const kind = Math.floor(roll() * 6);
    if (kind === 2 && Array.isArray(at) && JSON.stringify(inner).length < mostRepeated)
      at.push(...Array(50).fill(inner));
    else if (kind === 3 && typeof inner === 'number') put(key, inner + Math.floor((roll() - 0.5) * 20_000));
    else if (kind > 1 || Array.isArray(at)) put(key, nasty[Math.floor(roll() * nasty.length)](roll));
    else {
      delete target[key];
      if (kind === 1) put(names[Math.floor(roll() * names.length)], inner);
    }
    return;
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Somewhere in the text, something is otherwise. */
function spoilText(text: string, roll: Roll): string {
  const at = Math.floor(roll() * text.length);
  const letter = letters[Math.floor(roll() * letters.length)];
  const ways = [
    () => text.slice(0, at),
    () => text.slice(0, at) + letter + text.slice(at + 1),
    () => text.slice(0, at) + letter + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1 + Math.floor(roll() * 20)),
    () => text.replace(/^#s=\d\./, `#s=${Math.floor(roll() * 2_000_000)}.`),
    () => text + text,
    () => `${text.slice(0, at)}%${text.slice(at)}`,
    () => text.slice(0, 5) + text.slice(5).repeat(Math.floor(roll() * 900)),
  ];
  return ways[Math.floor(roll() * ways.length)]();
}

/** Texts that no page ever wrote: they swell, or go down without end. */
const made: readonly ((roll: Roll) => string)[] = [
  (roll) => `{"format":"run/1","pad":"${' '.repeat(Math.floor(roll() * 40_000_000))}"}`,
  (roll) => `${'['.repeat(Math.floor(roll() * 1_500_000))}`,
  (roll) =>
    `{"format":"run/1","engine":"","kubernetes":"","hash":"","sandbox":${'{"cluster":'.repeat(Math.floor(roll() * 200_000))}`,
  (roll) => {
    const depth = Math.floor(roll() * 1_000_000);
    const cluster = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    return `{"format":"run/1","engine":"","kubernetes":"","hash":"","sandbox":{"seed":1,"active":0,"branches":[],"cluster":${cluster}}}`;
  },
  () => '{"format":"run/1","format":"run/1"} trailing',
  () => `[${'0,'.repeat(1_000_000)}0]`,
];

/** `whole`: runs, or a long one as it is packed for a link. */
export async function hostileLink(seed: number, whole: readonly unknown[]): Promise<string> {
  const next = numbers(seed);
  const roll = () => next(1_000_000_000) / 1_000_000_000;
  if (roll() < 0.05) return textToFragment(made[Math.floor(roll() * made.length)](roll));
  let data = JSON.parse(JSON.stringify(whole[seed % whole.length]));
  const version = typeof data.lesson?.inputs?.ticks === 'string' ? 2 : 1;
  const link = (): Promise<string> => textToFragment(JSON.stringify(data), version);
  if (roll() < 0.3) return spoilText(await link(), roll);
  for (let times = 1 + Math.floor(roll() * 3); times > 0; times--) {
    spoilData(data, roll);
    // What was repeated is one thing in many places; spoiled again it has to be many things.
    data = JSON.parse(JSON.stringify(data));
  }
  return link();
}

/** Of an attempt as much is lived as of a run: it is lived in one piece or not at all. */
const ticksPerSlice = 500;

export interface Heard {
  /** Told in words, lived to its end, or left when so many slices had been lived. */
  readonly end: 'refused' | 'lived' | 'left';
  readonly words: string;
}

/** Opens a link as a page does; throws when the page would break. `slices` is how much of a run is lived. */
export async function openHostile(fragment: string, slices: number): Promise<Heard> {
  const opened = await fromFragment(fragment);
  if (opened === undefined) return { end: 'refused', words: 'none of ours' };
  if ('problem' in opened) {
    const { message, path } = opened.problem;
    if (message === '' || message.length > 400 || path.length > 400) throw new Error('a message no screen can hold');
    return { end: 'refused', words: `${path} ${message}` };
  }
  const { lesson, sandbox } = opened.run;
  if (lesson) return lesson.now > slices * ticksPerSlice ? { end: 'left', words: '' } : resume(lesson);
  if (!sandbox) throw new Error('neither lesson nor sandbox');
  const living = rebuild(opened.run);
  for (let i = 0; i < slices; i++) {
    const { done, value } = living.next();
    if (done) return 'tooLong' in value ? { end: 'refused', words: 'too long' } : { end: 'lived', words: '' };
  }
  return { end: 'left', words: '' };
}

/** A lesson refuses in words what it cannot go on from; only words that say nothing are a mistake. */
function resume(attempt: NonNullable<SharedRun['lesson']>): Heard {
  const loaded = loadLesson(attempt.lesson);
  if (!loaded) return { end: 'refused', words: 'no such lesson' };
  try {
    resumeLesson(loaded, attempt);
    return { end: 'lived', words: '' };
  } catch (error) {
    if (!(error instanceof Error) || error instanceof RangeError) throw error;
    return { end: 'refused', words: error.message };
  }
}
