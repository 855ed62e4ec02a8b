// Words of the table of keys and of the search: they come with the dialogs, which most learners never open.

export const dialogs = {
  find: {
    title: 'Find by name',
    hint: 'pod, node, workload or component',
    results: 'Found',
    none: (typed: string) => `Nothing here is called "${typed}".`,
  },
  keys: {
    title: 'Keys',
    note: 'Single letters work while the canvas, the list or the timeline has focus.',
    letters: 'Single-letter keys',
    fidelity: 'What is true here, and what is simplified',
    rows: [
      ['Space', 'play, pause'],
      ['. ,', 'one event on, back'],
      ['N ⇧N', 'next, previous beat'],
      ['↑ ↓ ← →', 'move on the canvas'],
      ['Enter', 'open, zoom in'],
      ['Esc', 'close, zoom out, back from the past'],
      ['[ ]', 'previous, next message of the thread'],
      ['J ⇧J', 'next, previous problem'],
      ['+ − 0', 'zoom, fit'],
      ['W', 'why'],
      ['D', 'scheduler decision'],
      ['M', 'actions menu'],
      ['L', 'canvas or list'],
      ['T', 'terminal'],
      ['Ctrl Z ⇧', 'undo, redo'],
      ['F', 'what if: leave the run for a copy'],
      ['C', 'compare branches'],
      ['I', 'picture of this moment'],
      ['/', 'find'],
      ['S', 'read the summary'],
      ['?', 'this table'],
    ],
  },
} as const;
