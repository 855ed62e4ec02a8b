// What a question asks to foresee, and the names that a step gives to objects: found from where the learner stands, in the texts that
// hold for this seed.

import type { Host } from '../engine/index.ts';
import { ticks } from './assertions/memory.ts';
import { formatMessage } from './message.ts';
import type { Future } from './prediction.ts';
import type { Lesson, PredictStep, Step, TaskStep } from './schema.ts';
import { substitute, type Variables } from './text.ts';
import { mapTexts } from './translation.ts';

export const USUAL_BUDGET = 60_000;

/** How long a task is watched before it counts as not done. */
export function budgetOf(step: Step): number {
  if (!('goal' in step)) return USUAL_BUDGET;
  return step.budget ? ticks(step.budget) : step.goal.within ? ticks(step.goal.within) + 1_000 : USUAL_BUDGET;
}

/** What a good learner needs at most, where the lesson says it. */
export const parOf = (step: Step | undefined): NonNullable<NonNullable<TaskStep['score']>['par']> | undefined =>
  step && 'score' in step ? step.score?.par : undefined;

/** The task that settles a prediction with `reveal: later`: the next one, over questions and words that take no time. */
export function settlingTask(steps: readonly Step[], index: number): TaskStep | undefined {
  for (const step of steps.slice(index + 1)) {
    if (step.kind === 'act' || step.kind === 'challenge') return step;
    if (step.kind !== 'predict' && step.kind !== 'narrate') return undefined;
  }
  return undefined;
}

/** The future that a question is about. */
export function futureOf(lesson: Lesson, index: number, step: PredictStep, host: Host, variants: Variables): Future {
  const { during } = step.answer;
  const faults = step.faults ?? [];
  const given = step.reveal === 'later' ? settlingTask(lesson.steps, index) : undefined;
  const task = given && prepared(given, host, variants, lesson.language ?? 'en').step;
  const begin = task?.begin ?? [];
  const own = { begin, faults: [...faults, ...(task?.faults ?? [])] };
  if (during || !task) return { ...own, during: during ?? [], budget: 0 };
  return { ...own, during: task.solution, goal: task.goal, budget: budgetOf(task) };
}

/** A step with its names and variants filled in, as of now. */
export function prepared<S extends Step>(
  step: S,
  host: Host,
  variants: Variables,
  language: string,
): { readonly step: S; readonly names: readonly string[]; readonly blanks: readonly string[] } {
  const found = bound(step.bind ?? {}, host, variants);
  const variables = { ...variants, ...found.variables };
  return { step: worded(step, variables, language), names: found.names, blanks: blanksIn(step, variables) };
}

/** Parts of named objects that a step speaks of before there is one: a pod has no `$pod.ip` until it runs. */
function blanksIn(step: Step, variables: Variables): readonly string[] {
  const blank = Object.keys(variables).filter((name) => variables[name] === '');
  if (blank.length === 0) return [];
  const written = JSON.stringify(step);
  return blank.map((name) => `$${name}`).filter((name) => written.includes(name));
}

/** Data of a lesson with its variables in it, and its texts in words. */
export function worded<T>(data: T, variables: Variables, language: string): T {
  return mapTexts(substitute(data, variables), (text) => formatMessage(text, variables, language));
}

/** `$victim`, `$victim.name`, `$victim.node`, `$victim.uid`, `$victim.ip` of the objects that a step names at its beginning. */
function bound(
  bind: Readonly<Record<string, string>>,
  host: Host,
  variants: Variables,
): { readonly variables: Variables; readonly names: readonly string[] } {
  const variables: Record<string, string> = {};
  const names: string[] = [];
  for (const [name, text] of Object.entries(bind)) {
    const found = host.resolve(substitute(text, variants));
    if (!found.ok) continue;
    const [kind, namespace, own] = found.value.split('/');
    const object = host.get(found.value) as Bound | undefined;
    if (!object) continue;
    names.push(name);
    variables[name] = `${kind.toLowerCase()}/${namespace ? `${namespace}/` : ''}${own}`;
    variables[`${name}.name`] = own;
    variables[`${name}.node`] = object.spec?.nodeName ?? '';
    variables[`${name}.uid`] = object.metadata?.uid ?? '';
    variables[`${name}.ip`] = object.status?.podIP ?? object.spec?.clusterIP ?? '';
  }
  return { variables, names };
}

interface Bound {
  readonly metadata?: { readonly uid?: string };
  readonly spec?: { readonly nodeName?: string; readonly clusterIP?: string };
  readonly status?: { readonly podIP?: string };
}
