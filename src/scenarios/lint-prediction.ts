// A question about the future: what is measured can be measured, and every option is of the kind that a measured value can be held
// against. That exactly one option is right is not said here; the contract finds it out.

import { metricNamed } from './assertions/metrics.ts';
import type { Clause } from './clause-schema.ts';
import { settlingTask } from './future.ts';
import type { Check } from './lint.ts';
import type { Path } from './mistake.ts';
import { endsOf } from './prediction.ts';
import { type Lesson, measured, named, type PredictOption, type PredictStep } from './schema.ts';
import { axisOf, MOST_COLUMNS, MOST_ROWS } from './sketch.ts';

/** What an option may hold against each measure. */
const fits = {
  time: ['range'],
  count: ['value', 'range'],
  value: ['value', 'range'],
  which: ['value'],
  order: ['order'],
  holds: ['when', 'value'],
  sketch: [],
} as const;

const keys = ['value', 'range', 'order', 'none', 'when'] as const;

export function checkPrediction(step: PredictStep, i: number, lesson: Lesson, wrong: Check): void {
  const path: Path = ['steps', i];
  const { answer, options, reveal } = step;
  const of = measured(answer.of);
  checkMeasure(step, of, [...path, 'answer'], wrong);
  if (answer.measure === 'sketch') checkSketch(step, of, path, wrong);
  else if (options.length === 0) wrong(path, 'options is missing here');
  else if (options.length < 2) wrong([...path, 'options'], 'must be at least 2 long: what else could be believed?');
  else if (answer.axis) wrong([...path, 'answer', 'axis'], 'goes with measure: sketch');
  else for (const [k, option] of options.entries()) checkOption(option, step, [...path, 'options', k], wrong);
  const task = reveal === 'later' ? settlingTask(lesson.steps, i) : undefined;
  if (reveal === 'later' && !task)
    wrong(
      [...path, 'reveal'],
      'later: an act or a challenge must follow, with nothing but questions and words between',
    );
  if (reveal !== 'later' && !answer.during)
    wrong([...path, 'answer'], `is missing during: what is done, so that reveal: ${reveal} has something to show?`);
  const script = answer.during ?? task?.solution ?? [];
  if (typeof answer.from === 'string') checkFrom(answer.from, script, step, task?.faults ?? [], path, wrong);
}

function checkMeasure({ answer }: PredictStep, of: Clause | undefined, path: Path, wrong: Check): void {
  if (answer.measure === 'order') {
    if (Object.keys(named(answer.of)).length < 2)
      wrong(path, 'order needs of: {first-name: CLAUSE, second-name: CLAUSE}: what may come before what?');
    return;
  }
  if (answer.measure !== 'holds' && !of) wrong(path, 'is missing of: what is measured?');
  if (
    (answer.measure === 'value' || answer.measure === 'sketch') &&
    of &&
    !(of.that !== undefined && (of.path !== undefined || of.metric !== undefined || of.that.includes('[')))
  )
    wrong(
      [...path, 'of'],
      `${answer.measure} needs that and path (or metric, or a selection to be counted): what is read?`,
    );
  if (answer.pick !== undefined && answer.measure !== 'value') wrong([...path, 'pick'], 'goes with measure: value');
  if (of?.metric !== undefined && metricNamed(of.metric)?.live && (answer.pick ?? 'last') !== 'last')
    wrong([...path, 'pick'], `${of.metric} only grows; it is measured at the end`);
  if (answer.measure === 'which' && of && of.that !== undefined && !of.that.includes('['))
    wrong([...path, 'of'], 'which needs an event, an action, or a selection like pod[app=web]');
}

function checkSketch({ answer, options }: PredictStep, of: Clause | undefined, path: Path, wrong: Check): void {
  if (options.length > 0) wrong([...path, 'options'], 'a sketch is drawn, not chosen; leave the options out');
  if (answer.show !== undefined) wrong([...path, 'answer', 'show'], 'a sketch shows its course; say the unit in axis');
  if (of?.metric !== undefined && metricNamed(of.metric)?.live)
    wrong([...path, 'answer', 'of'], `${of.metric} is only known at the end; a sketch needs it all the way`);
  const axis = axisOf(answer);
  if (!axis) {
    wrong([...path, 'answer'], 'a sketch needs axis: {over: 10m, every: 1m, most: 8, unit: pods}');
    return;
  }
  const at = [...path, 'answer', 'axis'];
  if (axis.columns < 2 || axis.columns > MOST_COLUMNS)
    wrong(at, `over and every make ${axis.columns} values; a sketch has 2 to ${MOST_COLUMNS}`);
  if (axis.most <= axis.least || axis.most - axis.least > MOST_ROWS)
    wrong(at, `from least to most are ${axis.most - axis.least}; a sketch has 1 to ${MOST_ROWS} steps`);
}

function checkOption(option: PredictOption, { answer }: PredictStep, path: Path, wrong: Check): void {
  const { measure } = answer;
  const given = keys.filter((key) => option[key] !== undefined);
  const asked = measured(answer.of) !== undefined;
  const wanted: readonly string[] = measure === 'holds' ? [asked ? 'value' : 'when'] : fits[measure];
  if (given.length !== 1 || (given[0] !== 'none' && !wanted.includes(given[0]))) {
    wrong(path, `measure: ${measure} needs ${wanted.join(' or ')} (or none: true) in every option`);
    return;
  }
  if (option.range) {
    const texts = typeof option.range[0] === 'string';
    if (texts !== (measure === 'time'))
      wrong([...path, 'range'], `measure: ${measure} has ranges of ${measure === 'time' ? 'durations' : 'numbers'}`);
    const [from, to] = endsOf(option.range);
    if (from >= to) wrong([...path, 'range'], 'ends before it begins: write the lower end first');
  }
  const unknown = option.order?.find((name) => !Object.hasOwn(named(answer.of), name));
  if (unknown !== undefined)
    wrong([...path, 'order'], `of has no ${unknown}; it has ${Object.keys(named(answer.of)).join(', ')}`);
}

function checkFrom(
  from: string,
  script: readonly unknown[],
  step: PredictStep,
  later: readonly { readonly id: string }[],
  path: Path,
  wrong: Check,
): void {
  const id = from.replace(/^fault\./, '');
  const named = script.some(
    (action) => typeof action === 'object' && action !== null && 'id' in action && action.id === id,
  );
  if (named || [...(step.faults ?? []), ...later].some((fault) => fault.id === id)) return;
  wrong([...path, 'answer', 'from'], `no action in during and no fault has the id ${id}`);
}
