// Lessons that the learner brought, below those of the course and apart from them, and the way to bring one.
import { FilePlus2, Pencil, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { setView } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import { text } from '../ui/text/en.ts';
import { own } from '../ui/text/own.ts';
import { type LessonProgress, useProgress } from '../welcome/progress.ts';
import styles from './own-lessons.module.css';
import { bringBack, type OwnLesson, removeOwn, useOwn } from './own-lessons.ts';
import { addressOf, openInWorkshop } from './workshop-store.ts';

export function OwnLessons() {
  const lessons = useOwn((s) => s.lessons);
  const progress = useProgress((s) => s.own);
  const [removed, setRemoved] = useState<OwnLesson>();
  return (
    <section className={styles.own} aria-labelledby="own-title" data-testid="own-lessons">
      <div className={styles.head}>
        <h2 id="own-title">{own.yours}</h2>
        {lessons.length > 0 && <p>{own.yoursNote}</p>}
        <Button onClick={() => setView({ workshopOpen: true })}>
          <FilePlus2 size={14} aria-hidden="true" /> {own.open}
        </Button>
      </div>
      <ul>
        {lessons.map((lesson) => (
          <li key={lesson.id}>
            <a href={addressOf(lesson.id)}>
              <span>{lesson.title}</span>
              <small>{own.by(lesson.by, lesson.minutes)}</small>
              {Object.hasOwn(progress, lesson.id) && <small>{stateOf(progress[lesson.id])}</small>}
            </a>
            <Button weight="icon" aria-label={own.edit(lesson.title)} onClick={() => openInWorkshop(lesson.files)}>
              <Pencil size={14} aria-hidden="true" />
            </Button>
            <Button
              weight="icon"
              aria-label={own.remove(lesson.title)}
              onClick={() => {
                removeOwn(lesson.id);
                setRemoved(lesson);
              }}
            >
              <Trash2 size={14} aria-hidden="true" />
            </Button>
          </li>
        ))}
      </ul>
      <p role="status" className={styles.removed}>
        {removed && own.removed(removed.title)}
        {removed && (
          <Button
            weight="quiet"
            onClick={() => {
              bringBack(removed);
              setRemoved(undefined);
            }}
          >
            <Undo2 size={14} aria-hidden="true" /> {own.undo}
          </Button>
        )}
      </p>
    </section>
  );
}

const stateOf = ({ state, step, steps }: LessonProgress): string => text.home.state(state, step, steps);
