// @vitest-environment happy-dom
// A command that waits says what for: while a question about the future is open, no time passes in which it could be answered.

import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import { createCluster } from '../../engine/index.ts';
import type { LessonView } from '../../scenarios/index.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { startSession } from '../session/session.ts';
import { Terminal } from './terminal.tsx';
import { useTerminal } from './terminal-store.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const root = document.body.appendChild(document.createElement('div'));

afterEach(() => {
  act(() => useLesson.setState({ view: undefined }));
  vi.unstubAllGlobals();
});

it('says that time stands still', () => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  startSession(createCluster({ seed: 1 }), 1);
  act(() => createRoot(root).render(<Terminal />));
  const { console } = useTerminal.getState();
  const entry = { key: 1, thread: 1, command: 'kubectl get pods', lines: [], running: true, exitCode: 0 };
  act(() => useTerminal.setState({ console: { ...console, entries: [entry as never] } }));
  expect(root.textContent).toContain('still running');
  act(() => useLesson.setState({ view: { futureLocked: true } as LessonView }));
  expect(root.textContent).toContain('Time stands still: it answers once you have answered the question');
});
