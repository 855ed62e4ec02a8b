// What a format cannot say but a good lesson must keep: every reference leads somewhere, every wrong idea is met and refuted,
// help ends in an action, words fit their place, and nothing asks for more time or objects than a page can give.

import { parseDuration, parseManifests, readClusterSpec } from '../engine/index.ts';
import { actionMistake, isWait } from './actions.ts';
import type { LessonFiles } from './loader.ts';
import { type Path, pathOf } from './mistake.ts';
import type { Lesson, PredictStep, Step, TaskStep } from './schema.ts';
import { variablesIn } from './text.ts';

export type Check = (path: Path, message: string) => void;

const MOST_OBJECTS = 200;
const MOST_NODES = 50;
const LONGEST_RUN = 2 * 3_600_000;
const MOST_WORDS = 40;
const FEWEST_HINTS = 3;

export function checkContent(lesson: Lesson, files: LessonFiles, wrong: Check): void {
  checkCluster(lesson, files, wrong);
  checkWrongIdeas(lesson, wrong);
  const ids = new Set<string>();
  lesson.steps.forEach((step, i) => {
    if (ids.has(step.id)) wrong(['steps', i, 'id'], `another step is called ${step.id}`);
    ids.add(step.id);
    checkStep(step, ['steps', i], lesson, wrong);
  });
  if (!lesson.steps.some((step) => step.kind === 'predict'))
    wrong(['steps'], 'no step of kind predict: let learners say what they expect before they see it');
  const wrongPaths = lesson.steps.flatMap((step) => ('wrong' in step ? (step.wrong ?? []) : []));
  if (wrongPaths.length < 2)
    wrong(['steps'], `${wrongPaths.length} wrong paths; a lesson tries at least 2 (wrong: [{name, do, expect}])`);
}

/** The cluster file of a lesson with its manifests' texts in place of their names. */
export function clusterData(lesson: Lesson, files: LessonFiles): unknown {
  return { ...lesson.cluster, apply: (lesson.cluster.apply ?? []).map((name) => files[name] ?? '') };
}

function checkCluster(lesson: Lesson, files: LessonFiles, wrong: Check): void {
  (lesson.cluster.apply ?? []).forEach((name, i) => {
    if (files[name] === undefined) wrong(['cluster', 'apply', i], `there is no ${name} beside the lesson`);
  });
  const read = readClusterSpec(clusterData(lesson, files));
  if ('errors' in read) {
    for (const { field, message } of read.errors) wrong(['cluster', ...pathOf(field)], message);
    return;
  }
  if (read.spec.nodes.length > MOST_NODES) wrong(['cluster', 'nodes'], `at most ${MOST_NODES} nodes in a lesson`);
  let objects = 0;
  read.spec.apply.forEach((text, i) => {
    const { manifests, error } = parseManifests(text, lesson.cluster.apply?.[i] ?? '');
    objects += manifests.length;
    if (error) wrong(['cluster', 'apply', i], error.message);
  });
  if (objects > MOST_OBJECTS) wrong(['cluster', 'apply'], `${objects} objects; a lesson has at most ${MOST_OBJECTS}`);
}

function checkWrongIdeas(lesson: Lesson, wrong: Check): void {
  const named = lesson.misconceptions.map(({ id }) => id);
  const used = new Set<string>();
  const use = (id: string | undefined, path: Path): void => {
    if (id === undefined) return;
    used.add(id);
    if (!named.includes(id)) wrong(path, `no misconception is called ${id}; there are ${named.join(', ')}`);
  };
  lesson.steps.forEach((step, i) => {
    if ('options' in step)
      for (const [k, option] of step.options.entries())
        use(option.misconception, ['steps', i, 'options', k, 'misconception']);
    if ('goal' in step) {
      for (const key of ['onFail', 'wrong'] as const)
        for (const [k, each] of (step[key] ?? []).entries())
          use(each.misconception, ['steps', i, key, k, 'misconception']);
    }
  });
  lesson.misconceptions.forEach(({ id }, i) => {
    if (!used.has(id)) wrong(['misconceptions', i], `no option and no wrong path stands for ${id}`);
  });
}

function checkStep(step: Step, path: Path, lesson: Lesson, wrong: Check): void {
  const variables = [...Object.keys(lesson.variants ?? {}), ...Object.keys(step.bind ?? {}), 'value', 'option'];
  for (const name of variablesIn(step))
    if (!variables.includes(name))
      wrong(path, `$${name} is no variant and not bound in this step (bind: {${name}: …})`);
  checkActions(step, path, wrong);
  if (step.kind === 'predict') checkPrediction(step, path, lesson, wrong);
  if (step.kind === 'quiz' && step.options.filter((option) => option.correct).length !== 1)
    wrong([...path, 'options'], 'exactly one option is correct: true');
  if (step.kind === 'act' || step.kind === 'challenge') checkTask(step, path, wrong);
  if ('say' in step)
    step.say?.forEach(({ text }, i) => {
      const words = text.split(/\s+/).length;
      if (words > MOST_WORDS) wrong([...path, 'say', i, 'text'], `${words} words; a beat has at most ${MOST_WORDS}`);
    });
}

function checkTask(step: TaskStep, path: Path, wrong: Check): void {
  if (step.hints.length < FEWEST_HINTS)
    wrong(
      [...path, 'hints'],
      `${step.hints.length} hints; there are at least ${FEWEST_HINTS}, from a nudge to an action`,
    );
  const last = step.hints.at(-1);
  if (typeof last !== 'object') wrong([...path, 'hints', step.hints.length - 1], 'the last hint acts: {do: [ACTION]}');
  const { all, any, eventually, order } = step.goal;
  if (!all && !any && !eventually && !order)
    wrong([...path, 'goal'], 'has nothing to reach: all, any, eventually or order');
  step.wrong?.forEach(({ expect: { message } }, i) => {
    const many = step.onFail?.length ?? 0;
    if (message >= many)
      wrong([...path, 'wrong', i, 'expect', 'message'], `onFail has ${many} messages, counted from 0`);
  });
}

function checkPrediction(step: PredictStep, path: Path, lesson: Lesson, wrong: Check): void {
  const { answer, options } = step;
  if (answer.measure === 'holds' ? answer.of !== undefined : answer.of === undefined)
    wrong(
      [...path, 'answer'],
      answer.measure === 'holds'
        ? 'holds is asked of the options (when), not of one clause'
        : 'is missing of: what is measured?',
    );
  if (answer.measure === 'value' && (answer.of?.that === undefined || answer.of.path === undefined))
    wrong([...path, 'answer', 'of'], 'value needs that and path: which field is read?');
  const fits = { time: 'range', count: 'value', value: 'value', holds: 'when' } as const;
  options.forEach((option, i) => {
    const given = (['value', 'range', 'none', 'when'] as const).filter((key) => option[key] !== undefined);
    const wanted = fits[answer.measure];
    if (given.length !== 1 || (given[0] !== wanted && given[0] !== 'none'))
      wrong([...path, 'options', i], `measure: ${answer.measure} needs ${wanted} (or none: true) in every option`);
  });
  if (step.reveal === 'later') {
    const next = lesson.steps[(path[1] as number) + 1];
    if (next?.kind !== 'act' && next?.kind !== 'challenge')
      wrong([...path, 'reveal'], 'later: the next step must be an act or a challenge');
  }
}

/** Every list of actions in a step, wherever it stands. */
function checkActions(step: Step, path: Path, wrong: Check): void {
  const visit = (value: unknown, at: Path): void => {
    if (Array.isArray(value)) {
      for (const [i, each] of value.entries()) visit(each, [...at, i]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        if (['do', 'begin', 'during', 'solution'].includes(key) && Array.isArray(each))
          checkScript(each, [...at, key], wrong);
        else visit(each, [...at, key]);
      }
    }
  };
  visit(step, path);
}

function checkScript(actions: readonly unknown[], path: Path, wrong: Check): void {
  let waits = 0;
  actions.forEach((action, i) => {
    const mistake = actionMistake(action);
    if (mistake) wrong([...path, i], mistake);
    if (isWait(action) && action.wait !== 'settled') waits += parseDuration(action.wait) ?? 0;
  });
  if (waits > LONGEST_RUN) wrong(path, 'waits for more than 2 hours of simulated time');
}
