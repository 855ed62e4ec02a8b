// Something measured of a run: when, how often, how much, in which order, which object, whether. The story of the run is told once
// more, moment by moment, so a question can be asked of any run after the fact: a hidden one, or the learner's own.

import { type Action, humanDuration, type Tick } from '../engine/index.ts';
import { verbOf } from './actions.ts';
import { happens, holds, isMomentClause, matching, subjectOf, valueAt } from './assertions/evaluate.ts';
import { withDues } from './assertions/memory.ts';
import { measureMetric } from './assertions/metrics.ts';
import { type Moment, refOf, type Scene } from './assertions/scene.ts';
import type { Clause } from './clause-schema.ts';
import type { LessonAction } from './fields.ts';
import { formatMessage } from './message.ts';
import { type Measure, measured, named } from './schema.ts';

export interface Measurement {
  /** Ticks of a time, a number, a field's value, a reference, whether; undefined when it never happened or is not there. */
  readonly value: number | string | boolean | readonly string[] | undefined;
  readonly words: string;
  /** The moment that shows it, in ticks of the run. */
  readonly at: Tick | undefined;
  /** Of a time: when its clock started. */
  readonly from?: Tick;
}

type Is = (moment: Moment, scene: Scene) => boolean;

/** Measures a run from its scene. `during` is the script in which `from` may name an action. */
export function measure(
  given: Measure,
  scene: Scene,
  during: readonly LessonAction[] = [],
  language = 'en',
): Measurement {
  const found = look(given, scene, during);
  if (!given.show || found.value === undefined) return found;
  const words = formatMessage(given.show, { value: String(found.value) }, language);
  return { ...found, words: words.replace('$value', found.words) };
}

function look(given: Measure, scene: Scene, during: readonly LessonAction[]): Measurement {
  const of = measured(given.of);
  if (given.measure === 'order') return order(given, scene, during);
  if (!of) return { value: undefined, words: '', at: undefined };
  switch (given.measure) {
    case 'time':
      return time(of, given, scene, during);
    case 'count':
      return count(of, given, scene, during);
    case 'value':
      return value(of, given, scene, during);
    case 'which':
      return which(of, given, scene, during);
    case 'sketch':
      return { value: undefined, words: '', at: undefined };
    case 'holds': {
      const { last, fresh } = watch([of], given, scene, during, (moment, now) => happens(of, moment, now));
      const yes = isMomentClause(of) ? last !== undefined : holds(of, fresh);
      return { value: yes, words: yes ? 'yes' : 'no', at: last };
    }
  }
}

/** The story once more, with these clauses followed from its beginning: so `until`, `for` and `within` mean what they say. */
export function retold(scene: Scene, clauses: readonly Clause[]): Scene {
  const fresh = scene.atStart();
  fresh.follow(clauses);
  for (const moment of storyOf(scene, fresh)) fresh.take(moment);
  return fresh;
}

/** What happened in a scene, to be told to a fresh one. */
const storyOf = (scene: Scene, fresh: Scene): Generator<Moment> =>
  withDues(fresh, [...scene.moments, { kind: 'time', at: scene.now }]);

interface Watched {
  readonly fresh: Scene;
  /** Where counting starts; undefined when `from` never happened. */
  readonly from: Tick | undefined;
  readonly first: Tick | undefined;
  readonly last: Tick | undefined;
}

/** Tells the story again; `is` is asked at every moment that counts. */
function watch(
  clauses: readonly Clause[],
  given: Measure,
  scene: Scene,
  during: readonly LessonAction[],
  is: Is,
): Watched {
  const fresh = scene.atStart();
  fresh.follow(clauses);
  if (typeof given.from === 'object') fresh.follow([given.from]);
  const begins = beginning(given.from, during);
  let from = begins ? undefined : scene.start;
  let first: Tick | undefined;
  let last: Tick | undefined;
  for (const moment of storyOf(scene, fresh)) {
    fresh.take(moment);
    if (from === undefined && begins?.(moment, fresh)) from = moment.at;
    if (from === undefined || !is(moment, fresh)) continue;
    first ??= moment.at;
    last = moment.at;
  }
  return { fresh, from, first, last };
}

/** What starts the clock. */
function beginning(from: Measure['from'], during: readonly LessonAction[]): Is | undefined {
  if (from === undefined) return undefined;
  if (typeof from !== 'string') return (moment, scene) => happens(from, moment, scene);
  const id = from.replace(/^fault\./, '');
  const named = during.find((action) => typeof action === 'object' && (action as { id?: unknown }).id === id);
  const verb = named && verbOf(named as Action);
  return (moment) =>
    (moment.kind === 'fault' && moment.id === id) || (moment.kind === 'action' && moment.verb === verb);
}

function time(of: Clause, given: Measure, scene: Scene, during: readonly LessonAction[]): Measurement {
  let before = true;
  // Of a state the moment is its beginning: what held already when the clock started is not it.
  const rising: Is = (moment, now) => {
    const is = happens(of, moment, now);
    const rises = is && (isMomentClause(of) || !before);
    before = is;
    return rises;
  };
  const fresh = scene.atStart();
  fresh.follow([of]);
  if (!isMomentClause(of)) before = holds(of, fresh);
  const all: Tick[] = [];
  const { from } = watch([of], given, scene, during, () => false);
  watch([of], { ...given, from: undefined }, scene, during, (moment, now) => {
    if (rising(moment, now)) all.push(moment.at);
    return false;
  });
  const at = from === undefined ? undefined : all.find((tick) => tick >= from);
  if (at === undefined || from === undefined) return { value: undefined, words: 'never', at: undefined };
  return { value: at - from, words: inSeconds(at - from), at, from };
}

function count(of: Clause, given: Measure, scene: Scene, during: readonly LessonAction[]): Measurement {
  if (of.that !== undefined) {
    const found = matching(of, of.that, scene).length;
    return { value: found, words: String(found), at: scene.now };
  }
  let times = 0;
  const { last } = watch([of], given, scene, during, (moment, now) => {
    const is = happens(of, moment, now);
    if (is) times++;
    return is;
  });
  return { value: times, words: String(times), at: last };
}

type Plain = number | string | boolean;

/** The number or text that a clause looks at, as it is in a scene. */
export function readIn(of: Clause, now: Scene): Plain | undefined {
  if (of.metric !== undefined) return measureMetric(of.that ?? '', of.metric, now);
  if (of.that?.includes('[')) return now.select(of.that).length;
  const object = now.get(of.that ?? '');
  const found = object && valueAt(object, of.path ?? '');
  // A count that Kubernetes leaves out is 0: an empty status has no availableReplicas.
  return found === undefined && object && /^status\.\w*[rR]eplicas$/.test(of.path ?? '')
    ? 0
    : (found as Plain | undefined);
}

/** How something went from where the clock starts: each value with the tick from which it was so. Undefined when it never started. */
export function courseOf(
  given: Measure,
  scene: Scene,
  during: readonly LessonAction[],
): { readonly from: Tick; readonly values: readonly (readonly [Tick, Plain | undefined])[] } | undefined {
  const of = measured(given.of);
  if (!of) return undefined;
  const values: (readonly [Tick, Plain | undefined])[] = [];
  const { from } = watch([of], given, scene, during, (moment, now) => {
    const is = readIn(of, now);
    if (values.length === 0 || values.at(-1)?.[1] !== is) values.push([moment.at, is]);
    return false;
  });
  return from === undefined ? undefined : { from, values };
}

function value(of: Clause, given: Measure, scene: Scene, during: readonly LessonAction[]): Measurement {
  const read = (now: Scene): Plain | undefined => readIn(of, now);
  const { pick = 'last' } = given;
  let best: Plain | undefined;
  let at: Tick | undefined;
  watch([of], given, scene, during, (moment, now) => {
    const is = read(now);
    if (is === undefined || !better(is, best, pick)) return false;
    best = is;
    at = moment.at;
    return true;
  });
  if (pick === 'last') best = read(scene);
  return { value: best, words: String(best ?? 'none'), at };
}

function better(is: Plain, best: Plain | undefined, pick: NonNullable<Measure['pick']>): boolean {
  if (best === undefined) return true;
  if (pick === 'last') return is !== best;
  return pick === 'least' ? is < best : pick === 'most' ? is > best : false;
}

function which(of: Clause, given: Measure, scene: Scene, during: readonly LessonAction[]): Measurement {
  if (of.that?.includes('[')) {
    const [object] = matching(of, of.that, scene);
    return { value: object && refOf(object), words: object?.metadata.name ?? 'none', at: scene.now };
  }
  let ref: string | undefined;
  const { first } = watch([of], given, scene, during, (moment, now) => {
    const is = happens(of, moment, now);
    if (is) ref ??= subjectOf(moment);
    return is;
  });
  return { value: ref, words: ref?.split('/').at(-1) ?? 'none', at: first };
}

function order(given: Measure, scene: Scene, during: readonly LessonAction[]): Measurement {
  const clauses = named(given.of);
  const met: string[] = [];
  const { last } = watch(Object.values(clauses), given, scene, during, (moment, now) => {
    const next = Object.keys(clauses).filter((name) => !met.includes(name) && happens(clauses[name], moment, now));
    met.push(...next);
    return next.length > 0;
  });
  return { value: met, words: met.join(', '), at: last };
}

/** `4.2 s` and `5m53s`: exact where it is short. */
function inSeconds(length: Tick): string {
  return length < 60_000 ? `${(length / 1000).toFixed(1)} s` : humanDuration(length);
}
