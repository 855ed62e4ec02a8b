// In the browser: the page that the server wrote comes to life.
import { createSSRApp } from 'vue';
import { App } from './app.ts';

createSSRApp(App).mount('#root');
