// Where the page begins: React takes over the one empty element of index.html.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const element = document.getElementById('root');
if (!element) throw new Error('index.html has no element #root');
createRoot(element).render(
  <StrictMode>
    <h1>Podarium</h1>
  </StrictMode>,
);
