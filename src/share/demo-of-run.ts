// A recorded run as a demonstration: a lesson file in which each thing that was done is a sentence that does it again, with what came of it
// pinned. It is a beginning for whoever shows it: the words are theirs to write, the cluster and the deeds are there.
import { stringify } from 'yaml';
import { type Action, type ClusterSpec, type Host, replay, type Tick, writtenCluster } from '../engine/index.ts';
import { anchorOf, atOnce, type LoadedLesson, Player, readLesson, type Sliced } from '../scenarios/index.ts';
import { factsOf, sameFacts } from './demo-facts.ts';
import { sentenceOf, titleOf } from './demo-sentences.ts';
import { durationText, type Played, waitAfter, watchRun } from './demo-timing.ts';

export interface RecordedDemo {
  readonly yaml: string;
  /** How many things were done in the run, and how many of them the file holds. */
  readonly done: number;
  readonly held: number;
}

interface Sentence {
  at?: string;
  text: string;
  do: unknown[];
  refused?: true;
  expect?: unknown[];
}

const sentencesInStep = 12;
const mostSteps = 38;
/** A wait is at most this long: who shows has an hour at most. */
const longestWait: Tick = 3_600_000;

export const demoOfRun = (host: Host): RecordedDemo => atOnce(makingDemo(host));

/** The run of a cluster, from its beginning to the furthest it was lived, as the text of a lesson. */
export function* makingDemo(host: Host, id = 'my-demo'): Sliced<RecordedDemo> {
  const recording = host.recording();
  const done = recording.inputs.filter(({ input }) => !('interrupt' in input));
  const held = done.slice(0, sentencesInStep * mostSteps);
  const fresh = replay({ ...recording, inputs: [] }, recording.lessonStart);
  const played = yield* watchRun(fresh, held, Math.max(host.horizon, host.now()));
  const file = (recording.cluster as ClusterSpec).file ?? writtenCluster(recording.cluster as ClusterSpec);
  const write = (exact: boolean) => {
    const lead = exact && held.length > 0 ? held[0].tick - recording.lessonStart : 0;
    return lessonOf(id, recording.seed, file, sentencesOf(played, exact, lead));
  };
  // Names that the cluster makes up may depend on when something was done. Then the run is shown at its own times.
  const rounded = write(false);
  const lesson = (yield* pin(rounded, played)) ? rounded : write(true);
  if (lesson !== rounded) yield* pin(lesson, played);
  return { yaml: head + stringify(lesson, { lineWidth: 120 }), done: done.length, held: held.length };
}

function sentencesOf(played: readonly Played[], exact: boolean, lead: Tick): readonly Sentence[] {
  return played.map((one, i) => {
    const { action, gap, refused } = one;
    const wait = exact ? durationText(gap) : waitAfter(one, i === played.length - 1);
    const before = i === 0 && lead > 0 ? [{ wait: durationText(lead) }] : [];
    return {
      text: sentenceOf(action),
      do: [...before, action, ...(wait === undefined ? [] : waits(wait, gap))],
      ...(refused ? { refused: true as const } : {}),
    };
  });
}

const waits = (wait: string, gap: Tick): readonly unknown[] =>
  gap <= longestWait ? [{ wait }] : [{ wait: durationText(longestWait) }];

interface DemoStep {
  readonly id: string;
  readonly kind: 'demo';
  readonly title: string;
  readonly notes: string;
  readonly say: Sentence[] | readonly { readonly text: string }[];
}

type DemoLesson = Readonly<Record<string, unknown>> & { readonly id: string; readonly steps: readonly DemoStep[] };

function lessonOf(id: string, seed: number, file: unknown, sentences: readonly Sentence[]): DemoLesson {
  const steps: DemoStep[] = [
    {
      id: 'begin',
      kind: 'demo',
      title: 'The cluster',
      notes: 'What you want to say before anything happens. Only you see this.',
      say: [{ text: 'This is the cluster as it is when the demonstration begins.' }],
    },
  ];
  for (let at = 0; at < sentences.length; at += sentencesInStep) {
    const say = sentences.slice(at, at + sentencesInStep);
    const title = titleOf(firstAction(say[0]));
    steps.push({
      id: `part-${steps.length}`,
      kind: 'demo',
      title,
      notes: 'What you want to say here. Only you see this.',
      say,
    });
  }
  return {
    format: 'lesson/1',
    id,
    version: 1,
    kubernetes: '1.36',
    title: 'A demonstration',
    summary: 'What was done in one run of a cluster, shown again.',
    authors: [{ name: 'Your name' }],
    license: 'CC-BY-4.0',
    minutes: Math.max(1, Math.min(90, Math.ceil(sentences.length / 3))),
    level: 'beginner',
    teaches: [],
    misconceptions: [
      {
        id: 'belief',
        belief: 'Write here what your audience believes before they see this.',
        refutation: 'Write here what is true, and what shows it.',
      },
    ],
    seed: seed % 2 ** 32,
    cluster: file,
    steps,
    debrief: { text: 'Write here what is to be kept in mind.', real: [], docs: [], simplified: [] },
  };
}

/**
 * Goes through the demonstration and notes at each sentence what it speaks of and what has come of it. False when that is not
 * what had come of it in the run, or the cluster takes something that it had refused there.
 */
function* pin(lesson: DemoLesson, played: readonly Played[]): Sliced<boolean> {
  const loaded = loadedOf(lesson);
  if (!loaded) return true;
  const player = Player.fresh(loaded);
  yield* player.solving();
  let before = factsOf(player.host);
  let count = 0;
  let same = true;
  for (const step of lesson.steps.slice(1)) {
    for (const [i, sentence] of (step.say as Sentence[]).entries()) {
      if (i > 0) player.run.primary('next');
      player.host.drain();
      yield* player.arranging();
      const isRefused = player.host.drain().output.some(({ stream }) => stream === 'stderr');
      const was = played[count++];
      if (isRefused !== was.refused) same = false;
      if (isRefused) sentence.refused = true;
      else delete sentence.refused;
      const at = subjectOf(firstAction(sentence));
      if (at !== '' && anchorOf(at, player.host)) sentence.at = at;
      const facts = factsOf(player.host);
      if (!sameFacts(facts, was.facts)) same = false;
      const news = [...facts].filter(([fact, text]) => before.get(fact) !== text).slice(0, 4);
      if (news.length > 0) sentence.expect = news.map(([, text]) => JSON.parse(text) as unknown);
      before = facts;
    }
    player.run.primary('next');
  }
  return same;
}

/** Undefined where the run is more than a lesson may hold: then its reader says what, in the editor. */
function loadedOf(lesson: DemoLesson): LoadedLesson | undefined {
  const read = readLesson({ 'lesson.yaml': stringify(lesson) });
  return 'mistakes' in read ? undefined : read;
}

const firstAction = ({ do: script }: Sentence): Action =>
  script.find((each) => !(typeof each === 'object' && each !== null && 'wait' in each)) as Action;

/** What an action is done to, as a sentence can point at it. */
function subjectOf(action: Action): string {
  if ('kubectl' in action || 'apply' in action) return '';
  const subject = 'rollout' in action ? action.of : Object.values(action)[0];
  if (typeof subject !== 'string' || subject.includes('\n')) return '';
  return subject.includes('/') ? subject : `node/${subject}`;
}

const head = `# A demonstration made of a run: each sentence of "say" does one thing that was done then, and "expect" holds what had come of it.
# Write your own sentences, one thing at a time, at the object they speak of; notes are for you alone.
`;
