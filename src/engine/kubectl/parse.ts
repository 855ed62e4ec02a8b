// From a line to a verb with its flags and arguments, or to the words in which kubectl refuses it.
// Source: cobra's `command.go` (unknown commands, suggestions, required flags) and kubectl's `pkg/cmd/cmd.go`.

import { type FlagValues, flagInfos, parseFlags } from './flags.ts';
import { helpOf, overview } from './help.ts';
import { unsupportedFlag } from './unsupported.ts';
import { type Verb, verbNamed } from './verb.ts';
import { verbs } from './verbs/index.ts';
import { splitWords } from './words.ts';

export type Command =
  | {
      readonly verb: Verb;
      readonly path: readonly string[];
      readonly args: readonly string[];
      readonly rest: readonly string[];
      readonly flags: FlagValues;
    }
  /** For standard output. */
  | { readonly help: string }
  /** As printed, on standard error; the exit code is 1. */
  | { readonly error: string };

export function readCommand(line: string): Command {
  const split = splitWords(line);
  if ('error' in split) return { error: `error: ${split.error}.` };
  const words = [...split.words];
  const before = leadingFlags(words);
  if (words[0] === 'help') return helpFor(words.slice(1).filter((word) => !word.startsWith('-')));
  const path: string[] = [];
  let level = verbs;
  let verb: Verb | undefined;
  while (words.length > 0 && !words[0].startsWith('-')) {
    const next = verbNamed(level, words[0]);
    if (next === undefined) break;
    verb = next;
    path.push(next.name);
    words.shift();
    level = next.subcommands ?? [];
  }
  if (verb === undefined) {
    if (words.length === 0 || words[0] === '--help' || words[0] === '-h') return helpFor([]);
    if (words[0].startsWith('-')) return { error: flagError(`unknown flag: ${words[0]}`, []) };
    return { error: unknownCommand(words[0]) };
  }
  if (verb.absent) return { verb, path, args: [], rest: [], flags: {} };
  const parsed = parseFlags([...before, ...words], verb.flags);
  if ('error' in parsed) {
    const [, typed = ''] = /^unknown (?:shorthand )?flag: '?(?:--)?([\w-]+)/.exec(parsed.error) ?? [];
    return { error: unsupportedFlag(verb, typed) ?? flagError(parsed.error, path) };
  }
  const { flags, args, rest } = parsed;
  if (flags.help === 'true') return helpFor(path);
  const missing = (verb.required ?? []).filter((name) => flags[name] === undefined);
  if (missing.length > 0)
    return { error: `error: required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set` };
  if (verb.begin === undefined) {
    if (args.length === 0) return helpFor(path);
    const where = path.join(' ');
    return {
      error: `error: unknown command ${JSON.stringify(args[0])}\nSee 'kubectl ${where} -h' for help and examples`,
    };
  }
  return { verb, path, args, rest, flags };
}

function helpFor(path: readonly string[]): Command {
  let level = verbs;
  let verb: Verb | undefined;
  for (const word of path) {
    verb = verbNamed(level, word);
    if (verb === undefined) return { error: `Unknown help topic ${JSON.stringify(path.join(' '))}` };
    level = verb.subcommands ?? [];
  }
  return { help: verb === undefined ? overview(verbs) : helpOf(verb, path) };
}

/** Flags may stand before the verb; they are taken out of `words`. */
function leadingFlags(words: string[]): string[] {
  const found: string[] = [];
  while (words.length > 1 && words[0].startsWith('-') && words[0] !== '--help' && words[0] !== '-h') {
    const word = words.shift() as string;
    found.push(word);
    const name = word.startsWith('--') ? word.slice(2) : word === '-n' ? 'namespace' : word === '-s' ? 'server' : '';
    if (!word.includes('=') && flagInfos[name]?.type === 'text') found.push(words.shift() as string);
  }
  return found;
}

function flagError(message: string, path: readonly string[]): string {
  return `error: ${message}\nSee '${['kubectl', ...path].join(' ')} --help' for usage.`;
}

function unknownCommand(word: string): string {
  const near = verbs.filter(
    ({ name }) => distance(word.toLowerCase(), name) <= 2 || name.startsWith(word.toLowerCase()),
  );
  const names = near.map(({ name }) => `\t${name}`);
  const hint = names.length === 0 ? [] : ['', 'Did you mean this?', ...names];
  return [`error: unknown command ${JSON.stringify(word)} for "kubectl"`, ...hint].join('\n');
}

/** Levenshtein's distance: how many letters have to be put in, taken out or changed. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
