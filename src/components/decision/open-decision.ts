// Opening and closing the decision panel, for keys, inspector and menus; the panel itself is loaded when it is first opened.
import { session } from '../session/session.ts';
import { setView } from '../session/view-state.ts';

let opener: HTMLElement | undefined;

/** Opens the panel about a pod, or about the last one that was decided. False when nothing was decided yet. */
export function openDecision(ref: string): boolean {
  const { host } = session();
  const target = host.attempts(ref).length > 0 ? ref : (host.decided()[0]?.ref ?? '');
  if (target === '') return false;
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
  setView({ decisionFor: target });
  return true;
}

/** Closes it; focus goes back to where it came from. */
export function closeDecision(): void {
  setView({ decisionFor: '' });
  const back = opener;
  opener = undefined;
  requestAnimationFrame(() => back?.isConnected && back.focus());
}
