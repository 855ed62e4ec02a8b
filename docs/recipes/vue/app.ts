// A page of a course: one lesson, which can be changed, lit differently, left and come back to. In a template it is
// `<PodariumLesson :base :lesson :theme @told="…">link</PodariumLesson>`; here it is written without a compiler.
import { defineComponent, h, ref } from 'vue';
import { PodariumLesson } from './podarium-lesson.ts';

const base = 'https://podarium.example/';

export const App = defineComponent(() => {
  const shown = ref(true);
  const lesson = ref('self-healing');
  const theme = ref<'light' | 'dark'>('light');
  const told = ref<string[]>([]);
  const button = (text: string, onClick: () => void) => h('button', { type: 'button', onClick }, text);
  return () =>
    h('main', [
      h('h1', 'Week 3'),
      button(shown.value ? 'Leave' : 'Come back', () => {
        shown.value = !shown.value;
      }),
      button('Light or dark', () => {
        theme.value = theme.value === 'light' ? 'dark' : 'light';
      }),
      button('Another lesson', () => {
        lesson.value = 'labels-are-the-wiring';
      }),
      shown.value &&
        h(
          PodariumLesson,
          {
            base,
            lesson: lesson.value,
            theme: theme.value,
            onOpen: () => told.value.push(`ready ${lesson.value}`),
            onTold: (name, { step }) => told.value.push(`${name} ${step}`),
          },
          () => h('a', { href: `${base}?lesson=${lesson.value}` }, 'Open the lesson'),
        ),
      h('h2', 'What the lesson told this page'),
      h(
        'ol',
        { id: 'told' },
        told.value.map((line) => h('li', line)),
      ),
    ]);
});
