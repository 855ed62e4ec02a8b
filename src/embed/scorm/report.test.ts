// @vitest-environment happy-dom
// What is told to a platform of SCORM 1.2 and of 2004. The platform is a library that checks each value against the standard and
// answers "false" to what it may not take, so that a word it would refuse is an error here.

import * as of12 from 'scorm-again/scorm12';
import * as of2004 from 'scorm-again/scorm2004';
import { afterEach, expect, it } from 'vitest';
import type { PageApi } from '../../components/app/page-api.ts';
import { type Dialect, scorm12, scorm2004 } from './dialects.ts';
import { reportToScorm } from './report.ts';

type Methods = Record<string, (...texts: string[]) => string>;
const frame = window as unknown as { API?: Methods; API_1484_11?: Methods };

afterEach(() => {
  delete frame.API;
  delete frame.API_1484_11;
});

// The library's types name a default that its modules do not have.
type Made = new (settings: object) => { loadFromJSON(kept: object, path: string): void };
const { Scorm12API } = of12 as unknown as { readonly Scorm12API: Made };
const { Scorm2004API } = of2004 as unknown as { readonly Scorm2004API: Made };

/** The platform of a dialect with what it has kept, and a page whose events are told by hand. */
function opened(dialect: Dialect, kept: object = {}) {
  const platform = new (dialect === scorm12 ? Scorm12API : Scorm2004API)({ autocommit: false, logLevel: 5 });
  platform.loadFromJSON(kept, 'cmi');
  const methods = platform as unknown as Methods;
  const refused: string[] = [];
  const told: string[] = [];
  const { object, set } = dialect.names;
  frame[object] = new Proxy(methods, {
    get: (target, name: string) => {
      if (name !== set) return (...texts: string[]) => target[name](...texts);
      return (element: string, value: string) => {
        told.push(element);
        const answer = String(target[set](element, value));
        if (answer !== 'true') refused.push(`${element}=${value}`);
        return answer;
      };
    },
  });
  const listeners = new Map<string, (event: object) => void>();
  const restored: string[] = [];
  const tell = (name: string, event: object) => listeners.get(name)?.(event);
  const api = {
    on: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    state: {
      set: async (text: string) => {
        restored.push(text);
        await Promise.resolve().then();
        // Lived again, the run tells what it told before.
        tell('prediction', guess);
      },
    },
  } as unknown as PageApi;
  reportToScorm(api, window, dialect);
  return { tell, restored, refused, told, get: (name: string) => methods[dialect.names.get](name) };
}

const guess = {
  ...{
    step: 'guess-one',
    question: 'You delete one pod. What is there?',
    options: ['Two pods', 'The same pod, again'],
  },
  ...{ answer: 1, correct: false, right: 0, drawn: undefined },
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A lesson from its first step to its end. */
async function playThrough(page: ReturnType<typeof opened>) {
  await settled();
  page.tell('step', { step: 'guess-one', index: 5, of: 11 });
  page.tell('prediction', { ...guess, correct: undefined, right: undefined });
  page.tell('prediction', guess);
  page.tell('prediction', guess);
  page.tell('prediction', {
    ...guess,
    step: 'line',
    correct: undefined,
    right: undefined,
    options: [],
    drawn: [1, 2, 9],
  });
  page.tell('state', { state: '1.abc' });
  page.tell('verdict', {});
  await settled();
}

it('SCORM 2004: completion and success are two things, and a score is a share', async () => {
  const page = opened(scorm2004);
  await playThrough(page);
  expect(page.get('cmi.completion_status')).toBe('incomplete');
  expect(page.get('cmi.progress_measure')).toBe('0.5');
  expect(page.get('cmi.location')).toBe('guess-one');
  page.tell('complete', { passed: false, scaled: 0.6 });
  expect([page.get('cmi.completion_status'), page.get('cmi.success_status')]).toEqual(['completed', 'failed']);
  page.tell('complete', { passed: true, scaled: 0.85 });
  page.tell('complete', { passed: false, scaled: 0.1 });
  expect([page.get('cmi.completion_status'), page.get('cmi.success_status')]).toEqual(['completed', 'passed']);
  page.tell('complete', { passed: true, scaled: 0.85 });
  expect([page.get('cmi.score.scaled'), page.get('cmi.score.raw'), page.get('cmi.score.max')]).toEqual([
    ...['0.85', '85', '100'],
  ]);
  expect(page.get('cmi.suspend_data')).toBe('1.abc');
  expect(page.get('cmi.interactions._count')).toBe('2');
  expect(page.get('cmi.interactions.0.learner_response')).toBe('b_The_same_pod_again');
  expect(page.get('cmi.interactions.0.correct_responses.0.pattern')).toBe('a_Two_pods');
  expect(page.get('cmi.interactions.0.result')).toBe('incorrect');
  expect(page.get('cmi.interactions.0.description')).toBe('You delete one pod. What is there?');
  expect(page.get('cmi.interactions.1.learner_response')).toBe('1,2,9');
  window.dispatchEvent(new Event('pagehide'));
  expect(page.refused).toEqual([]);
});

it('SCORM 1.2: one status, and answers by their letters', async () => {
  const page = opened(scorm12);
  await playThrough(page);
  expect(page.get('cmi.core.lesson_status')).toBe('incomplete');
  page.tell('score', { scaled: 0.4 });
  page.tell('complete', { passed: true, scaled: 0.85 });
  page.tell('complete', { passed: false, scaled: 0.9 });
  expect([page.get('cmi.core.lesson_status'), page.get('cmi.core.score.raw')]).toEqual(['passed', '90']);
  expect(page.get('cmi.interactions._count')).toBe('2');
  expect(page.told.filter((name) => name.startsWith('cmi.interactions.0'))).toContain(
    'cmi.interactions.0.student_response',
  );
  window.dispatchEvent(new Event('pagehide'));
  expect(page.refused).toEqual([]);
});

it.each([
  ['1.2', scorm12, { core: { lesson_status: 'incomplete' }, suspend_data: '1.abc' }],
  ['2004', scorm2004, { suspend_data: '1.abc' }],
] as const)('SCORM %s: a run that is taken up tells nothing twice', async (_, dialect, kept) => {
  const page = opened(dialect, kept);
  await settled();
  expect(page.restored).toEqual(['1.abc']);
  expect(page.get('cmi.interactions._count')).toBe('0');
  page.tell('prediction', guess);
  expect(page.get('cmi.interactions._count')).toBe('1');
});

it.each([
  ['1.2 browse', scorm12, { core: { lesson_mode: 'browse' }, suspend_data: '1.abc' }],
  ['2004 review', scorm2004, { mode: 'review', suspend_data: '1.abc' }],
] as const)('SCORM %s: the run is shown, and nothing is told', async (_, dialect, kept) => {
  const page = opened(dialect, kept);
  await playThrough(page);
  page.tell('complete', { passed: true, scaled: 1 });
  window.dispatchEvent(new Event('pagehide'));
  expect(page.restored).toEqual(['1.abc']);
  expect(page.told).toEqual([]);
});
