// The two ways in which SCORM writes the same results down: names of elements, and how a time, a score and an answer are spelled. Each is a
// table of functions from what happened to pairs of name and value; which of them is spoken is said by the package.
// Sources: SCORM 1.2 Run-Time Environment, section 3.4; SCORM 2004 4th Edition Run-Time Environment, chapter 4.
import type { Names } from './platform.ts';

export type Pair = readonly [name: string, value: string];

export interface Answered {
  readonly step: string;
  readonly question: string;
  readonly options: readonly string[];
  readonly answer: number;
  readonly right: number | undefined;
  /** Undefined of what is neither right nor wrong. */
  readonly correct: boolean | undefined;
  readonly drawn: readonly number[] | undefined;
}

export interface Dialect {
  readonly names: Names;
  /** Characters that a platform keeps of a run. */
  readonly keeps: number;
  readonly mode: string;
  readonly suspended: string;
  /** Once passed, always passed. */
  finished(get: (name: string) => string): boolean;
  begun(get: (name: string) => string): readonly Pair[];
  at(step: string, share: number): readonly Pair[];
  scored(scaled: number): readonly Pair[];
  completed(passed: boolean, alreadyPassed: boolean): readonly Pair[];
  spent(ms: number): Pair;
  leaving(finished: boolean): readonly Pair[];
  /** The nth answer of this attempt at the course, from 0. */
  answered(n: number, answer: Answered, at: Date): readonly Pair[];
}

const scored = (prefix: string, scaled: number): Pair => [`${prefix}.raw`, String(Math.round(scaled * 100))];
const range = (prefix: string): readonly Pair[] => [
  [`${prefix}.min`, '0'],
  [`${prefix}.max`, '100'],
];
const letter = (option: number): string => String.fromCharCode(97 + option);
const pairs = (n: number, fields: Readonly<Record<string, string | undefined>>): readonly Pair[] =>
  Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [[`cmi.interactions.${n}.${field}`, value] as const],
  );

export const scorm12: Dialect = {
  names: {
    ...{ object: 'API', begin: 'LMSInitialize', end: 'LMSFinish' },
    ...{ get: 'LMSGetValue', set: 'LMSSetValue', commit: 'LMSCommit' },
  },
  keeps: 4_096,
  mode: 'cmi.core.lesson_mode',
  suspended: 'cmi.suspend_data',
  finished: (get) => ['passed', 'completed'].includes(get('cmi.core.lesson_status')),
  begun: (get) => {
    const status = get('cmi.core.lesson_status');
    const judged = ['passed', 'completed', 'failed'].includes(status);
    return [...(judged ? [] : [['cmi.core.lesson_status', 'incomplete'] as const]), ...range('cmi.core.score')];
  },
  at: (step) => [['cmi.core.lesson_location', step.slice(0, 255)]],
  scored: (scaled) => [scored('cmi.core.score', scaled)],
  completed: (passed, already) => (already ? [] : [['cmi.core.lesson_status', passed ? 'passed' : 'failed']]),
  spent: (ms) => ['cmi.core.session_time', timespan(ms)],
  leaving: (finished) => (finished ? [] : [['cmi.core.exit', 'suspend']]),
  // Of a choice it takes single letters only.
  answered: (n, { step, options, answer, right, correct, drawn }, at) =>
    pairs(n, {
      id: step,
      time: at.toTimeString().slice(0, 8),
      type: drawn ? 'fill-in' : 'choice',
      'correct_responses.0.pattern': right === undefined || options.length === 0 ? undefined : letter(right),
      student_response: drawn ? drawn.join(',').slice(0, 255) : letter(answer),
      result: correct === undefined ? 'neutral' : correct ? 'correct' : 'wrong',
    }),
};

export const scorm2004: Dialect = {
  names: {
    ...{ object: 'API_1484_11', begin: 'Initialize', end: 'Terminate' },
    ...{ get: 'GetValue', set: 'SetValue', commit: 'Commit' },
  },
  keeps: 64_000,
  mode: 'cmi.mode',
  suspended: 'cmi.suspend_data',
  finished: (get) => get('cmi.success_status') === 'passed',
  begun: (get) => [
    ...(get('cmi.completion_status') === 'completed' ? [] : [['cmi.completion_status', 'incomplete'] as const]),
    ...range('cmi.score'),
  ],
  at: (step, share) => [
    ['cmi.location', step.slice(0, 1_000)],
    ['cmi.progress_measure', real(share)],
  ],
  scored: (scaled) => [scored('cmi.score', scaled), ['cmi.score.scaled', real(scaled)]],
  completed: (passed, already) => [
    ['cmi.completion_status', 'completed'],
    ['cmi.progress_measure', '1'],
    ...(already ? [] : [['cmi.success_status', passed ? 'passed' : 'failed'] as const]),
  ],
  spent: (ms) => ['cmi.session_time', `PT${(Math.max(0, ms) / 1000).toFixed(2)}S`],
  leaving: (finished) => [['cmi.exit', finished ? 'normal' : 'suspend']],
  answered: (n, { step, question, options, answer, right, correct, drawn }, at) =>
    pairs(n, {
      id: step,
      type: drawn ? 'other' : 'choice',
      timestamp: at.toISOString().slice(0, 19),
      description: question === '' ? undefined : question.slice(0, 250),
      'correct_responses.0.pattern': right === undefined || options.length === 0 ? undefined : named(options, right),
      learner_response: drawn ? drawn.join(',') : named(options, answer),
      result: correct === undefined ? 'neutral' : correct ? 'correct' : 'incorrect',
    }),
};

/** An identifier that a teacher can read in a report: `b_The_same_pod`. */
const named = (options: readonly string[], option: number): string =>
  `${letter(option)}_${(options[option] ?? '').replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '')}`.slice(0, 120);

const real = (value: number): string => String(Math.round(value * 10_000) / 10_000);

/** `HHHH:MM:SS.SS`, as SCORM 1.2 writes time. */
export function timespan(ms: number): string {
  const hundredths = Math.floor(ms / 10);
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(hundredths / 100);
  const hours = Math.min(9_999, Math.floor(seconds / 3600));
  const [minute, second] = [Math.floor(seconds / 60) % 60, seconds % 60];
  return `${String(hours).padStart(4, '0')}:${two(minute)}:${two(second)}.${two(hundredths % 100)}`;
}
