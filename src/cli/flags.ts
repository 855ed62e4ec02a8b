// Reads the words of a command line into flags and arguments. A flag nobody knows is answered with the one that was probably
// meant; nothing is guessed in silence.
import { nearest } from '../engine/index.ts';
import { InputError } from './input-error.ts';

/** `switch`: present or not; `value`: one text; `list`: may be repeated. */
export type FlagKind = 'switch' | 'value' | 'list';

export interface Parsed {
  readonly args: readonly string[];
  has(flag: string): boolean;
  value(flag: string): string | undefined;
  list(flag: string): readonly string[];
}

/** Reads `words` by the flags that `command` has. Throws InputError for what does not belong there. */
export function readFlags(
  command: string,
  words: readonly string[],
  known: Readonly<Record<string, FlagKind>>,
): Parsed {
  const args: string[] = [];
  const values: Record<string, string[]> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const [, name, , inline] = /^--?([^=]*)(=(.*))?$/s.exec(word) ?? [word, word, '', undefined];
    const kind = known[name];
    if (!kind) throw new InputError(unknownFlag(command, name, Object.keys(known)));
    if (kind === 'switch') {
      if (inline !== undefined) throw new InputError(`--${name} takes no value; write --${name} alone.`);
      values[name] = [];
      continue;
    }
    const value = inline ?? words[++i];
    if (value === undefined || (inline === undefined && value.startsWith('--')))
      throw new InputError(`--${name} needs a value; see "podarium ${command} --help".`);
    if (kind === 'value' && values[name]) throw new InputError(`--${name} is given twice; give it once.`);
    values[name] = [...(values[name] ?? []), value];
  }
  return {
    args,
    has: (flag) => values[flag] !== undefined,
    value: (flag) => values[flag]?.[0],
    list: (flag) => values[flag] ?? [],
  };
}

function unknownFlag(command: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const remedy = near ? `did you mean --${near}?` : `see "podarium ${command} --help".`;
  return `There is no flag --${name} for "podarium ${command}"; ${remedy}`;
}

/** Refuses arguments that a command has no use for. */
export function noArguments(command: string, { args }: Parsed): void {
  if (args.length > 0)
    throw new InputError(`"podarium ${command}" takes no argument ${args[0]}; see "podarium ${command} --help".`);
}

/** A whole number of at least `least`. */
export function wholeNumber(flag: string, text: string, least = 0): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > Number.MAX_SAFE_INTEGER)
    throw new InputError(
      `--${flag} must be a whole number of at least ${least}, like ${Math.max(least, 3)}; it is "${text}".`,
    );
  return value;
}
