// Where the page begins: theme first, then a cluster, then React takes over the one empty element of index.html.
// The engine is a chunk of its own; it is asked for before anything else, so that it arrives beside the shell.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startSession } from '../session/session.ts';
import { followPlace } from '../welcome/place.ts';
import '../ui/theme/base.css';
import '../ui/theme/fonts.css';
import '../ui/theme/tokens.css';
import { App } from './app.tsx';
import { readPreferences } from './preferences.ts';

const engine = import('../session/start-cluster.ts');
const api = import('./page-api.ts');
const element = document.getElementById('root');
if (!element) throw new Error('index.html has no element #root');
readPreferences();
followPlace();
const { readStartOptions, startCluster } = await engine;
const options = readStartOptions(location.search);
if (!(await openFragment())) {
  const wanted = new URLSearchParams(location.search).get('lesson');
  const lesson = wanted === null ? undefined : await import('../lesson/start-lesson.ts');
  const asked = new URLSearchParams(location.search).has('seed') ? options.seed : undefined;
  if (!lesson?.startLesson(wanted ?? '', asked)) startSession(startCluster(options), options.seed).play();
}
(await api).offerPageApi();
createRoot(element).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void import('../share/autosave.ts').then(({ keepOnLeaving }) => keepOnLeaving());

/** A run that the address holds. A link that is opened while the page is there is a new page. */
async function openFragment(): Promise<boolean> {
  window.addEventListener('hashchange', () => location.hash.startsWith('#s=') && location.reload());
  if (!location.hash.startsWith('#s=')) return false;
  const [{ openShared }, { fromFragment }] = await Promise.all([
    import('../share/open-shared.tsx'),
    import('../../share/index.ts'),
  ]);
  const opened = await fromFragment(location.hash);
  return opened !== undefined && openShared(opened);
}
