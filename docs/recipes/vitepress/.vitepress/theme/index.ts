// The default theme, with one more component that every Markdown page knows.
import DefaultTheme from 'vitepress/theme';
import { PodariumLesson } from './podarium-lesson';

export default {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => app.component('PodariumLesson', PodariumLesson),
};
