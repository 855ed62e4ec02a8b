// Texts around a lesson: what stands beside what the lesson says itself.

import { span } from '../clock.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** How a task went, beside what a good learner needs. */
interface Went {
  readonly actions: number;
  readonly par: number | undefined;
  readonly time: number;
  readonly parTime: number | undefined;
  readonly lost: number | undefined;
  readonly parLost: number | undefined;
}

const against = (was: string, par: number | string | undefined): string =>
  par === undefined ? was : `${was}, par ${par}`;

export const lesson = {
  name: 'Lesson',
  step: (step: number, steps: number) => `Step ${step} of ${steps}`,
  progress: (step: number, steps: number) => `Step ${step} of ${steps}`,
  kinds: {
    watch: 'Watch',
    predict: 'Predict',
    act: 'Act',
    replay: 'Look back',
    compare: 'Compare',
    debrief: 'Debrief',
    free: 'Explore',
  },
  revealed: 'Predict, revealed',
  minutes: (n: number) => (n < 1 ? 'under a minute left' : `about ${n} min left`),
  noLimit: 'no time limit',
  yourPrediction: 'Your prediction',
  doneWhen: 'Done when',
  states: { open: 'open', done: 'done', broken: 'broken' },
  howSure: 'How sure are you?',
  confidence: { guessing: 'guessing', fairly: 'fairly', certain: 'certain' },
  sure: { guessing: 'guessing', fairly: 'fairly sure', certain: 'certain' },
  neverGraded: 'Guesses are never graded. The answer comes from running the cluster.',
  yourGuess: 'your guess',
  measured: 'measured',
  belief: 'A common belief:',
  back: 'Back',
  hint: (shown: number, total: number) => `Hint ${Math.min(shown + 1, total)} of ${total}`,
  noMoreHints: 'No more hints',
  hintTitle: (n: number) => `Hint ${n}`,
  skip: 'Skip the question',
  docs: 'In the Kubernetes documentation',
  commands: 'On a real cluster',
  recall: 'From memory',
  answer: 'Answer',
  options: 'Answers',
  noSuchLesson: (id: string) => `There is no lesson ${id} here.`,
  notAnAttempt: (why: string) => `The attempt cannot be lived again: ${why}`,
  away: (lesson: string) =>
    `The lesson "${lesson}" waits where you left it. Here nothing counts: try whatever you like.`,
  backToLesson: 'Back to the lesson',
  lockedNow: 'The future is locked until you answer, or skip the question.',
  notYet: 'This lesson keeps that for later.',
  notHere: 'This is the past of the lesson. To do something, go back to where it stands.',
  locked: 'locked until you answer',
  sentence: (index: number, count: number) => `Sentence ${index + 1} of ${count}`,
  onPicture: 'in the picture',
  onTimeline: 'marked on the timeline',
  solve: 'Do it for me',
  resumed: 'You are where you left.',
  restart: 'Start again',
  anew: 'Once more, with other names and times',
  moment: 'Show the moment',
  explain: 'Why do you think so? One sentence, for yourself.',
  model: 'One way to say it:',
  yours: 'You wrote:',
  compare: 'Side by side',
  measure: 'What',
  score: (percent: number) => `${percent} % of the tasks' weight`,
  passed: 'passed',
  notPassed: 'not passed yet',
  tasks: 'How it went',
  par: ({ actions, par, time, parTime, lost, parLost }: Went) => [
    against(plural(actions, 'action', 'actions'), par),
    ...(parTime === undefined ? [] : [against(span(time), span(parTime))]),
    ...(lost === undefined ? [] : [against(`${plural(lost, 'request', 'requests')} lost`, parLost)]),
  ],
  solvedBy: { learner: 'by you', hint: 'with the last hint', solution: 'done for you' },
} as const;
