// Two ways from the same moment, each lived on a hidden copy of the cluster, and the same things measured of both: what differs
// between the columns is what the choice made.

import type { LessonAction } from './fields.ts';
import { measure } from './measure.ts';
import { foreseeing, type Present } from './prediction.ts';
import type { CompareStep } from './schema.ts';
import { atOnce } from './sliced.ts';

export interface Comparison {
  readonly ways: readonly string[];
  readonly rows: readonly { readonly text: string; readonly values: readonly string[] }[];
}

export function compareWays(step: CompareStep, present: Present, language: string): Comparison {
  const scenes = step.ways.map(({ do: during }) =>
    atOnce(foreseeing({ begin: [], during, faults: step.faults ?? [], budget: 0 }, present)),
  );
  return {
    ways: step.ways.map(({ name }) => name),
    rows: step.measures.map((asked) => ({
      text: asked.text,
      values: scenes.map(
        (scene, i) => measure(asked, scene, step.ways[i].do as readonly LessonAction[], language).words,
      ),
    })),
  };
}
