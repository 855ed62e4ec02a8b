// A question about the future: what is measured can be measured, and every option is of the kind that a measured value can be held
// against. That exactly one option is right is not said here; the contract finds it out.

import { metricNamed } from './assertions/metrics.ts';
import type { Clause } from './clause-schema.ts';
import { settlingTask } from './future.ts';
import type { Check } from './lint.ts';
import type { Path } from './mistake.ts';
import { type Lesson, measured, named, type PredictOption, type PredictStep } from './schema.ts';

/** What an option may hold against each measure. */
const fits = {
  time: ['range'],
  count: ['value', 'range'],
  value: ['value', 'range'],
  which: ['value'],
  order: ['order'],
  holds: ['when', 'value'],
} as const;

const keys = ['value', 'range', 'order', 'none', 'when'] as const;

export function checkPrediction(step: PredictStep, i: number, lesson: Lesson, wrong: Check): void {
  const path: Path = ['steps', i];
  const { answer, options, reveal } = step;
  const of = measured(answer.of);
  checkMeasure(step, of, [...path, 'answer'], wrong);
  for (const [k, option] of options.entries()) checkOption(option, step, [...path, 'options', k], wrong);
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
    answer.measure === 'value' &&
    of &&
    !(of.that !== undefined && (of.path !== undefined || of.metric !== undefined || of.that.includes('[')))
  )
    wrong([...path, 'of'], 'value needs that and path (or metric, or a selection to be counted): what is read?');
  if (answer.pick !== undefined && answer.measure !== 'value') wrong([...path, 'pick'], 'goes with measure: value');
  if (of?.metric !== undefined && metricNamed(of.metric)?.live && (answer.pick ?? 'last') !== 'last')
    wrong([...path, 'pick'], `${of.metric} only grows; it is measured at the end`);
  if (answer.measure === 'which' && of && of.that !== undefined && !of.that.includes('['))
    wrong([...path, 'of'], 'which needs an event, an action, or a selection like pod[app=web]');
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
