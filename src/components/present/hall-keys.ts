// The keys of the hall, before any other of the page: while the script is shown every key is the presenter's. On a copy of the cluster that was
// opened for a question the page's own keys hold, and one gets out with Esc or with the clicker.
import { useEffect } from 'react';
import { useView } from '../session/view-state.ts';
import { commandOf } from './commands.ts';
import { useHall } from './present-store.ts';

export function useHallKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { view, press, keysOpen } = useHall.getState();
      const command = commandOf(event);
      if (command === undefined) return;
      if (view?.free && !leavesFree(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === 'Escape' && keysOpen) press('keys');
      else if (command === 'next' && view?.free) press('return');
      else if (command !== '') press(command);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}

/** Esc closes what is open first; the clicker's own keys mean the script. */
function leavesFree(event: KeyboardEvent): boolean {
  if (event.key === 'PageDown' || event.key === 'PageUp') return true;
  if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return false;
  const { menu, selection, decisionFor } = useView.getState();
  return !menu && !selection && !decisionFor;
}
