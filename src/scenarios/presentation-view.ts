// What the hall sees of a presentation, and what only the presenter does: notes, the sentence after this one, the questions that answers
// are ready for, how far the script is and how far it should be by the clock. Plain data, made anew after every press.

import { sentencesOf } from './demonstration.ts';
import { prepared } from './future.ts';
import type { LessonView } from './lesson-view.ts';
import { branchesOf } from './prepared-branch.ts';
import type { Presentation } from './presentation.ts';
import type { LessonRun } from './runner.ts';
import type { Step } from './schema.ts';

export interface HallView {
  readonly lesson: LessonView;
  /** Of the script, from 1; `step` is `steps + 1` at the end. */
  readonly step: number;
  readonly steps: readonly string[];
  /** Sentences of the whole script, and which of them this is, from 1. */
  readonly beat: number;
  readonly beats: number;
  /** The question that is being answered, or ''. */
  readonly asked: string;
  /** The presenter has the cluster to themselves. */
  readonly free: boolean;
  readonly busy: boolean;
  readonly atEnd: boolean;
  readonly notes: string;
  /** What is said next, or ''. */
  readonly following: string;
  readonly questions: readonly string[];
  /** Planned minutes of each step, and how much of the present one has been said, from 0 to 1. */
  readonly minutes: readonly number[];
  readonly within: number;
  /** Minutes of the whole script, and those that are planned up to here. */
  readonly planned: number;
  readonly plannedSoFar: number;
}

export function hallView(show: Presentation): HallView {
  const { scriptRun: script, run, lesson } = show;
  const lengths = lesson.steps.map(beatsOf);
  const before = lengths.slice(0, script.index).reduce(sum, 0);
  const minutes = lesson.steps.map((step) => step.minutes ?? 1);
  const gone = script.atEnd ? 0 : script.beat / (lengths[script.index] || 1);
  return {
    lesson: run.view(),
    step: script.index + 1,
    steps: lesson.steps.map((step) => step.title ?? step.id),
    beat: script.atEnd ? lengths.reduce(sum, 0) : before + Math.min(script.beat, lengths[script.index] - 1) + 1,
    beats: lengths.reduce(sum, 0),
    asked: show.answering ? (run.lesson.steps[0].title ?? '') : '',
    free: show.free,
    busy: show.busy,
    atEnd: script.atEnd,
    notes: notesOf(run),
    following: followingOf(run),
    questions: branchesOf(script).map(({ ask }) => ask),
    minutes,
    within: script.atEnd ? 1 : Math.min(1, (script.beat + 1) / (lengths[script.index] || 1)),
    planned: minutes.reduce(sum, 0),
    plannedSoFar: minutes.slice(0, script.index).reduce(sum, 0) + gone * (minutes[script.index] ?? 0),
  };
}

const sum = (a: number, b: number): number => a + b;

const beatsOf = (step: Step): number =>
  'goal' in step || 'options' in step ? 1 : Math.max(1, sentencesOf(step).length);

function notesOf(run: LessonRun): string {
  if (run.atEnd) return '';
  return sentencesOf(run.step)[run.beat]?.notes ?? run.step.notes ?? '';
}

/** The next sentence; of the next step, with what its names would stand for now. */
function followingOf(run: LessonRun): string {
  if (run.atEnd) return '';
  const more = sentencesOf(run.step)[run.beat + 1];
  if (more && beatsOf(run.step) > 1) return more.text;
  const next = run.lesson.steps[run.index + 1];
  if (!next) return '';
  const { step } = prepared(next, run.host, run.variants, run.language);
  const text = 'ask' in step ? step.ask : 'goal' in step ? step.goal.text : (sentencesOf(step)[0]?.text ?? '');
  return text.replace(/\$[A-Za-z]\w*(\.\w+)?/g, '…');
}
