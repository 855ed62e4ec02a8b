// @vitest-environment happy-dom
// The card of the first minute for who does not see it: what comes is said aloud, and the keyboard is never left nowhere.
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it } from 'vitest';
import { FirstMinute } from './first-minute.tsx';
import { type FirstMinuteState, useFirstMinute } from './first-minute-state.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const pod = (name: string) => ({
  ...{ ref: `Pod/default/web-${name}`, namespace: 'default', name: `web-${name}`, label: 'web', suffix: name },
  ...{ node: 'node-1', owner: 'ReplicaSet/default/web', uid: name },
});
const root = document.body.appendChild(document.createElement('div'));
const show = (state: unknown) => act(() => useFirstMinute.setState(state as FirstMinuteState));

afterEach(() => {
  document.body.replaceChildren();
});

it('is told by a status, and takes the focus from the button that went', () => {
  act(() => createRoot(root).render(<FirstMinute />));
  show({ stage: 'ask', victim: pod('aaaaa') });
  const status = root.querySelector('[role="status"]');
  root.querySelector('button')?.focus();
  expect(document.activeElement?.textContent).toContain('aaaaa');
  show({ stage: 'watch' });
  expect(root.querySelector('[role="status"]')).toBe(status);
  expect(status?.textContent).toContain('aaaaa');
  expect(document.activeElement).toBe(root.querySelector('h1'));
  show({ stage: 'done', born: pod('bbbbb') });
  expect(root.querySelector('[role="status"]')?.textContent).toContain('bbbbb');
  expect(root.querySelector('[aria-current="step"]')?.textContent).toContain('Ask why');
});
