// What the tidy test knows, as data: the import table of ARCHITECTURE.md, the calls that the engine may not make with what
// does the same work there, the limit of a file's length, and which kinds of files may lie where.

interface Layer {
  /** Layers whose files a file of this layer may import, besides its own. `path.ts` names a single file. */
  readonly layers: readonly string[];
  /** Packages that may be imported; '*' means any that package.json names. */
  readonly packages: readonly string[];
}

const engineCore = ['engine/kernel', 'engine/timings.ts'];
const belowClient = [...engineCore, 'engine/api'];
const besideClient = [...belowClient, 'engine/client'];
const subsystems = [
  ...besideClient,
  ...[
    'etcd',
    'apiserver',
    'controllers',
    'scheduler',
    'kubelet',
    'runtime',
    'network',
    'metrics',
    'faults',
    'kubectl',
  ].map((name) => `engine/${name}`),
];
const aboveCluster = [...subsystems, 'engine/cluster'];
const engine = [...aboveCluster, 'engine/recording', 'engine/view'];
// The order of the course, and which files a lesson names, stand by themselves, so that the shell need not load every lesson.
const surface = [
  ...['engine/index.ts', 'scenarios/index.ts', 'scenarios/course.ts', 'scenarios/named-files.ts', 'share'],
  // Only a hall needs it, so it is not among what every lesson loads.
  ...['scenarios/presentation.ts', 'scenarios/presentation-view.ts'],
];

/**
 * The import table. A file belongs to the longest key that its path below `src/` starts with. Siblings (controllers,
 * scheduler, kubelet, network, metrics, kubectl) never import each other: like the real ones they meet only in API objects.
 */
export const importTable: Readonly<Record<string, Layer>> = {
  'engine/kernel': { layers: [], packages: [] },
  'engine/timings.ts': { layers: ['engine/kernel'], packages: [] },
  'engine/api': { layers: engineCore, packages: ['yaml', 'immer'] },
  // Of the API etcd knows the shape of its own messages only; what it stores has no meaning to it.
  'engine/etcd': { layers: [...engineCore, 'engine/api/wire.ts'], packages: [] },
  'engine/apiserver': { layers: [...belowClient, 'engine/etcd'], packages: ['immer', 'yaml'] },
  'engine/client': { layers: belowClient, packages: ['immer'] },
  'engine/controllers': { layers: besideClient, packages: ['immer'] },
  'engine/scheduler': { layers: besideClient, packages: ['immer'] },
  'engine/kubelet': { layers: [...besideClient, 'engine/runtime'], packages: ['immer'] },
  'engine/network': { layers: besideClient, packages: ['immer'] },
  'engine/metrics': { layers: besideClient, packages: [] },
  'engine/kubectl': { layers: besideClient, packages: ['immer', 'yaml'] },
  'engine/runtime': { layers: belowClient, packages: ['immer'] },
  'engine/faults': { layers: engineCore, packages: [] },
  'engine/cluster': { layers: subsystems, packages: ['immer', 'yaml'] },
  'engine/view': { layers: aboveCluster, packages: ['immer'] },
  'engine/host.ts': { layers: [...aboveCluster, 'engine/view'], packages: [] },
  'engine/recording': { layers: [...aboveCluster, 'engine/view', 'engine/host.ts'], packages: ['immer', 'yaml'] },
  'engine/index.ts': { layers: [...engine, 'engine/host.ts'], packages: [] },
  'engine/testing': { layers: [...engine, 'engine/index.ts', 'scenarios/index.ts'], packages: ['*', 'node:'] },
  scenarios: { layers: ['engine/index.ts'], packages: ['yaml', 'valibot', 'micromark', '@marcbachmann/cel-js'] },
  // What an attempt looks like is known without the lessons themselves: a link is read before they are there.
  share: {
    layers: ['engine/index.ts', 'scenarios/index.ts', 'scenarios/read-attempt.ts'],
    packages: ['node:', 'yaml'],
  },
  components: { layers: surface, packages: ['*'] },
  embed: { layers: [...surface, 'components', 'scenarios'], packages: ['*'] },
  server: { layers: surface, packages: ['yaml', 'node:'] },
  cli: { layers: [...surface, 'server', 'embed/export'], packages: ['yaml', 'node:'] },
};

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** What may not appear in the engine's code, and what does the same work there. Comments and texts are not looked at. */
export const bans: readonly Ban[] = [
  {
    pattern: /\bMath\.random\b|(?<![.\w])crypto\./,
    instead: 'draw from io.draw(purpose, subject): the same recording must give the same luck',
  },
  {
    pattern: /(?<![.\w])Date\b(?!\s*[?:])/,
    instead: 'time is io.now in ticks; timestamps come from the epoch and the tick',
  },
  { pattern: /(?<![.\w])performance\b(?!\s*[?:])/, instead: 'budgets count steps, never milliseconds' },
  {
    pattern: /\b(setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame|requestIdleCallback)\b/,
    instead: 'a timer is a message to oneself: io.after(delay, class, body)',
  },
  {
    pattern:
      /(?<![.\w])async\b(?=\s*(\(|function\b|\*|[\w$]+\s*(=>|\()))|(?<![.\w])await\b|(?<![.\w])Promise\b(?!\s*[?:])/,
    instead: 'run to completion: send a request and name the continuation that handles its reply',
  },
  { pattern: /\.localeCompare\b/, instead: 'compare with < and >, which agree in every browser' },
  { pattern: /\.toLocale\w*/, instead: 'format by hand: a locale differs between machines' },
  { pattern: /(?<![.\w])Intl\b/, instead: 'format by hand: locale data differ between browsers' },
  {
    pattern: /\bMath\.(a?(sin|cos|tan)h?|atan2|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)\b/,
    instead: 'browsers may round it differently: use a table or whole numbers',
  },
  {
    pattern: /\b(WeakRef|FinalizationRegistry)\b/,
    instead: 'the garbage collector decides when these change: keep a counted reference',
  },
];

/** Lines a file may have. */
export const sizeLimit = 400;

/** Files that were longer when the limit came, with the length they had: they may shrink, and then so does the figure. */
export const sizeExceptions: Readonly<Record<string, number>> = {};

/** Which files may exist where. What matches none of these is in the wrong place, or this list needs a line. */
export const fileKinds: readonly RegExp[] = [
  /^[^/]+\.(md|json|html|config\.ts)$/,
  /^(LICENSE|\.gitignore|\.npmrc|exec\.cmd)$/,
  /^\.(ci|github)\//,
  /^src\/.*\.(ts|tsx|css|md)$/,
  /^src\/.*\/fixtures\/.*\.(json|jsonl|yaml|yml|txt|gz|sh|md)$/,
  /^src\/.*\/fixtures\/.*\.ts$/,
  /^src\/engine\/testing\/reference\/.*\.(json|jsonl|yaml|txt|gz|md)$/,
  /^src\/engine\/(.*\/)?testdata\/.*\.txt$/,
  /^src\/engine\/api\/schema\/.*\.(json|gz)$/,
  /^src\/scenarios\/.*\.(yaml|json)$/,
  /^src\/components\/.*\.(svg|json|woff2)$/,
  /^(bench|e2e)\/.*\.(ts|mjs|json|yaml|html|png|md)$/,
  /^embed\/.*\.(html|ts)$/,
  /^scripts\/.*\.(mjs|ts)$/,
  /^docs\/.*\.(md|png|json|yaml)$/,
  /^docs\/recipes\/.*\.(html|css|js|mjs|ts|tsx|mdx|ipynb)$/,
  /^public\/.*\.(svg|png|ico|woff2|txt|json|webmanifest|html|css)$/,
];
