// Theme and motion: the address says first, then what was chosen here before, then the system. Storage may be forbidden
// in an embed, so every touch of it may fail without harm.
import { setView, type Theme, useView } from '../session/view-state.ts';

const key = 'podarium.theme';
const themes: readonly string[] = ['dark', 'light', 'projector'];
const isTheme = (value: string | null): value is Theme => value !== null && themes.includes(value);

/** Applies them to the page's root and keeps following the system until the learner chooses. */
export function readPreferences(): void {
  const address = new URLSearchParams(location.search);
  const asked = address.get('theme');
  const stored = readStored();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const chosen = isTheme(asked) ? asked : isTheme(stored) ? stored : undefined;
  const motion = address.get('motion');
  const follow = () => {
    if (!useView.getState().themeChosen) setView({ theme: dark.matches ? 'dark' : 'light' });
    setView({ reducedMotion: motion === 'reduced' || (motion !== 'full' && still.matches) });
  };
  setView({ themeChosen: chosen !== undefined, ...(chosen ? { theme: chosen } : {}) });
  if (address.get('ui') === 'list') setView({ surface: 'list' });
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
