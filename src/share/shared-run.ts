// A run as data: the cluster, the seed, what was done when, and every branch; or, of a lesson, the attempt. It is small because the
// cluster is not in it: the same inputs make the same cluster, and the hash at the cursor says whether they did.
// Whatever comes from outside is read field by field, within limits, before a cluster is made of it.

import {
  type Action,
  type ClusterSpec,
  ENGINE_VERSION,
  type Host,
  KUBERNETES_VERSION,
  type Recording,
  readAction,
  readClusterSpec,
  type Tick,
  writtenCluster,
} from '../engine/index.ts';
import type { Attempt } from '../scenarios/index.ts';
import { readAttempt } from '../scenarios/read-attempt.ts';
import { askedPods } from './asked-pods.ts';
import { runOfRecording } from './from-recording.ts';

export interface SharedBranch {
  readonly name: string;
  /** Index of the branch it left, before it in the list; undefined for the first. */
  readonly parent?: number;
  /** When it left; 0 for the first. */
  readonly at: Tick;
  /** What was done on it since, in order. */
  readonly inputs: readonly (readonly [tick: Tick, action: Action])[];
  /** Where it stands, and how far it was lived. */
  readonly cursor: Tick;
  readonly horizon: Tick;
}

export interface SharedRun {
  readonly format: 'run/1';
  readonly engine: string;
  readonly kubernetes: string;
  /** World hash where the active branch stands; '' when it is not known. */
  readonly hash: string;
  readonly sandbox?: {
    readonly seed: number;
    /** As a cluster file says it. */
    readonly cluster: unknown;
    readonly branches: readonly SharedBranch[];
    readonly active: number;
  };
  readonly lesson?: Attempt;
}

/** Why something is no run: `path` is the field, '' the whole. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export const limits = Object.freeze({
  branches: 12,
  inputs: 5_000,
  /** 30 days of cluster time. */
  ticks: 30 * 86_400_000,
  /** Characters of the data. */
  characters: 4_000_000,
  nodes: 1_000,
  /** That the cluster begins with. */
  pods: 5_000,
});

/** A branch as the page has it. */
export interface LiveBranch {
  readonly id: number;
  readonly name: string;
  readonly parent: number | undefined;
  readonly forkedAt: Tick;
  readonly host: Host;
}

/** What is on the page, as data. Branches whose parent was put away stand on their own inputs. */
export function shareSandbox(branches: readonly LiveBranch[], active: number): SharedRun {
  const recordings: Recording[] = branches.map(({ host }) => host.recording());
  const shared = branches.map(({ name, parent, forkedAt, host }, i): SharedBranch => {
    const from = branches.findIndex((branch) => branch.id === parent);
    const given = recordings[i].inputs;
    const skip = from < 0 ? 0 : common(recordings[from].inputs, given, forkedAt);
    const inputs = given.slice(skip).map(({ tick, input }) => [tick, input] as const);
    const place = { cursor: host.now(), horizon: Math.max(host.horizon, host.now()) };
    return from < 0 ? { name, at: 0, inputs, ...place } : { name, parent: from, at: forkedAt, inputs, ...place };
  });
  const index = branches.findIndex((branch) => branch.id === active);
  const [{ seed, cluster }] = recordings;
  return {
    ...stamp(branches[index].host),
    sandbox: {
      seed,
      cluster: (cluster as ClusterSpec).file ?? writtenCluster(cluster as ClusterSpec),
      branches: shared,
      active: index,
    },
  };
}

export function shareLesson(attempt: Attempt, host: Host): SharedRun {
  return { ...stamp(host), lesson: attempt };
}

function stamp(host: Host): Pick<SharedRun, 'format' | 'engine' | 'kubernetes' | 'hash'> {
  // A run that was stepped may stand in the middle of a tick; what is compared is the end of that tick.
  const end = host.fork();
  end.seek(host.now());
  return { format: 'run/1', engine: ENGINE_VERSION, kubernetes: KUBERNETES_VERSION, hash: end.hash() };
}

/** How many inputs two runs have in common up to a tick. */
function common(a: Recording['inputs'], b: Recording['inputs'], until: Tick): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same] && a[same].tick <= until) same++;
  return same;
}

/** Reads data from outside as a run, or says what is wrong with it. An attempt is read by its lesson. */
export function readShared(data: unknown): { readonly run: SharedRun } | { readonly problem: Problem } {
  const problem = (path: string, message: string) => ({ problem: { path, message } });
  if (!isRecord(data)) return problem('', 'is not a run');
  const recorded = runOfRecording(data);
  if (recorded) return readShared(recorded);
  if (data.format !== 'run/1') return problem('format', 'must be run/1; newer runs need a newer Podarium');
  for (const field of ['engine', 'kubernetes', 'hash'])
    if (typeof data[field] !== 'string' || data[field].length > 64) return problem(field, 'must be a short text');
  const { engine, kubernetes, hash } = data as unknown as SharedRun;
  const head = { format: 'run/1' as const, engine, kubernetes, hash };
  if (isRecord(data.lesson)) {
    const read = readAttempt(data.lesson);
    if ('problem' in read) return problem(`lesson.${read.problem.path}`, read.problem.message);
    return { run: { ...head, lesson: read.attempt } };
  }
  if (!isRecord(data.sandbox)) return problem('sandbox', 'is missing, and so is lesson');
  const { seed, cluster, branches, active } = data.sandbox;
  if (!Number.isSafeInteger(seed) || (seed as number) < 0) return problem('sandbox.seed', 'must be a whole number');
  const read = readClusterSpec(cluster);
  if ('errors' in read) {
    const [{ field, message }] = read.errors;
    return problem(`sandbox.cluster.${field}`, message);
  }
  // Checked here and read again where the run is made of it: what is passed on stays what the file said.
  if (read.spec.nodes.length > limits.nodes) return problem('sandbox.cluster.nodes', `more than ${limits.nodes}`);
  if (askedPods(read.spec.apply) > limits.pods)
    return problem('sandbox.cluster.apply', `asks for more than ${limits.pods} pods`);
  if (!Array.isArray(branches) || branches.length === 0 || branches.length > limits.branches)
    return problem('sandbox.branches', `must be a list of 1 to ${limits.branches}`);
  const list: SharedBranch[] = [];
  let inputs = 0;
  for (const [i, branch] of branches.entries()) {
    const one = readBranch(branch, i, list);
    if ('message' in one) return problem(`sandbox.branches[${i}].${one.path}`, one.message);
    inputs += one.inputs.length;
    list.push(one);
  }
  if (inputs > limits.inputs) return problem('sandbox.branches', `more than ${limits.inputs} actions`);
  if (!isIndex(active, list.length)) return problem('sandbox.active', 'must be the number of a branch');
  return { run: { ...head, sandbox: { seed: seed as number, cluster, branches: list, active } } };
}

function readBranch(data: unknown, index: number, before: readonly SharedBranch[]): SharedBranch | Problem {
  const wrong = (path: string, message: string): Problem => ({ path, message });
  if (!isRecord(data)) return wrong('', 'must be a branch');
  const { name, parent, at, inputs, cursor, horizon } = data;
  if (typeof name !== 'string' || name.length > 80) return wrong('name', 'must be a short text');
  if (index === 0 ? parent !== undefined : parent !== undefined && !isIndex(parent, index))
    return wrong('parent', 'must be the number of an earlier branch');
  const ticks = { at, cursor, horizon };
  for (const [field, tick] of Object.entries(ticks))
    if (!isTick(tick)) return wrong(field, 'must be a tick within 30 days');
  if (!Array.isArray(inputs) || inputs.length > limits.inputs)
    return wrong('inputs', `must be a list of at most ${limits.inputs}`);
  const read: [Tick, Action][] = [];
  let last = parent === undefined ? 0 : Math.min(at as Tick, before[parent as number].horizon);
  for (const [i, input] of inputs.entries()) {
    if (!Array.isArray(input) || !isTick(input[0]) || input[0] < last)
      return wrong(`inputs[${i}]`, 'must be a tick, not before the one before it, and an action');
    let message = '';
    const action = readAction(input[1], 'action', (field, text) => {
      message ||= `${field}: ${text}`;
    });
    if (action === undefined || message !== '') return wrong(`inputs[${i}]`, message || 'is no action');
    last = input[0];
    read.push([input[0], action]);
  }
  const end = Math.max(horizon as Tick, cursor as Tick, last);
  const head = { name, at: at as Tick, inputs: read, cursor: cursor as Tick, horizon: end };
  return parent === undefined ? head : { ...head, parent: parent as number };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTick = (value: unknown): value is Tick =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= limits.ticks;
const isIndex = (value: unknown, below: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < below;
