// Everything kubectl remembers: one record per command that runs, and what was printed, as plain data.
// Many commands may run at once, a watch in the background and a get in front; each is a client of its own.

import type { Call, Client, Identity } from '../client/requests.ts';
import type { Body, Tick } from '../kernel/message.ts';
import type { FlagValues } from './flags.ts';

/** The learner types a line; `line` is what stands after `kubectl`. Files are the laptop's, by name. */
export interface KubectlBody extends Body {
  readonly kind: 'kubectl';
  readonly id: number;
  readonly line: string;
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Ctrl-C. */
export interface InterruptBody extends Body {
  readonly kind: 'kubectl-interrupt';
  readonly id: number;
}

/** A piece of a command's output; `text` ends with its line break, and is the code when `stream` is `exit`. */
export interface Output {
  readonly thread: number;
  readonly stream: 'command' | 'stdout' | 'stderr' | 'exit';
  readonly text: string;
  readonly tick: Tick;
}

/** Something still to be done: the name of one of the verb's tasks and what it is about. */
export interface Task {
  readonly name: string;
  readonly item: unknown;
}

/** What a stream of this command is for. */
export interface Watching {
  readonly step: string;
  readonly context: unknown;
  readonly what: Omit<Call, 'verb'>;
  /** How often it was opened again after the server had asked to come later. */
  readonly tries: number;
}

/** A request that waits for the one before it. */
export interface Queued {
  readonly what: Call;
  readonly step: string;
  readonly context: unknown;
}

export interface Invocation {
  readonly id: number;
  readonly line: string;
  readonly files: Readonly<Record<string, string>>;
  readonly stdin: string | undefined;
  readonly identity: Identity;
  /** Words of the command: `['rollout', 'status']`. */
  path: readonly string[];
  args: readonly string[];
  /** Arguments behind `--`. */
  rest: readonly string[];
  flags: FlagValues;
  namespace: string;
  /** Done one after the other, whenever nothing is outstanding. */
  tasks: Task[];
  /** Requests and timers that will come back. */
  outstanding: number;
  /** A request is under way; those that have not left yet wait for it. */
  asking: boolean;
  queued: readonly Queued[];
  readonly watches: Record<string, Watching>;
  readonly timers: Record<string, number>;
  lastTimer: number;
  /** Errors to be printed when the command ends, as kubectl collects them. */
  errors: string[];
  /** Exit code so far. */
  code: number;
  /** The verb's own memory between two messages. */
  readonly data: Record<string, unknown>;
}

export interface KubectlState {
  readonly client: Client;
  readonly running: Record<string, Invocation>;
  started: number;
  outputs: Output[];
  /** Pieces that were let go at the front of `outputs`. */
  dropped: number;
  /** The last command, for the screen. */
  last: { command: string; code: number | undefined; at: Tick } | undefined;
  /** `config set-context` replaces it. */
  config: KubectlConfig;
}

export interface KubectlConfig {
  readonly apiserver: string;
  readonly epochMs: number;
  readonly user: string;
  /** How kubeconfig names the server: `10.0.0.1:6443`. */
  readonly server: string;
  readonly context: string;
  readonly namespace: string;
}

/** Pieces of output that are kept. */
const OUTPUT_BOUND = 4000;

export function print(state: KubectlState, output: Output): void {
  state.outputs.push(Object.freeze(output));
  if (state.outputs.length <= OUTPUT_BOUND) return;
  const drop = OUTPUT_BOUND / 4;
  state.outputs = state.outputs.slice(drop);
  state.dropped += drop;
}

/** The position behind the last piece: hand it to `outputsSince` later. */
export function outputPosition(state: KubectlState): number {
  return state.dropped + state.outputs.length;
}

/** Pieces printed since a position (0: everything still kept), in order. */
export function outputsSince(state: KubectlState, position: number): readonly Output[] {
  return state.outputs.slice(Math.max(0, position - state.dropped));
}

/** The commands that have not ended, oldest first. */
export function runningCommands(state: KubectlState): readonly Invocation[] {
  return Object.values(state.running);
}
