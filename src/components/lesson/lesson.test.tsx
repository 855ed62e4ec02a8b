// @vitest-environment happy-dom
// The panel draws what it is told: one amber action, goals with shape and word, a reveal without a red cross.

import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LessonCallbacks, LessonView } from '../../scenarios/index.ts';
import { LessonPanel } from './lesson.tsx';
import { plain } from './markdown.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const view: LessonView = {
  lessonId: 'self-healing',
  lessonTitle: 'Say what you want',
  stepId: 'guess-one',
  step: 3,
  steps: 7,
  kind: 'predict',
  minutesLeft: 2,
  title: 'Who brings it back?',
  narration: 'You deleted **one** of three.',
  narrationForList: '',
  prediction: {
    question: 'How many are created?',
    sketch: undefined,
    options: [
      { id: 'a', text: 'none', detail: '', verdict: '', measured: '' },
      { id: 'b', text: 'one', detail: 'to replace it', verdict: '', measured: '' },
    ],
    chosen: 'b',
    askConfidence: true,
    confidence: 'fairly',
    locked: false,
    revealed: false,
    belief: undefined,
    moment: undefined,
    explain: '',
    askExplain: false,
  },
  futureLocked: true,
  standsStill: false,
  unhurried: true,
  beat: undefined,
  scene: { fit: [], follow: '', hold: false, highlight: [], dim: [] },
  tools: undefined,
  panels: {},
  triggers: [],
  compare: undefined,
  canSolve: false,
  feedbackBelief: undefined,
  feedbackMoment: undefined,
  violated: [],
  progress: { done: 2, of: 6, score: 0, passed: undefined, tasks: [] },
  notes: '',
  standing: undefined,
  goals: [
    { id: 'g1', text: 'web has 3 available pods', state: 'open', observed: '2 of 3' },
    { id: 'g2', text: 'x2x7q is being deleted', state: 'done', observed: 'now' },
  ],
  hints: { shown: ['Look at badge 4.'], total: 3 },
  feedback: '',
  debrief: undefined,
  primary: { id: 'lock', label: 'Lock it in and run', enabled: true, key: '⏎' },
  canGoBack: true,
  canSkip: true,
  simplified: '',
  pointAt: '',
};

const callbacks = (): LessonCallbacks => ({
  onPrimary: vi.fn(),
  onChoose: vi.fn(),
  onDraw: vi.fn(),
  onConfidence: vi.fn(),
  onSkip: vi.fn(),
  onBack: vi.fn(),
  onHint: vi.fn(),
  onSolve: vi.fn(),
  onTrigger: vi.fn(),
  onMoment: vi.fn(),
  onRestart: vi.fn(),
  onAnew: vi.fn(),
});

let unmount = () => {};

async function draw(shown: LessonView, given = callbacks()): Promise<HTMLElement> {
  const box = document.createElement('div');
  document.body.append(box);
  const root = createRoot(box);
  await act(async () => root.render(<LessonPanel view={shown} callbacks={given} />));
  unmount = () => {
    act(() => root.unmount());
    box.remove();
  };
  return box;
}

afterEach(() => unmount());

const button = (box: HTMLElement, name: string) =>
  [...box.querySelectorAll('button')].find((one) => one.textContent?.includes(name));

describe('LessonPanel', () => {
  it('says where the learner is and what counts', async () => {
    const box = await draw(view);
    expect(box.querySelector('[role="progressbar"]')?.getAttribute('aria-valuetext')).toBe('Step 3 of 7');
    expect(box.querySelector('h1')?.textContent).toBe('Who brings it back?');
    expect([...box.querySelectorAll('[data-goal]')].map((goal) => goal.textContent)).toEqual([
      'web has 3 available pods, open2 of 3',
      'x2x7q is being deleted, donenow',
    ]);
  });

  it('reports what is pressed', async () => {
    const given = callbacks();
    const box = await draw(view, given);
    await act(async () => button(box, 'Lock it in and run')?.click());
    await act(async () => box.querySelectorAll<HTMLElement>('input[name="prediction"]')[0]?.click());
    await act(async () => window.dispatchEvent(new KeyboardEvent('keydown', { key: '2' })));
    expect(given.onPrimary).toHaveBeenCalledWith('lock');
    expect(vi.mocked(given.onChoose).mock.calls).toEqual([['a'], ['b']]);
  });

  it('reveals with the measured value and keeps the guess', async () => {
    const options = [
      { id: 'a', text: 'none', detail: '', verdict: 'your guess' as const, measured: '' },
      { id: 'b', text: 'one', detail: '', verdict: 'right' as const, measured: '1' },
    ];
    const belief = { text: 'It moves.', refutation: 'It does not.' };
    const prediction = { ...view.prediction!, options, chosen: 'a', locked: true, revealed: true, belief };
    const box = await draw({ ...view, prediction });
    expect(box.querySelector('[data-verdict="right"]')?.textContent).toContain('measured 1');
    expect(box.querySelector('[data-verdict="your guess"]')?.textContent).toContain('your guess');
    expect(box.querySelector('fieldset')?.disabled).toBe(true);
    expect(box.textContent).toContain('It does not.');
  });

  it('never lets HTML of a lesson through', async () => {
    const box = await draw({ ...view, narration: 'a <img src=x onerror=alert(1)> [b](javascript:alert(1))' });
    await act(async () => new Promise((done) => setTimeout(done, 300)));
    expect(box.querySelector('img')).toBeNull();
    expect(box.innerHTML).not.toContain('javascript:');
  });
});

it('is the same small Markdown wherever a lesson speaks', async () => {
  const options = [
    { id: 'a', text: '`web-1` stays', detail: 'it is *bound*', verdict: '' as const, measured: '' },
    {
      id: 'b',
      text: '![x](http://example.com/x.png) [away](http://example.com) <b>b</b>',
      detail: '',
      verdict: '' as const,
      measured: '',
    },
  ];
  const prediction = { ...view.prediction!, question: 'What does `kubectl` say?', options };
  const goals = [{ id: 'g', text: '`web` is whole', state: 'open' as const, observed: '' }];
  const triggers = [{ id: 't', label: 'Stop `kubelet`' }];
  const box = await draw({ ...view, title: 'Of `etcd`', prediction, goals, triggers, feedback: '# not a heading' });
  const codes = () =>
    [...box.querySelectorAll('legend code, label code, li code, button code, h1 code')].map((code) => code.textContent);
  // The renderer is loaded with the first text that needs it.
  await vi.waitFor(async () => {
    await act(async () => {});
    expect(codes()).toEqual(['etcd', 'kubectl', 'web-1', 'web', 'kubelet']);
  });
  expect(box.querySelector('label em')?.textContent).toBe('bound');
  // No pictures, no pages but https ones, no HTML, no headings that the page does not know of.
  expect(box.querySelector('img, label a, label b, h1 + h1')).toBeNull();
  expect(box.querySelector('[role="status"]')?.textContent).toContain('# not a heading');
});

it('keeps names and words of code whole at the end of a line', async () => {
  const box = await draw({
    ...view,
    prediction: undefined,
    narration: 'On node-3, not `node-1 or`, and on a re-made-by-a-hand-that-is-long.',
  });
  await vi.waitFor(async () => {
    await act(async () => {});
    const said = box.querySelector('code')?.closest('p');
    const whole = [...(said?.querySelectorAll('span') ?? [])].map((span) => span.textContent);
    expect(whole).toEqual(['node-3', 'node-1', 'or']);
  });
});

it('reads well before the renderer is there', () => {
  expect(plain('a file_name and _this_')).toBe('a file_name and this');
  expect(plain('Open **Why** on `k9wzt`, see [docs](https://kubernetes.io).')).toBe('Open Why on k9wzt, see docs.');
});
