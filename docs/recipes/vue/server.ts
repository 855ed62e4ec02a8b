// On a server: the page as text, with the link in the lesson's place.
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { App } from './app.ts';

export const render = (): Promise<string> => renderToString(createSSRApp(App));
