// `podarium summary`: a pile of attempts as one page about a class, without a network and without names. It says where a lesson was
// misunderstood, which is what a teacher wants to know before the next hour; who it was is not in it.
import { type Attempt, type LoadedLesson, loadLesson } from '../scenarios/index.ts';
import { type Given, readPile } from './attempt-files.ts';
import { type ClassCounts, classCounts, type QuestionCount, type TaskCount } from './class-counts.ts';
import { readFlags } from './flags.ts';
import { InputError } from './input-error.ts';
import { lessonNamed } from './lesson-named.ts';

export const summaryHelp = `podarium summary: what a class did in its lessons, without names

  podarium summary FILE… [--lesson LESSON]… [--json]

  FILE              a run that a learner saved, a file of progress, a text with links to runs (a table of results that a course platform
                    gives out is one), or a folder of such files
  --lesson LESSON   a lesson that is not of the course: a file or folder as for podarium test; may be repeated
  --json            as data

Attempts of another edition of a lesson are counted and left out, and the same attempt given twice counts once.
Exit codes: 0 done, 2 something could not be read (the rest is told all the same).
`;

export async function summary(words: readonly string[]): Promise<number> {
  const flags = readFlags('summary', words, { lesson: 'list', json: 'switch' });
  if (flags.args.length === 0)
    throw new InputError('Name files or folders with attempts; see "podarium summary --help".');
  const { given, copies, unread } = await readPile(flags.args);
  for (const line of unread) console.error(line);
  const lessonOf = await lessonsFor(flags.list('lesson'));
  const lessons = groups(given, lessonOf);
  const unknown = [...new Set(given.map(({ attempt }) => attempt.lesson).filter((id) => !lessonOf(id)))];
  for (const id of unknown) console.error(`There is no lesson ${id} in the course; name its file with --lesson.`);
  if (flags.has('json')) console.log(JSON.stringify({ format: 'summary/1', lessons, copies }, null, 1));
  else console.log(told(lessons, copies));
  return unread.length + unknown.length > 0 ? 2 : 0;
}

type LessonOf = (id: string) => LoadedLesson | undefined;

export async function lessonsFor(named: readonly string[]): Promise<LessonOf> {
  const own = await Promise.all(named.map(lessonNamed));
  return (id) => own.find(({ lesson }) => lesson.id === id) ?? loadLesson(id);
}

interface Group extends ClassCounts {
  /** Attempts of another edition, which has other answers in other places. */
  readonly otherEditions: number;
}

/** Lessons by name; those that nobody has are left out. */
function groups(given: readonly Given[], lessonOf: LessonOf): readonly Group[] {
  const byLesson = new Map<string, Attempt[]>();
  for (const { attempt } of given) byLesson.set(attempt.lesson, [...(byLesson.get(attempt.lesson) ?? []), attempt]);
  return [...byLesson]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, attempts]) => {
      const loaded = lessonOf(id);
      if (!loaded) return [];
      const same = attempts.filter(({ hash }) => hash === loaded.hash);
      return [{ ...classCounts(loaded, same), otherEditions: attempts.length - same.length }];
    });
}

function told(lessons: readonly Group[], copies: number): string {
  const lines = lessons.flatMap((lesson, i) => [...(i > 0 ? [''] : []), ...linesOf(lesson)]);
  if (lessons.length === 0) lines.push('There are no attempts in it.');
  if (copies > 0) lines.push('', `${many(copies, 'attempt')} given more than once.`);
  return lines.join('\n');
}

function linesOf(lesson: Group): readonly string[] {
  const { attempts, toTheEnd, passed, score, questions, tasks, stoppedAt, misconceptions, otherEditions } = lesson;
  const lines = [`${lesson.title} (${lesson.lesson}, version ${lesson.version}): ${many(attempts, 'attempt')}`];
  if (otherEditions > 0) lines.push(`  ${many(otherEditions, 'attempt')} of another edition left out`);
  if (attempts === 0) return lines;
  lines.push(`  to the end ${toTheEnd}, passed ${passed}, mean score ${percent(score)}`);
  if (questions.length > 0) lines.push('', '  Questions', ...questions.flatMap(questionLines));
  if (tasks.length > 0) lines.push('', '  Tasks', ...tasks.flatMap(taskLines));
  if (misconceptions.length > 0) lines.push('', '  Wrong ideas that answers stand for, the most frequent first');
  for (const { id, belief, count, certain } of misconceptions)
    lines.push(`  ${column(count)}  ${id}: ${belief}${certain > 0 ? ` (${certain} certain)` : ''}`);
  if (stoppedAt.length > 0) lines.push('', '  Not at the end yet');
  for (const { step, title, count } of stoppedAt) lines.push(`  ${column(count)}  at ${step}: ${title}`);
  return lines;
}

function questionLines(question: QuestionCount): readonly string[] {
  const { step, title, ask, asked, leftOut, drawn, options } = question;
  const so = question.kind === 'quiz' ? 'right' : 'what happened';
  const lines = [`    ${step}: ${title ? `${title}. ` : ''}${ask} (${many(asked, 'answer')})`];
  for (const { text, misconception, chosen, certain, right } of options) {
    const about = [
      ...(right > 0 ? [right === asked ? so : `${so} in ${right}`] : []),
      ...(misconception === undefined ? [] : [misconception]),
      ...(certain > 0 ? [`${certain} certain`] : []),
    ];
    lines.push(`  ${column(chosen)}  ${text}${about.length > 0 ? ` (${about.join('; ')})` : ''}`);
  }
  if (drawn > 0) lines.push(`  ${column(drawn)}  drew a line`);
  if (leftOut > 0) lines.push(`  ${column(leftOut)}  left it out`);
  return lines;
}

function taskLines({ step, title, done, alone, byHint, shown, hints, actions, seconds }: TaskCount): readonly string[] {
  const how = [`${alone} by themselves`];
  if (byHint > 0) how.push(`${byHint} by the last hint`);
  if (shown > 0) how.push(`${shown} shown the solution`);
  const own = actions === undefined ? '' : `; median ${many(actions, 'action')}, ${seconds} s of cluster time`;
  const asked = hints > 0 ? `; ${many(hints, 'hint')}` : '';
  return [`    ${step}: ${title}`, `  ${column(done)}  did it: ${how.join(', ')}${asked}${own}`];
}

const column = (count: number): string => String(count).padStart(5);
export const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
export const percent = (share: number): string => `${Math.round(share * 100)} %`;
