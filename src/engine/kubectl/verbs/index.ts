// All that kubectl can do here, one line a verb. The parser, help and completion read this list.

import type { Verb } from '../verb.ts';
import { apply } from './apply.ts';
import { deleteVerb } from './delete.ts';
import { describe } from './describe.ts';
import { get } from './get.ts';

export const verbs: readonly Verb[] = Object.freeze([apply, deleteVerb, describe, get]);

/** The verb behind words like `['rollout', 'status']`, which must exist. */
export function verbAt(path: readonly string[]): Verb {
  let level = verbs;
  let verb: Verb | undefined;
  for (const word of path) {
    verb = level.find(({ name }) => name === word);
    level = verb?.subcommands ?? [];
  }
  return verb as Verb;
}
