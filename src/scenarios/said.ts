// What is said where the learner stands: the sentences of a step, and once a question is settled or a task is done, those that come
// after it. The page shows one at a time, Next goes through them, and the contract asks of each whether its place is there.

import type { RunState } from './run-state.ts';
import type { After, Beat } from './say-schema.ts';
import type { Step } from './schema.ts';
import { words } from './words.ts';

export interface Said {
  /** Over the sentences, where what comes after has a title of its own. */
  readonly title: string | undefined;
  readonly beats: readonly Beat[];
}

const nothing: Said = { title: undefined, beats: [] };

export function saidNow(run: RunState): Said {
  if (run.atEnd) return nothing;
  const { step, phase } = run;
  switch (step.kind) {
    case 'predict':
      if (phase === 'revealed') return after(step.then);
      if (phase === 'running') return nothing;
      return { title: undefined, beats: step.say ?? [] };
    case 'quiz':
      return phase === 'revealed' ? after(step.then) : { title: undefined, beats: [{ text: words.recall }] };
    case 'act':
    case 'challenge': {
      if (phase !== 'passed') return { title: undefined, beats: step.say ?? [] };
      const standing = run.standings[run.shownStanding];
      if (standing?.settled) return after(standing.step.then);
      return after(step.then ?? { title: words.done, text: step.goal.text });
    }
    case 'compare': {
      const own = step.say ?? [];
      const then = after(step.then);
      return { title: run.beat >= own.length ? then.title : undefined, beats: [...own, ...then.beats] };
    }
    default:
      return { title: undefined, beats: step.say };
  }
}

/** Whether Next ends a step by itself: where nothing is asked and nothing has to be done. */
export function goesOn({ kind }: Step): boolean {
  return kind === 'narrate' || kind === 'demo' || kind === 'free' || kind === 'replay' || kind === 'compare';
}

function after(then: After | undefined): Said {
  if (!then) return nothing;
  const { title, say, text, ...shown } = then;
  return { title, beats: say ?? (text === undefined ? [] : [{ ...shown, text }]) };
}
