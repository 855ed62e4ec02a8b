// Everything that was recorded on the real cluster, by name, and what of it is not played here and why. A test sees to it that
// nothing recorded is missing from the list and that nothing is left out without a reason.

import { readFileSync } from 'node:fs';

/** A reason why something is not played; '' when it is. */
type Why = string;

export interface Scope {
  readonly traces: Readonly<Record<string, Why>>;
  /** By session, then by exchange. */
  readonly api: Readonly<Record<string, Readonly<Record<string, Why>>>>;
  /** By session, then each command in order. */
  readonly kubectl: Readonly<Record<string, readonly (readonly [command: string, why: Why])[]>>;
  readonly scheduler: Readonly<Record<string, Why>>;
}

export function readScope(): Scope {
  return JSON.parse(readFileSync(new URL('../reference/scope.json', import.meta.url), 'utf8')) as Scope;
}

/** Names that are played, of those a list has a reason for or none. */
export function played(list: Readonly<Record<string, Why>>): readonly string[] {
  return Object.keys(list).filter((name) => list[name] === '');
}
