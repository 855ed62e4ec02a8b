// The few words that every lesson shares. What a lesson says itself stands in its own file.

export const words = {
  next: 'Next',
  lock: 'Lock it in',
  lockAndRun: 'Lock it in and run',
  answer: 'Answer',
  start: 'Start',
  finish: 'Keep the cluster',
  recall: 'From memory, without looking.',
  debrief: 'What happened, and why',
  done: 'Done',
  /** While the lesson itself acts. */
  arranging: { demo: 'Watch what happens.', case: 'This is being prepared.' },
  /** The learner has gone back to before the step began. */
  before:
    'This was before the step began. Look around as long as you like: nothing can be done here, and the step waits.',
  toStep: 'Back to the step',
  doneForYou: 'It was done for you. Watch what follows.',
  doing: 'It is being done for you.',
  notTaken: (error: string) =>
    `It was tried for you, and nothing was done: \`${error}\`. *Do it for me* goes back to where the step began, and does it there.`,
  brokenBefore: (error: string) =>
    `It was tried where the step began, and nothing was done: \`${error}\`. This was so before: *Back* leads to the step before, as it was.`,
  /** Headings of steps that have none of their own. */
  titles: {
    narrate: 'Look',
    demo: 'Watch',
    predict: 'What will happen?',
    act: 'Your turn',
    challenge: 'On your own',
    replay: 'Look back',
    compare: 'Side by side',
    quiz: 'From memory',
    free: 'As you like',
  },
  soFar: 'so far',
  atNoTime: 'at no time',
  broken: '$value. That is not the way here: go back one step.',
  violated: (sentence: string, time: string) => `Against a check of this lesson, ${time} in: ${sentence}`,
  never: (sentence: string) => `Never: ${sentence}`,
} as const;
