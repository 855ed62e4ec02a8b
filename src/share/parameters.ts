// What an address can ask of the page, as one table: the name of each parameter, what it may hold and what it does. The same names are
// attributes of the custom element and options of the SDK. Nothing is silently ignored: what is unknown or cannot be used is said.

export const modes = ['lesson', 'sandbox', 'present', 'notes', 'poster', 'readonly'] as const;
export const uis = ['full', 'compact', 'canvas', 'list'] as const;
export const themes = ['auto', 'light', 'dark', 'projector', 'contrast'] as const;
export const directions = ['ltr', 'rtl'] as const;
export const motions = ['auto', 'reduced', 'full'] as const;
export const reports = ['none', 'post', 'scorm', 'scorm2004', 'cmi5'] as const;
/** Controls that `hide` can take away. */
export const controls = [
  ...(['bar', 'home', 'switch', 'version', 'terminal', 'share', 'theme', 'help'] as const),
  ...(['lesson', 'dock', 'inspector', 'timeline'] as const),
] as const;
/** What `lock` can forbid, to the learner's hand and to programs alike. */
export const lockable = [
  ...(['act', 'play', 'speed', 'step', 'seek', 'fork'] as const),
  ...(['goto', 'hint', 'solve', 'reset', 'load', 'state', 'share'] as const),
] as const;
/** Tabs of the dock that `tools` can choose from. */
export const toolNames = ['terminal', 'events', 'yaml', 'etcd'] as const;

export type Control = (typeof controls)[number];
export type Lockable = (typeof lockable)[number];
export type ToolName = (typeof toolNames)[number];

export interface Parameters {
  readonly lesson?: string;
  readonly step?: string;
  /** Seconds of cluster time since the start. */
  readonly t?: number;
  readonly seed?: number;
  readonly mode?: (typeof modes)[number];
  readonly ui?: (typeof uis)[number];
  readonly hide?: readonly Control[];
  readonly lock?: readonly Lockable[];
  readonly tools?: readonly ToolName[];
  readonly speed?: 'auto' | number;
  readonly autoplay?: boolean;
  readonly theme?: (typeof themes)[number];
  readonly motion?: (typeof motions)[number];
  /** Only `false` can be had: there is no sound. */
  readonly sound?: boolean;
  readonly lang?: string;
  readonly dir?: (typeof directions)[number];
  /** Size of texts and everything else; 1 is usual. */
  readonly text?: number;
  readonly links?: boolean;
  readonly k8s?: string;
  readonly report?: (typeof reports)[number];
  readonly origin?: string;
  /** Only `false` can be had: no code is drawn. */
  readonly qr?: boolean;
  readonly nodes?: number;
  readonly replicas?: number;
  readonly masters?: number;
}

export type ParameterName = keyof Parameters;

interface Entry {
  /** What it may hold, for the note about what it holds instead. */
  readonly holds: string;
  readonly about: string;
  /** Undefined when the text cannot be used. */
  readonly read: (text: string) => unknown;
}

const oneOf = (names: readonly string[], about: string): Entry => ({
  holds: names.join(', '),
  about,
  read: (text) => (names.includes(text) ? text : undefined),
});

const listOf = (names: readonly string[], about: string): Entry => ({
  holds: `a list of ${names.join(', ')}`,
  about,
  read: (text) => {
    const given = text.split(/[\s,]+/).filter((name) => name !== '' && name !== 'none');
    return given.every((name) => names.includes(name)) ? given : undefined;
  },
});

const number = (holds: string, about: string, fits: (value: number) => boolean): Entry => ({
  holds,
  about,
  read: (text) => (text.trim() !== '' && fits(Number(text)) ? Number(text) : undefined),
});

const whole = (most: number, about: string): Entry =>
  number(`a whole number from 0 to ${most}`, about, (value) => Number.isInteger(value) && value >= 0 && value <= most);

const yes = ['', '1', 'true', 'yes', 'on'];
const no = ['0', 'false', 'no', 'off'];
const flag = (about: string): Entry => ({
  holds: '1 or 0',
  about,
  read: (text) => (yes.includes(text) ? true : no.includes(text) ? false : undefined),
});

/** What is not there can only be declined. */
const never = (about: string): Entry => ({
  holds: '0',
  about,
  read: (text) => (no.includes(text) ? false : undefined),
});

const name: Entry['read'] = (text) => (/^[A-Za-z0-9][\w.-]{0,63}$/.test(text) ? text : undefined);
const speeds = [1, 5, 20, 60, 300, 1000];
const kubernetes = '1.36';

export const parameterTable: Readonly<Record<ParameterName, Entry>> = {
  lesson: {
    holds: 'the id of a lesson, or the address of a lesson file of the same origin or https',
    about: 'the lesson that is opened',
    read: (text) => (text !== '' && text.length <= 2_000 ? text : undefined),
  },
  step: { holds: 'the id of a step', about: 'the step the lesson is opened at', read: name },
  t: {
    holds: 'seconds, or 5m30s',
    about: 'the moment that is shown, since the start',
    read: secondsOf,
  },
  seed: whole(Number.MAX_SAFE_INTEGER, 'the luck of the run'),
  mode: oneOf(
    modes,
    'a lesson, an open cluster, a lecture hall, its presenter’s notes, a picture, or looking without acting',
  ),
  ui: oneOf(uis, 'every panel, the narrow layout at any width, the picture alone, or the list'),
  hide: listOf(controls, 'controls that are not there'),
  lock: listOf(lockable, 'what is forbidden, to the hand and to programs'),
  tools: listOf(toolNames, 'tabs of the dock that are there'),
  speed: {
    holds: `auto, ${speeds.join(', ')}`,
    about: 'how fast time runs',
    read: (text) => (text === 'auto' ? text : speeds.includes(Number(text)) ? Number(text) : undefined),
  },
  autoplay: flag('whether time runs at once; in a frame it waits for the learner'),
  theme: oneOf(themes, 'colours'),
  motion: oneOf(motions, 'whether things move'),
  sound: never('whether there is sound'),
  lang: {
    holds: 'a language like de or pt-BR',
    about: 'language of the lesson, where the lesson has it',
    read: (text) => (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(text) ? text : undefined),
  },
  dir: oneOf(directions, 'where lines begin: at the left or at the right'),
  text: number('a number from 0.75 to 3', 'size of texts', (value) => value >= 0.75 && value <= 3),
  links: flag('whether links to other sites may be followed'),
  k8s: {
    holds: kubernetes,
    about: 'the version of Kubernetes',
    read: (text) => (text === kubernetes ? text : undefined),
  },
  report: oneOf(reports, 'where results go: nowhere, to the host by messages, or to a platform of SCORM 1.2 or cmi5'),
  origin: {
    holds: 'the origin of the page that embeds this one, like https://course.example',
    about: 'the only host that may give orders to this frame',
    read: originOf,
  },
  qr: never('whether links are shown as QR codes'),
  nodes: whole(1_000, 'machines of the open cluster'),
  replicas: whole(10_000, 'copies of its web server'),
  masters: number('1, 3 or 5', 'control-plane machines of it', (value) => [1, 3, 5].includes(value)),
};

/** What is planned under this name and is not there yet. */
const notYet: Readonly<Record<string, string>> = {
  server: 'Podarium cannot show the cluster of a server yet',
  state: 'a state stands in the fragment: #s=1.…',
};

const notYetValues: Readonly<Record<string, string>> = {
  'sound=1': 'Podarium makes no sound',
  'qr=1': 'Podarium draws no QR codes; the link can be copied',
};

/** What a platform of cmi5 writes into the address it opens; embed/cmi5 reads it. */
const launchNames: readonly string[] = ['endpoint', 'fetch', 'actor', 'registration', 'activityId'];

/** Reads parameters by their table. Each note is a sentence for the console. */
export function readParameters(given: Iterable<readonly [name: string, text: string]>): {
  readonly parameters: Parameters;
  readonly notes: readonly string[];
} {
  const read: Partial<Record<ParameterName, unknown>> = {};
  const notes: string[] = [];
  for (const [key, text] of given) {
    if (launchNames.includes(key)) continue;
    if (!Object.hasOwn(parameterTable, key)) {
      notes.push(Object.hasOwn(notYet, key) ? `${key}: ${notYet[key]}.` : `There is no parameter ${key}.`);
      continue;
    }
    const entry = parameterTable[key as ParameterName];
    const value = entry.read(text);
    const later = notYetValues[`${key}=${text}`];
    if (value !== undefined) read[key as ParameterName] = value;
    else notes.push(later ? `${key}: ${later}.` : `${key}=${text.slice(0, 80)} is left out: it may be ${entry.holds}.`);
  }
  return { parameters: read as Parameters, notes };
}

/** The parameters as the query of an address, in the order of the table; '' when there are none. */
export function writeParameters(parameters: Parameters): string {
  const address = new URLSearchParams();
  for (const key of Object.keys(parameterTable) as ParameterName[]) {
    const value = parameters[key];
    if (value === undefined) continue;
    if (typeof value === 'boolean') address.set(key, value ? '1' : '0');
    else address.set(key, Array.isArray(value) ? value.join(',') || 'none' : String(value));
  }
  const text = address.toString();
  return text === '' ? '' : `?${text}`;
}

function secondsOf(text: string): number | undefined {
  const [, hours, minutes, seconds] = /^(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,7}(?:\.\d{1,3})?)s?)?$/.exec(text) ?? [];
  if (hours === undefined && minutes === undefined && seconds === undefined) return undefined;
  const total = Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return total <= 30 * 86_400 ? total : undefined;
}

function originOf(text: string): string | undefined {
  try {
    const { origin } = new URL(text);
    return origin === text && origin !== 'null' ? origin : undefined;
  } catch {
    return undefined;
  }
}
