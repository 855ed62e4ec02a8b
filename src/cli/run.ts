// `podarium run`: a cluster lives a script, or a recorded run once more, and what happened is written down.
import {
  type ClusterSpec,
  defaultCluster,
  HeadlessRun,
  type LogFilter,
  parseDuration,
  type Recording,
  readClusterSpec,
  readScript,
  type ScriptStep,
  type Tick,
  workers,
} from '../engine/index.ts';
import { applyFile, type Manifest, readManifest } from './apply.ts';
import { readYaml, writeLines, writeText } from './files.ts';
import { noArguments, type Parsed, readFlags, wholeNumber } from './flags.ts';
import { InputError } from './input-error.ts';
import { readRecording } from './recording.ts';

export const runHelp = `podarium run: lives a cluster without a screen and writes down what happened

  podarium run [flags]
  podarium run --replay RECORDING.json [--until …] [--hash]

What there is
  --cluster FILE     machines, registry and what images do (YAML); default: three workers of 4 CPU and 8Gi
  --nodes N          the default cluster with N workers
  --seed S           the luck of this run; default 1
What is done
  --apply FILE       a manifest to apply at the start; may be repeated; - is standard input
  --script FILE      a list of {at: 30s, do: ACTION}, or of recorded kubectl commands
  --replay FILE      lives a recording again instead
  --until WHEN       settled (default) or a time since the start like 10m
What is written (- is standard output)
  --objects FILE     every object as one v1.List
  --changes FILE     every stored change, one JSON line each
  --requests FILE    every API request, one JSON line each
  --trace FILE       every message, one JSON line each
  --transcript FILE  what the kubectl commands printed
  --recording FILE   all it takes to live this run again
  --since TIME       changes and requests from this time on, counted from it
  --namespace NS     changes and requests of one namespace and of nodes
  --hash             prints: world <hash> tick <n> revision <n>
  --quiet            no summary

Exit codes: 0 done, 1 not settled in an hour of the cluster's time, 2 input that cannot be used.
`;

const FLAGS = {
  cluster: 'value',
  apply: 'list',
  script: 'value',
  until: 'value',
  seed: 'value',
  nodes: 'value',
  objects: 'value',
  changes: 'value',
  requests: 'value',
  trace: 'value',
  since: 'value',
  namespace: 'value',
  transcript: 'value',
  recording: 'value',
  replay: 'value',
  hash: 'switch',
  quiet: 'switch',
} as const;

/** Everything that can be refused is refused before the cluster is built. */
export function run(words: readonly string[]): number {
  const flags = readFlags('run', words, FLAGS);
  noArguments('run', flags);
  const until = readUntil(flags.value('until'));
  const since = flags.value('since') === undefined ? undefined : readTime('since', flags.value('since') ?? '');
  const trace = flags.has('trace');
  const replayed = flags.value('replay');
  if (replayed !== undefined) {
    for (const flag of ['cluster', 'apply', 'script', 'seed', 'nodes'])
      if (flags.has(flag))
        throw new InputError(`--${flag} cannot be combined with --replay: the recording says it already.`);
    const recording = readRecording(replayed);
    const live = new HeadlessRun({ recording, trace });
    return finish(live, endReplay(live, recording, flags.has('until') ? until : undefined), flags, since);
  }
  const manifests = flags.list('apply').map(readManifest);
  const steps = flags.has('script') ? readSteps(flags.value('script') ?? '') : [];
  const seed = wholeNumber('seed', flags.value('seed') ?? '1');
  const live = new HeadlessRun({ cluster: readCluster(flags), seed, trace });
  return finish(live, playOut(live, manifests, steps, until), flags, since);
}

function playOut(
  live: HeadlessRun,
  manifests: readonly Manifest[],
  steps: readonly ScriptStep[],
  until: Tick | 'settled',
): boolean {
  for (const manifest of manifests) applyFile(live, manifest);
  const start = live.host.lessonStart;
  const played = until === 'settled' ? steps : steps.filter(({ at }) => at <= until);
  live.play(played);
  if (until === 'settled') return live.settle();
  live.advance(start + until);
  return true;
}

function endReplay(
  live: HeadlessRun,
  recording: Recording & { readonly end?: Tick },
  until: Tick | 'settled' | undefined,
): boolean {
  if (until === undefined && recording.end !== undefined) live.advance(recording.end);
  else if (until === undefined || until === 'settled') return live.settle();
  else live.advance(live.host.lessonStart + until);
  return true;
}

function finish(live: HeadlessRun, settled: boolean, flags: Parsed, since: Tick | undefined): number {
  const { host } = live;
  const namespace = flags.value('namespace');
  const filter: LogFilter = {
    since: since === undefined ? 0 : host.lessonStart + since,
    ...(namespace === undefined ? {} : { namespace }),
  };
  const to = (flag: string, write: (path: string) => void): void => {
    const path = flags.value(flag);
    if (path !== undefined) write(path);
  };
  to('objects', (path) => writeText(path, `${JSON.stringify(live.objects(), undefined, 4)}\n`));
  to('changes', (path) => writeLines(path, live.changes(filter)));
  to('requests', (path) => writeLines(path, live.requests(filter)));
  to('trace', (path) => writeLines(path, live.traced));
  to('transcript', (path) => writeText(path, live.transcript()));
  to('recording', (path) =>
    writeText(path, `${JSON.stringify({ ...host.recording(), end: host.now() }, undefined, 2)}\n`),
  );
  if (flags.has('hash')) console.log(live.hashLine());
  if (!flags.has('quiet')) console.error(summary(live, settled));
  return settled ? 0 : 1;
}

function summary(live: HeadlessRun, settled: boolean): string {
  const seconds = ((live.host.now() - live.host.lessonStart) / 1000).toFixed(1);
  const end = settled ? '' : 'Not settled in time. ';
  return `${end}${seconds} s lived, revision ${live.revision()}, ${live.host.world.delivered} messages since boot.`;
}

function readUntil(text: string | undefined): Tick | 'settled' {
  if (text === undefined || text === 'settled') return 'settled';
  return readTime('until', text);
}

function readTime(flag: string, text: string): Tick {
  const ticks = parseDuration(text);
  if (ticks === undefined)
    throw new InputError(
      `--${flag} must be ${flag === 'until' ? 'settled or ' : ''}a time like 20s, 10m or 1m30s; it is "${text}".`,
    );
  return ticks;
}

function readCluster(flags: Parsed): ClusterSpec {
  const file = flags.value('cluster');
  const nodes = flags.value('nodes');
  if (nodes !== undefined) {
    if (file !== undefined)
      throw new InputError('--nodes and --cluster both say which machines there are; give one of them.');
    return { ...defaultCluster, nodes: workers(wholeNumber('nodes', nodes)) };
  }
  if (file === undefined) return defaultCluster;
  const { data, place } = readYaml(file);
  const read = readClusterSpec(isWrapped(data) ? data.cluster : data);
  if ('spec' in read) return read.spec;
  const prefix = isWrapped(data) ? 'cluster' : '';
  throw new InputError(...read.errors.map(({ field, message }) => place(joined(prefix, field), message)));
}

/** A lesson's `cluster:` part may be given with its name on top. */
function isWrapped(data: unknown): data is { readonly cluster: unknown } {
  return typeof data === 'object' && data !== null && 'cluster' in data;
}

function joined(prefix: string, field: string): string {
  return prefix === '' || field === '' ? prefix + field : `${prefix}.${field}`;
}

function readSteps(file: string): readonly ScriptStep[] {
  const { data, place } = readYaml(file);
  const read = readScript(data);
  if ('steps' in read) return read.steps;
  throw new InputError(...read.errors.map(({ field, message }) => place(field, message)));
}
