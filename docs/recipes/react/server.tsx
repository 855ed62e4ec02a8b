// On a server: the page as text, with the link in the lesson's place.
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { App } from './app.tsx';

export const render = async (): Promise<string> =>
  renderToString(
    <StrictMode>
      <App />
    </StrictMode>,
  );
