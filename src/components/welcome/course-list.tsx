// The lessons there are, by part, with what this browser remembers of each. What is not written yet is not shown.
import { Check, Circle, CircleDashed, Download, History, Play, Presentation } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { type CourseLesson, course, lessons, loadLesson, type Track } from '../../scenarios/index.ts';
import { OwnLessons } from '../own/own-lessons.tsx';
import { dropKept, keptRun } from '../share/autosave.ts';
import { openShared } from '../share/open-shared.tsx';
import { Button } from '../ui/controls.tsx';
import { OpenJson, saveJson } from '../ui/json-file.tsx';
import { text } from '../ui/text/en.ts';
import { runs } from '../ui/text/runs.ts';
import styles from './course-list.module.css';
import { DemoList } from './demo-list.tsx';
import { keep, mergeProgress, progressText, readProgress, useProgress } from './progress.ts';

const words = text.home;
const tracks: readonly Track[] = ['developer', 'operator', 'internals'];

interface Head {
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
}

export default function CourseList() {
  const heads = useHeads();
  const progress = useProgress((s) => s.lessons);
  const [track, setTrack] = useState<Track | 'all'>('all');
  const there = useMemo(
    () =>
      course
        .map((part) => ({ ...part, lessons: part.lessons.filter(({ id }) => Object.hasOwn(lessons, id)) }))
        .filter((part) => part.lessons.length > 0),
    [],
  );
  const all = there.flatMap((part) => part.lessons);
  const next = all.find(({ id }) => progress[id]?.state === 'begun') ?? all.find(({ id }) => !progress[id]);
  const belongs = (lesson: CourseLesson) => track === 'all' || lesson.tracks.includes(track);
  const some = tracks.filter((name) => all.some((lesson) => lesson.tracks.includes(name)));
  return (
    <>
      <section className={styles.course} aria-labelledby="course-title" data-testid="course">
        <div className={styles.head}>
          <h2 id="course-title">{words.course(all.length)}</h2>
          <p>{words.courseNote}</p>
          <fieldset className={styles.tracks} aria-label={words.tracks}>
            {(['all', ...some] as const).map((name) => (
              <button key={name} type="button" aria-pressed={track === name} onClick={() => setTrack(name)}>
                {name === 'all' ? words.all(all.length) : words.track[name]}
              </button>
            ))}
          </fieldset>
        </div>
        <div className={styles.parts}>
          {there.map((part) => {
            const minutes = part.lessons.reduce((sum, { id }) => sum + (heads[id]?.minutes ?? 0), 0);
            return (
              <section key={part.title} className={styles.part}>
                <h3>
                  {part.title} <small>{minutes > 0 ? words.minutes(minutes) : ''}</small>
                </h3>
                <ol>
                  {part.lessons.map((lesson) => {
                    const head = heads[lesson.id];
                    const mine = progress[lesson.id];
                    return (
                      <li key={lesson.id}>
                        <a
                          href={`?lesson=${lesson.id}`}
                          data-next={lesson === next || undefined}
                          data-aside={!belongs(lesson) || undefined}
                          title={head?.summary}
                        >
                          <code>{lesson.number ?? '·'}</code>
                          <span>{head?.title ?? lesson.id}</span>
                          <Mark state={lesson === next && !mine ? 'next' : mine?.state} />
                          <small>
                            {mine ? words.state(mine.state, mine.step, mine.steps) : lesson === next ? words.start : ''}
                          </small>
                        </a>
                        <PresentLink id={lesson.id} title={head?.title ?? lesson.id} />
                      </li>
                    );
                  })}
                </ol>
              </section>
            );
          })}
        </div>
        <ProgressFile />
        <LastRun />
      </section>
      <div className={styles.more}>
        <DemoList />
        <OwnLessons />
      </div>
    </>
  );
}

/** For whoever teaches: the lesson before a hall. */
function PresentLink({ id, title }: { readonly id: string; readonly title: string }) {
  const name = words.demos.present(title);
  return (
    <a className={styles.present} href={`?lesson=${id}&mode=present`} title={name} aria-label={name}>
      <Presentation size={14} aria-hidden="true" />
    </a>
  );
}

function Mark({ state }: { readonly state: 'begun' | 'done' | 'next' | undefined }) {
  if (state === undefined) return null;
  const Shape = { begun: CircleDashed, done: Check, next: Play }[state] ?? Circle;
  return <Shape size={14} aria-hidden="true" />;
}

/** Titles and minutes, read from the lessons one after the other, so that the cluster beside them does not stand still. */
function useHeads(): Readonly<Record<string, Head>> {
  const [heads, setHeads] = useState<Readonly<Record<string, Head>>>({});
  useEffect(() => {
    const waiting = Object.keys(lessons);
    let timer = 0;
    const readOne = () => {
      const id = waiting.shift();
      const lesson = id === undefined ? undefined : loadLesson(id)?.lesson;
      if (id === undefined || !lesson) return;
      const { title, summary, minutes } = lesson;
      setHeads((before) => ({ ...before, [id]: { title, summary, minutes } }));
      timer = window.setTimeout(readOne, 0);
    };
    readOne();
    return () => window.clearTimeout(timer);
  }, []);
  return heads;
}

/** What was done in the sandbox when this page was last left. */
function LastRun() {
  const [kept] = useState(keptRun);
  const damaged = kept !== undefined && 'problem' in kept;
  useEffect(() => {
    if (damaged) dropKept();
  }, [damaged]);
  if (!kept) return null;
  if ('problem' in kept)
    return (
      <p className={styles.file} role="status">
        {runs.share.keptDamaged(kept.problem.message)}
      </p>
    );
  return (
    <div className={styles.file}>
      <Button onClick={() => void openShared(kept)}>
        <History size={14} aria-hidden="true" /> {runs.share.goOn}
      </Button>
    </div>
  );
}

function ProgressFile() {
  const progress = useProgress((s) => s.lessons);
  const [said, setSaid] = useState('');
  const count = Object.keys(progress).length;
  const save = () => {
    saveJson('podarium-progress.json', progressText(progress));
    setSaid(words.saved(count));
  };
  const open = (text: string) => {
    const read = readProgress(text);
    if ('problem' in read) return setSaid(read.problem);
    keep(mergeProgress(useProgress.getState().lessons, read.lessons));
    setSaid(words.loaded(Object.keys(read.lessons).length));
  };
  return (
    <div className={styles.file}>
      <span>{words.kept}</span>
      <Button onClick={save} disabled={count === 0}>
        <Download size={14} aria-hidden="true" /> {words.save}
      </Button>
      <OpenJson label={words.open} onText={open} />
      <span role="status">{said}</span>
    </div>
  );
}
