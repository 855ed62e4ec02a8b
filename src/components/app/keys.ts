// Keys that work anywhere on the page, and single letters that work while canvas, list or timeline has focus.
// The canvas's own keys (arrows, Enter, zoom) are with the canvas.
import { useEffect } from 'react';
import type { Lockable } from '../../share/parameters.ts';
import { closeDecision, openDecision } from '../decision/open-decision.ts';
import { lessonBranch, useLesson } from '../lesson/lesson-store.ts';
import { nextChange } from '../session/next-change.ts';
import { isLocked } from '../session/page-options.ts';
import { nextProblem } from '../session/problems.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { previousBeat, redo, undo } from '../session/undo.ts';
import { clearSelection, selectedRef, selectMessage, setView, useView } from '../session/view-state.ts';
import { enterPage } from '../welcome/place.ts';
import { slots } from './slots.tsx';

export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isModal()) return;
      if (isTyping(event.target)) return;
      if (handle(event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** A dialog has its own keys. */
function isModal(): boolean {
  // Asked of the page and not of the state, which learns a moment later that one was closed.
  return document.querySelector('dialog[open]') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

/** Letters belong to the three surfaces, and to the page while nothing has focus. */
function mayUseLetters(target: EventTarget | null): boolean {
  if (!useView.getState().letterKeys) return false;
  if (!(target instanceof HTMLElement) || target === document.body) return true;
  return (
    target.closest('[data-testid="canvas"], [data-testid="outline"], [data-testid="timeline"], [data-surface]') !== null
  );
}

/** Keys that do what the page's address can lock. */
const lockedKeys: Readonly<Record<string, Lockable>> = {
  ' ': 'play',
  '.': 'step',
  ',': 'step',
  n: 'step',
  '>': 'step',
  N: 'seek',
  z: 'seek',
  Z: 'seek',
  f: 'fork',
  F: 'fork',
};

function handle(event: KeyboardEvent): boolean {
  const run = session();
  const lock = lockedKeys[event.key];
  if (lock && isLocked(lock)) return false;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== 'z') return false;
    if (event.shiftKey) redo(run);
    else undo(run);
    return true;
  }
  if (event.key === 'Escape') {
    if (useView.getState().menu) setView({ menu: undefined });
    else if (useView.getState().decisionFor) closeDecision();
    else if (useView.getState().summaryOpen) setView({ summaryOpen: false });
    else if (useView.getState().comparing) setView({ comparing: false });
    else if (run.past) run.showPast();
    else if (useView.getState().selection) clearSelection();
    else if (useLesson.getState().view && useSession.getState().branch !== lessonBranch) run.goToBranch(lessonBranch);
    else return false;
    return true;
  }
  if (!mayUseLetters(event.target)) return false;
  const onButton = event.target instanceof HTMLElement && event.target.closest('button, a, [role="tab"]') !== null;
  switch (event.key) {
    case ' ':
      if (onButton) return false;
      run.toggle();
      return true;
    case '.':
      run.stepForward();
      return true;
    case ',':
      run.stepBack();
      return true;
    case 'n':
      run.nextBeat();
      return true;
    case '>':
      nextChange(run);
      return true;
    case 'N':
      previousBeat(run);
      return true;
    case 'l':
    case 'L':
      if (!slots.outline) return false;
      enterPage({ surface: useView.getState().surface === 'canvas' ? 'list' : 'canvas' });
      return true;
    case 't':
    case 'T':
      if (!slots.dock) return false;
      enterPage({ dockOpen: true, dockTab: 'terminal' });
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-testid="terminal"] input')?.focus());
      return true;
    case 'w':
    case 'W':
      setView({ inspectorTab: 'why' });
      return true;
    case 'd':
    case 'D':
      if (useView.getState().decisionFor) closeDecision();
      else return openDecision(selectedRef(useView.getState()));
      return true;
    case 'j':
    case 'J':
      nextProblem(event.shiftKey ? -1 : 1);
      return true;
    case '[':
      return alongThread(-1);
    case ']':
      return alongThread(1);
    case 'f':
    case 'F':
      if (useView.getState().place === 'page') run.fork();
      return true;
    case 'c':
    case 'C':
      if (useSession.getState().branches.length > 1) enterPage({ comparing: !useView.getState().comparing });
      return true;
    case '/':
      setView({ findOpen: true });
      return true;
    case 's':
    case 'S':
      enterPage({ summaryOpen: !useView.getState().summaryOpen });
      return true;
    case 'i':
    case 'I':
      setView({ shareOpen: 'picture' });
      return true;
    case '?':
      setView({ helpOpen: true });
      return true;
    default:
      return false;
  }
}

function alongThread(step: number): boolean {
  const { chain } = useSession.getState();
  if (chain.length === 0) return true;
  const { selection } = useView.getState();
  const at = selection && 'message' in selection ? chain.indexOf(selection.message) : step > 0 ? -1 : chain.length;
  selectMessage(chain[Math.min(chain.length - 1, Math.max(0, at + step))]);
  return true;
}
