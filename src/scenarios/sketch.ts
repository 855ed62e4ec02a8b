// A course that the learner draws before it is run: a value a minute, say, of the number of pods. The course that the cluster took is read
// off a run like any other measure and laid over it; how near they are is for the eye, and counts for nothing.

import type { Tick } from '../engine/index.ts';
import { ticks } from './assertions/memory.ts';
import type { Scene } from './assertions/scene.ts';
import type { LessonAction } from './fields.ts';
import { courseOf, readIn } from './measure.ts';
import { type Measure, measured, type Step } from './schema.ts';

export interface SketchAxis {
  /** Values after the first, which is the present. */
  readonly columns: number;
  readonly every: Tick;
  readonly least: number;
  readonly most: number;
  readonly unit: string;
}

export const MOST_COLUMNS = 15;
export const MOST_ROWS = 20;

export function axisOf({ measure, axis }: Measure): SketchAxis | undefined {
  if (measure !== 'sketch' || !axis) return undefined;
  const { least = 0, most, unit } = axis;
  const every = Math.max(1, ticks(axis.every));
  return { columns: Math.round(ticks(axis.over) / every), every, least, most, unit };
}

/** The paper of a step's sketch, with what holds now going on as it is; blank where nothing is drawn. */
export function paperFor(step: Step, scene: Scene): { readonly start: number; readonly drawn: readonly number[] } {
  const axis = step.kind === 'predict' ? axisOf(step.answer) : undefined;
  if (!axis || step.kind !== 'predict') return { start: 0, drawn: [] };
  const of = measured(step.answer.of);
  const start = within(Number((of && readIn(of, scene)) ?? axis.least), axis);
  return { start, drawn: Array.from({ length: axis.columns }, () => start) };
}

/** The same drawing with another value in one place. */
export function redrawn(step: Step, drawn: readonly number[], column: number, value: number): readonly number[] {
  const axis = step.kind === 'predict' ? axisOf(step.answer) : undefined;
  if (!axis || !(column in drawn)) return drawn;
  return drawn.map((old, i) => (i === column ? within(value, axis) : old));
}

function within(value: number, { least, most }: SketchAxis): number {
  return Math.min(most, Math.max(least, Number.isFinite(value) ? Math.round(value) : least));
}

/** The course in a run, from the present on; or why there is none. */
export function curveIn(
  answer: Measure,
  axis: SketchAxis,
  scene: Scene,
  during: readonly LessonAction[],
): readonly number[] | string {
  const course = courseOf(answer, scene, during);
  if (!course) return 'what it counts from never happened';
  const end = course.from + axis.columns * axis.every;
  if (scene.now < end) return `the run is over ${(end - scene.now) / 1000} s before the sketch`;
  const curve: number[] = [];
  for (let column = 0; column <= axis.columns; column++) {
    const tick = course.from + column * axis.every;
    const value = course.values.findLast(([since]) => since <= tick)?.[1] ?? course.values[0]?.[1];
    if (typeof value !== 'number') return `${(column * axis.every) / 1000} s on there is no number`;
    if (value < axis.least || value > axis.most) return `${value} lies outside of ${axis.least} to ${axis.most}`;
    curve.push(value);
  }
  return curve;
}
