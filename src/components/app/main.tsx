// Where the page begins: theme first, then a cluster, then React takes over the one empty element of index.html.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createFakeHost } from '../session/fake-host.ts';
import { startSession } from '../session/session.ts';
import '../ui/theme/base.css';
import '../ui/theme/fonts.css';
import '../ui/theme/tokens.css';
import { App } from './app.tsx';
import { readPreferences } from './preferences.ts';

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no element #root');
readPreferences();
const nodes = Number(new URLSearchParams(location.search).get('nodes') ?? 3);
startSession(createFakeHost(nodes), 41).play();
createRoot(element).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
