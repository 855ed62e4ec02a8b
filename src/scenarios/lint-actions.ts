// Scripts of a lesson: every action is one that the engine or the runner knows, every trigger has its fault, what a solution does the
// learner may do as well, and all waiting together stays within two hours.

import { nearest, parseDuration, readAction } from '../engine/index.ts';
import { actionMistake, isWait, LONGEST_WAIT } from './actions.ts';
import { actionsOf } from './faults.ts';
import type { Check } from './lint.ts';
import { clauseShape } from './lint-clauses.ts';
import { MOST_NODES, MOST_PODS, podsAskedBy } from './lint-cluster.ts';
import type { LessonFiles } from './loader.ts';
import type { Path } from './mistake.ts';
import type { Fault, Lesson, Step } from './schema.ts';
import { pickVariants, substitute } from './text.ts';
import { mayDo, toolsFor } from './tools.ts';

const LONGEST_RUN = 2 * 3_600_000;
const scripts = ['do', 'begin', 'during', 'solution'];

export function checkScripts(step: Step, path: Path, lesson: Lesson, files: LessonFiles, wrong: Check): void {
  const variants = pickVariants(lesson.variants ?? {}, lesson.seed);
  const faults = faultsSeen(step, lesson);
  const check = (action: unknown, at: Path): void => {
    const given = substitute(action, variants);
    const mistake = actionMistake(given, files, clauseShape);
    if (mistake) wrong(at, mistake);
    const pods = podsAskedBy(given, files);
    if (pods > MOST_PODS) wrong(at, `${pods} pods are asked for; a lesson has at most ${MOST_PODS}`);
    const trigger =
      typeof given === 'object' && given !== null && 'trigger' in given ? String(given.trigger) : undefined;
    if (trigger !== undefined) checkTrigger(trigger, faults, at, wrong);
  };
  visit(step, path, (actions, at) => {
    for (const [i, action] of actions.entries()) check(action, [...at, i]);
    if (waitingOf(actions) > LONGEST_RUN) wrong(at, 'waits for more than 2 hours of simulated time');
  });
  for (const [i, fault] of (step.faults ?? []).entries())
    checkFault(fault, i, step, [...path, 'faults', i], check, wrong);
  if ('solution' in step) checkAllowed(step, path, lesson, wrong);
}

/** Machines that scripts add count with those of the beginning. */
export function checkNodes({ cluster, steps }: Lesson, wrong: Check): void {
  const names = new Set<string>();
  visitAll(steps, (node) => {
    const { addNode } = node;
    if (typeof addNode === 'object' && addNode !== null && 'name' in addNode) names.add(String(addNode.name));
  });
  const { nodes } = cluster as { nodes?: unknown };
  const all = (Array.isArray(nodes) ? nodes.length : 0) + names.size;
  if (all > MOST_NODES)
    wrong(['steps'], `${all} nodes with those that scripts add; a lesson has at most ${MOST_NODES}`);
}

function visitAll(value: unknown, found: (map: Readonly<Record<string, unknown>>) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) found(value as Readonly<Record<string, unknown>>);
  for (const each of Object.values(value)) visitAll(each, found);
}

/** Faults that a script of this step may set off: its own, and of a prediction those of the task that settles it. */
function faultsSeen(step: Step, lesson: Lesson): readonly Fault[] {
  const at = lesson.steps.indexOf(step);
  const later = step.kind === 'predict' ? lesson.steps.slice(at + 1).find((each) => 'goal' in each) : undefined;
  return [...(step.faults ?? []), ...(later?.faults ?? [])];
}

function checkTrigger(id: string, faults: readonly Fault[], path: Path, wrong: Check): void {
  const known = faults.filter(({ when }) => when === 'trigger').map((fault) => fault.id);
  if (known.includes(id)) return;
  const near = nearest(id, known);
  wrong(path, `no fault with when: trigger is called ${id}${near ? `; did you mean ${near}?` : ''}`);
}

function checkFault(
  fault: Fault,
  i: number,
  step: Step,
  path: Path,
  check: (action: unknown, at: Path) => void,
  wrong: Check,
): void {
  if (step.faults?.findIndex(({ id }) => id === fault.id) !== i)
    wrong([...path, 'id'], `another fault of this step is called ${fault.id}`);
  const times = [fault.at, fault.when].filter((time) => time !== undefined).length;
  if (times !== 1) wrong(path, 'needs one of at (+30s, or {after: CLAUSE}) and when (a clause, or trigger)');
  const actions = actionsOf(fault);
  if (actions.length === 0) wrong(path, 'does nothing: write an action beside the id, like unplug: node/node-1');
  if (fault.do) {
    const stray = Object.keys(fault).find((key) => !['id', 'at', 'when', 'label', 'do'].includes(key));
    if (stray) wrong([...path, stray], 'stands beside do; put it into the list');
    if (fault.do.some(isWait)) wrong([...path, 'do'], 'a fault strikes at once; give a second fault its own time');
  } else for (const action of actions) check(action, path);
}

function checkAllowed(step: Extract<Step, { solution: unknown }>, path: Path, lesson: Lesson, wrong: Check): void {
  const tools = toolsFor(lesson.interface?.tools, step.tools);
  if (!tools) return;
  step.solution.forEach((action, i) => {
    const read = readAction(action, '', () => {});
    if (read && !mayDo(tools, read))
      wrong([...path, 'solution', i], `is not possible with the tools of this step: ${tools.join(', ')}`);
  });
}

/** Every list of actions in a step, wherever it stands. */
function visit(value: unknown, at: Path, found: (actions: readonly unknown[], at: Path) => void): void {
  if (Array.isArray(value)) {
    for (const [i, each] of value.entries()) visit(each, [...at, i], found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      if (scripts.includes(key) && Array.isArray(each)) found(each, [...at, key]);
      else visit(each, [...at, key], found);
    }
  }
}

/** How long a script may wait at most; one that waits for something is cut off. */
function waitingOf(actions: readonly unknown[]): number {
  let sum = 0;
  for (const action of actions) {
    if (!isWait(action)) continue;
    sum += (typeof action.wait === 'string' ? parseDuration(action.wait) : undefined) ?? LONGEST_WAIT;
  }
  return sum;
}
