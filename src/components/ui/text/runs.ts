// Texts about whole runs: their branches, and how they leave the page and come back.
const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const runs = {
  branches: {
    title: 'Branches',
    list: (name: string, count: number) => `Branches: on ${name}, ${count} in all`,
    count: (count: number) => plural(count, 'branch', 'branches'),
    none: 'Act in the past, or ask "What if": the run then goes two ways, and both are kept.',
    whatIf: 'What if…',
    fork: 'What if: leave this run here for a copy of it',
    full: (most: number) => `There are ${most} branches already: put one away first`,
    name: 'Name of the branch',
    go: (name: string) => `Go to ${name}`,
    remove: (name: string) => `Put ${name} away`,
    first: 'the first run',
    left: (parent: string, time: string) => `left ${parent} at ${time}`,
    lived: (time: string) => `until ${time}`,
    compare: 'Compare two branches',
  },
  share: {
    title: 'Share this run',
    about:
      'The link holds everything that was done, every branch and the moment on screen. Nothing is stored anywhere else.',
    link: 'Link',
    copy: 'Copy the link',
    copied: 'Copied.',
    copyByHand: 'The browser does not let this page copy. The link is selected: copy it by hand.',
    save: 'Save as a file',
    saved: 'Saved as podarium-run.json.',
    open: 'Open a file',
    close: 'Close',
    characters: (count: number) => (count === 0 ? '' : `${count} characters`),
    long: (count: number) => `${count} characters: some programs cut links of this length. A file is the safer way.`,
    opening: 'Living the run again',
    stop: 'Stop, and start afresh',
    cannotOpen: 'This run cannot be opened.',
    nothingLost: 'Nothing of yours was changed.',
    goHome: 'Go on without it',
    tooLong: 'The run has more messages than this page is willing to live again.',
    goOn: 'Go on with your last run',
  },
} as const;
