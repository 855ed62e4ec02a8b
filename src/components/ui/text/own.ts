// Texts about lessons that somebody brings or writes, and about those kept in this browser.
const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const own = {
  title: 'A lesson of your own',
  about:
    'A lesson is a YAML file with its manifests beside it. It is read, played and kept in this browser, and sent nowhere.',
  openFiles: 'Open files',
  openFolder: 'Open a folder',
  address: 'Address of a lesson.yaml',
  fetch: 'Fetch',
  fetching: 'Fetching.',
  files: 'Files of the lesson',
  missing: (name: string) => `${name}, not there yet`,
  editor: 'Text of the lesson: write, paste or drop it here',
  play: 'Play',
  present: 'Present',
  record: 'Make a demonstration of this run',
  recording: 'Living the run again, to see what came of each action.',
  recorded: (held: number, done: number) =>
    `${plural(held, 'action', 'actions')} as ${plural(held, 'sentence', 'sentences')} of a demonstration.${
      held < done ? ` A lesson holds no more; ${done - held} are left out.` : ''
    } Now the words are yours.`,
  tryIt: 'Try',
  tryHint: 'Plays it several times without a picture: whether everything it says and does holds',
  trying: (rule: string) => `Playing it without a picture: ${rule}.`,
  kept: (rules: number) => `It keeps ${rules} of ${rules} rules of a lesson.`,
  broken: (count: number) => `It does not hold yet: ${plural(count, 'problem', 'problems')}.`,
  check: 'Check',
  save: 'Save',
  saved: (name: string) => `Saved as ${name}.`,
  takeBack: 'Back to what was here before',
  close: 'Close',
  mistakes: (count: number) => plural(count, 'mistake', 'mistakes'),
  place: (file: string, line: number) => `${file}, line ${line}`,
  noMistakes: 'No mistakes.',
  noLesson: 'There is no lesson in these files. A lesson is a YAML file that begins with format: lesson/1.',
  tooLarge: (name: string) => `${name} is larger than a lesson may be.`,
  yours: 'Your lessons',
  yoursNote: 'kept in this browser only; they do not count towards the course',
  open: 'Open a lesson of your own',
  openOne: 'Open a lesson',
  by: (name: string, minutes: number) => `${name}, ${minutes} min`,
  edit: (title: string) => `Edit ${title}`,
  remove: (title: string) => `Remove ${title}`,
  removed: (title: string) => `${title} is removed.`,
  undo: 'Bring it back',
  loading: 'The editor is on its way.',
} as const;
