// Before something new is begun, one thing of an earlier lesson from memory: what was fetched once more stays longer than what was read
// once more. The question is one of that lesson's own debrief; which one depends on the seed, and nothing is counted.
import { useMemo } from 'react';
import { type LoadedLesson, loadLesson } from '../../scenarios/index.ts';
import { lesson as words } from '../ui/text/lesson.ts';
import styles from './lesson.module.css';
import { Inline, Markdown } from './markdown.tsx';

export default function Recall({ loaded, seed }: { readonly loaded: LoadedLesson; readonly seed: number }) {
  const asked = useMemo(() => earlierQuestion(loaded, seed), [loaded, seed]);
  if (!asked) return null;
  return (
    <section aria-label={words.recall} data-testid="recall">
      <h2 className={styles.caption}>
        {words.recall} <span>{asked.lesson}</span>
      </h2>
      <details className={styles.question}>
        <summary>
          <Inline text={asked.question} />
        </summary>
        <Markdown text={asked.answer} />
      </details>
    </section>
  );
}

/** A question of a lesson that this one requires; undefined when it requires none that is here. */
export function earlierQuestion({ lesson }: LoadedLesson, seed: number) {
  const all = (lesson.requires ?? []).flatMap((id) => {
    const earlier = loadLesson(id)?.lesson;
    // What depends on an earlier run's variants has no words here.
    const questions = (earlier?.debrief.questions ?? []).filter((each) => !/[${]/.test(each.question + each.answer));
    return questions.map(({ question, answer }) => ({ lesson: earlier?.title ?? id, question, answer }));
  });
  return all.length === 0 ? undefined : all[seed % all.length];
}
