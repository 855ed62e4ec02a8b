// A verb is what it takes, what it does first, and named steps for what comes back: kubectl never waits, it is called again.
// One file a verb, one line in the registry; names instead of functions are remembered, so a running command is plain data.

import type { KubeObject } from '../api/object.ts';
import type { WatchType } from '../api/wire.ts';
import type { Reply } from '../client/requests.ts';
import type { Found } from './fetch.ts';
import type { Run } from './run.ts';

/** One event of a watch, or its end (`END`: the server closed it, or the connection is gone). */
export interface Watched {
  readonly type: WatchType | 'END';
  readonly object: KubeObject;
  readonly context: unknown;
  readonly stream: string;
}

/** The verb that is called so among these. */
export function verbNamed(level: readonly Verb[], word: string): Verb | undefined {
  return level.find(({ name, aliases }) => name === word || aliases?.includes(word));
}

export interface Verb {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line for the list of commands. */
  readonly short: string;
  /** What stands behind `kubectl `. */
  readonly usage: string;
  readonly examples?: readonly string[];
  /** Flags, as `name` or `name:s`. */
  readonly flags: readonly string[];
  readonly subcommands?: readonly Verb[];
  /** Flags that the real one takes and this one does not yet. */
  readonly later?: string;
  /** Not here yet: takes any flags and arguments, and says so. */
  readonly absent?: true;
  /** Flags without which cobra does not even begin. */
  readonly required?: readonly string[];
  begin?(run: Run): void;
  /** Called with the objects that `fetch` found. */
  found?(run: Run, objects: readonly Found[]): void;
  readonly tasks?: Readonly<Record<string, (run: Run, item: unknown) => void>>;
  readonly replies?: Readonly<Record<string, (run: Run, reply: Reply) => void>>;
  readonly events?: Readonly<Record<string, (run: Run, event: Watched) => void>>;
}
