// `podarium attempt`: what one learner thought and did, in the order in which it was: every answer with how sure they were and what the
// cluster then did, every action, every hint. The attempt is lived again on a fresh cluster, so that what it says can be believed.
import { ENGINE_VERSION } from '../engine/index.ts';
import { type Answer, type Attempt, type LoadedLesson, resumeLesson, titleOf, worthOf } from '../scenarios/index.ts';
import { type Given, readPile } from './attempt-files.ts';
import { readFlags } from './flags.ts';
import { InputError } from './input-error.ts';
import { lessonsFor, many, percent } from './summary.ts';

export const attemptHelp = `podarium attempt: what one learner thought and did, step by step

  podarium attempt FILE… [--lesson LESSON]…

  FILE              as for podarium summary; - is standard input, for a link that was sent
  --lesson LESSON   a lesson that is not of the course: a file or folder as for podarium test

Each attempt is lived again from its inputs. To see it, open its link, or drop its file on the page.
Exit codes: 0 done, 1 lived again it comes to another cluster than it says, 2 something could not be read.
`;

type Step = LoadedLesson['lesson']['steps'][number];

export async function attempt(words: readonly string[]): Promise<number> {
  const flags = readFlags('attempt', words, { lesson: 'list' });
  if (flags.args.length === 0) throw new InputError('Name a file with an attempt; see "podarium attempt --help".');
  const { given, unread } = await readPile(flags.args);
  for (const line of unread) console.error(line);
  const lessonOf = await lessonsFor(flags.list('lesson'));
  let code = unread.length > 0 ? 2 : 0;
  for (const [i, one] of given.entries()) {
    const loaded = lessonOf(one.attempt.lesson);
    if (!loaded) throw new InputError(`There is no lesson ${one.attempt.lesson}; name its file with --lesson.`);
    if (i > 0) console.log('');
    const { lines, differs } = told(one, loaded);
    console.log(lines.join('\n'));
    if (differs) code ||= 1;
  }
  return code;
}

function told({ attempt: of, engine, hash, file }: Given, loaded: LoadedLesson) {
  const { lesson } = loaded;
  const head = `${file}: ${lesson.title} (${lesson.id}, version ${of.version}), seed ${of.seed}`;
  if (of.hash !== loaded.hash)
    return { lines: [head, '  of another edition of the lesson; its answers have no words here'], differs: false };
  const again = livedAgain(of, loaded, engine, hash);
  const { score, passed } = worthOf(of, lesson);
  const end = passed === undefined ? 'not at the end yet' : passed ? 'passed' : 'not passed';
  const lines = [
    head,
    `  ${again.words}`,
    ...lesson.steps.slice(0, of.step + 1).flatMap((step, k) => stepLines(step, k, of, loaded)),
    `  ${clock(of.now)}  ${end}, score ${percent(score)}`,
  ];
  return { lines, differs: again.differs };
}

function livedAgain(of: Attempt, loaded: LoadedLesson, engine: string, hash: string) {
  const { host } = resumeLesson(loaded, of);
  const end = host.fork();
  end.seek(host.now());
  if (hash === '') return { words: 'lived again; it carries no hash to compare with', differs: false };
  if (end.hash() === hash) return { words: 'lived again: the same cluster', differs: false };
  const other = engine === ENGINE_VERSION ? 'it was changed, or this is a defect' : `it was made by engine ${engine}`;
  return { words: `lived again: another cluster than it says (${other})`, differs: true };
}

/** A step with what was answered and done in it; an action of the lesson itself is not among them. */
function stepLines(step: Step, k: number, of: Attempt, { lesson }: LoadedLesson): readonly string[] {
  const from = of.entered[k];
  const to = of.entered[k + 1] ?? Number.POSITIVE_INFINITY;
  const lines = [`  ${clock(from)}  ${step.id}: ${titleOf(step)}`];
  for (const answer of of.answers) if (answer.step === step.id) lines.push(...answerLines(step, answer, lesson));
  for (const [at, action, given] of of.inputs)
    if (given === undefined && at >= from && at < to) lines.push(`  ${clock(at)}    ${said(action)}`);
  const record = of.done.find((each) => each.step === step.id);
  if (record) {
    const who = { learner: 'by themselves', hint: 'by the last hint', solution: 'the solution was shown' };
    const { actions, hints, took, solvedBy, at } = record;
    const amounts = [many(actions, 'action'), many(hints, 'hint'), `${took / 1000} s`].join(', ');
    lines.push(`  ${clock(at)}    done, ${who[solvedBy]}: ${amounts}`);
  } else if (of.step === k && of.hints > 0) lines.push(`             ${many(of.hints, 'hint')} so far`);
  return lines;
}

function answerLines(
  step: Step,
  { at, chosen, confidence, right, drawn }: Answer,
  { misconceptions }: LoadedLesson['lesson'],
): readonly string[] {
  const when = `  ${clock(at)}    `;
  if (chosen < 0) return [`${when}the question was left out`];
  if (drawn && drawn.length > 0) return [`${when}drew ${drawn.join(' ')}`];
  const options = 'options' in step ? step.options : [];
  const text = (i: number): string => {
    const option = options[i];
    return option ? ('text' in option ? option.text : option.value) : `answer ${i}`;
  };
  const lines = [`${when}answered "${text(chosen)}"${confidence ? `, ${confidence}` : ''}`];
  if (right === undefined) return [...lines, '             the cluster has not shown it yet'];
  if (right === chosen) return [...lines, '             and so it was'];
  lines.push(`             it was "${text(right)}"`);
  const held = misconceptions.find(({ id }) => id === options[chosen]?.misconception);
  return held ? [...lines, `             ${held.id}: ${held.belief}`] : lines;
}

/** An action as the lessons write it; what somebody typed is told as it was typed, and orders nothing to the terminal it is read in. */
function said(action: Attempt['inputs'][number][1]): string {
  const words = Object.entries(action).map(([key, value]) =>
    key === 'kubectl' ? String(value) : `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return words
    .join(', ')
    .split('\n')[0]
    .replace(/\p{Cc}/gu, '·');
}

/** Minutes, seconds and thousandths since the lesson's start. */
function clock(ticks: number): string {
  const [whole, rest] = [Math.floor(ticks / 1000), ticks % 1000];
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}.${String(rest).padStart(3, '0')}`.padStart(
    9,
  );
}
