// Theme and motion: the address says first, then what was chosen here before, then the system. Storage may be forbidden
// in an embed, so every touch of it may fail without harm.
import type { Parameters } from '../../share/parameters.ts';
import { setView, type Theme, useView } from '../session/view-state.ts';

const key = 'podarium.theme';
const themes: readonly string[] = ['dark', 'light', 'projector', 'contrast'];
export const isTheme = (value: string | null | undefined): value is Theme => themes.includes(value ?? '');

/** Applies them to the page's root and keeps following the system until the learner chooses. */
export function readPreferences({ theme: asked, motion, ui, mode, dir, text = 1 }: Parameters = {}): void {
  const stored = readStored();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const kept = asked === 'auto' ? undefined : isTheme(stored) ? stored : undefined;
  const hall = mode === 'present';
  // Whoever presents reads their notes in the dark.
  const chosen = hall ? 'projector' : isTheme(asked) ? asked : mode === 'notes' ? 'dark' : kept;
  if (hall && asked === 'dark') document.documentElement.dataset.tone = 'dark';
  const follow = () => {
    if (!useView.getState().themeChosen) setView({ theme: dark.matches ? 'dark' : 'light' });
    setView({ reducedMotion: motion === 'reduced' || (motion !== 'full' && still.matches) });
  };
  setView({ themeChosen: chosen !== undefined, ...(chosen ? { theme: chosen } : {}) });
  if (ui) document.documentElement.dataset.ui = ui;
  if (dir) document.documentElement.dir = dir;
  if (ui === 'list') setView({ surface: 'list' });
  // The page's own measure of its height is in the window's pixels, so it is told how much larger one of its own is.
  if (text !== 1) {
    document.documentElement.style.setProperty('zoom', String(text));
    document.documentElement.style.setProperty('--text-scale', String(text));
  }
  follow();
  dark.addEventListener('change', follow);
  still.addEventListener('change', follow);
  const show = () => {
    const { theme, reducedMotion } = useView.getState();
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.motion = reducedMotion ? 'reduced' : 'full';
  };
  show();
  useView.subscribe((now, before) => {
    if (now.theme !== before.theme || now.reducedMotion !== before.reducedMotion) show();
  });
}

export function chooseTheme(theme: Theme): void {
  setView({ theme, themeChosen: true });
  try {
    localStorage.setItem(key, theme);
  } catch {
    // A sandboxed frame has no storage; the choice then lasts as long as the page.
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
