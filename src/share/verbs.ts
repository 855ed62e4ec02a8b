// Every verb of the SDK with the kinds of its arguments: what a frame accepts from its host, and what the host's end offers. What does
// not fit is refused before anything of the page sees it.

type Kind = 'text' | 'number' | 'options' | 'texts' | 'text-or-texts' | 'anything';
/** A kind, with `?` where the argument may be left out. */
type Argument = Kind | `${Kind}?`;

export const verbs = Object.freeze({
  'time.now': [],
  'time.play': ['options?'],
  'time.pause': [],
  'time.step': ['text'],
  'time.seek': ['options'],
  'time.fork': ['text?'],
  'time.branches': [],
  'time.go': ['number'],
  'lesson.info': [],
  'lesson.load': ['anything', 'options?'],
  'lesson.goto': ['text'],
  'lesson.next': [],
  'lesson.answer': ['number', 'text?'],
  'lesson.check': [],
  'lesson.hint': [],
  'lesson.solve': [],
  'lesson.reset': [],
  'cluster.get': ['text'],
  'cluster.list': ['text'],
  'cluster.do': ['options'],
  'cluster.fault': ['options'],
  'cluster.assert': ['options'],
  'view.focus': ['text-or-texts'],
  'view.highlight': ['texts'],
  'view.set': ['options'],
  'state.get': [],
  'state.set': ['text'],
  'state.link': ['options?'],
  'state.hash': [],
  'state.tick': [],
  'state.revision': [],
  'state.recording': [],
  image: ['options?'],
  describe: [],
} as const satisfies Readonly<Record<string, readonly Argument[]>>);

export type VerbName = keyof typeof verbs;

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= 200 && value.every((each) => typeof each === 'string');

const fits: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  options: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  texts: isTexts,
  'text-or-texts': (value) => typeof value === 'string' || isTexts(value),
  anything: (value) => value !== undefined && value !== null,
};

/** What is wrong with a call, or ''. JSON has no undefined, so null stands for what was left out. */
export function wrongWith(verb: string, args: readonly unknown[]): string {
  if (!Object.hasOwn(verbs, verb)) return `there is no verb ${verb.slice(0, 60)}`;
  const wanted: readonly Argument[] = verbs[verb as VerbName];
  if (args.length > wanted.length) return `${verb} takes at most ${wanted.length} arguments`;
  for (const [i, argument] of wanted.entries()) {
    const kind = argument.replace('?', '') as Kind;
    const value = args[i] ?? undefined;
    if (value === undefined && argument.endsWith('?')) continue;
    if (!fits[kind](value)) return `argument ${i + 1} of ${verb} must be ${kind.replaceAll('-', ' ')}`;
  }
  return '';
}

/** An object with a method for each verb: `{time: {play()}, …, describe()}`. */
export function withVerbs(call: (verb: string, args: readonly unknown[]) => Promise<unknown>): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const verb of Object.keys(verbs)) {
    const [group, name] = verb.split('.');
    const method = (...args: unknown[]) => call(verb, args);
    if (name === undefined) made[group] = method;
    else {
      made[group] ??= {};
      (made[group] as Record<string, unknown>)[name] = method;
    }
  }
  return made;
}
