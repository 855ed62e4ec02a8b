// A page of a course: one lesson, which can be changed, lit differently, left and come back to.
import { useState } from 'react';
import { PodariumLesson } from './podarium-lesson.tsx';

const base = 'https://podarium.example/';

export function App() {
  const [shown, setShown] = useState(true);
  const [lesson, setLesson] = useState('self-healing');
  const [theme, setTheme] = useState<'light' | 'dark'>('light');
  const [told, setTold] = useState<readonly string[]>([]);
  return (
    <main>
      <h1>Week 3</h1>
      <button type="button" onClick={() => setShown(!shown)}>
        {shown ? 'Leave' : 'Come back'}
      </button>
      <button type="button" onClick={() => setTheme(theme === 'light' ? 'dark' : 'light')}>
        Light or dark
      </button>
      <button type="button" onClick={() => setLesson('labels-are-the-wiring')}>
        Another lesson
      </button>
      {shown && (
        <PodariumLesson
          base={base}
          lesson={lesson}
          theme={theme}
          onOpen={() => setTold((before) => [...before, `ready ${lesson}`])}
          onEvent={(name, { step }) => setTold((before) => [...before, `${name} ${step}`])}
        >
          <a href={`${base}?lesson=${lesson}`}>Open the lesson</a>
        </PodariumLesson>
      )}
      <h2>What the lesson told this page</h2>
      <ol id="told">
        {told.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={index}>{line}</li>
        ))}
      </ol>
    </main>
  );
}
