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
const address = new URLSearchParams(location.search);
const wanted = address.get('lesson');
const lesson = wanted === null ? undefined : await import('../lesson/start-lesson.ts');
const taught = lesson?.startLesson(wanted ?? '', address.has('seed') ? options.seed : undefined);
(taught ?? startSession(startCluster(options), options.seed)).play();
(await api).offerPageApi();
createRoot(element).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
