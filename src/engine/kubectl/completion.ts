// What could stand where the cursor is: verbs, flags, types, names of objects. Names come from whoever holds a copy of the cluster;
// asking the server at each press of Tab, as the real kubectl does, would send messages that nobody wanted to see.

import { kinds, resolveResource } from '../api/kinds/index.ts';
import { flagInfos } from './flags.ts';
import { type Verb, verbNamed } from './verb.ts';
import { verbs } from './verbs/index.ts';

/** Names of all objects of a type (plural). */
export type NamesOf = (resource: string) => readonly string[];

const formats = ['json', 'yaml', 'name', 'wide', 'jsonpath=', 'custom-columns='];
const values: Readonly<Record<string, readonly string[]>> = {
  output: formats,
  'dry-run': ['client', 'server', 'none'],
  cascade: ['background', 'foreground', 'orphan'],
  restart: ['Always', 'OnFailure', 'Never'],
  type: ['json', 'merge', 'strategic'],
};

/** Verbs that take `TYPE NAME`; the others below take names of one type only. */
const typed = new Set(
  'get describe delete label annotate scale patch edit wait set rollout expose autoscale explain logs exec'.split(' '),
);
const nameOnly: Readonly<Record<string, string>> = {
  cordon: 'nodes',
  uncordon: 'nodes',
  drain: 'nodes',
  logs: 'pods',
  exec: 'pods',
};

/** Completions for the word before the cursor; `line` is what stands there up to the cursor, with or without `kubectl`. */
export function complete(line: string, namesOf: NamesOf): readonly string[] {
  const words = line.trimStart().split(/\s+/);
  if (words[0] === 'kubectl' || words[0] === 'k') words.shift();
  const last = words.pop() ?? '';
  const { verb, path, args } = verbIn(words);
  const begins = (choices: readonly string[]): string[] =>
    [...new Set(choices)].filter((choice) => choice.startsWith(last)).sort();
  const previous = words[words.length - 1] ?? '';
  if (previous === '-n' || previous === '--namespace') return begins(namesOf('namespaces'));
  if (previous === '-o' || previous === '--output') return begins(formats);
  const assigned = /^--([\w-]+)=/.exec(last);
  if (assigned !== null) {
    const [head, flag] = assigned;
    const choices = flag === 'namespace' ? namesOf('namespaces') : (values[flag] ?? []);
    return begins(choices.map((choice) => head + choice));
  }
  if (verb === undefined) return begins(['help', ...verbs.map(({ name }) => name)]);
  if (last.startsWith('-')) return begins(flagsOf(verb));
  if (verb.subcommands !== undefined && verb.begin === undefined)
    return begins(verb.subcommands.map(({ name }) => name));
  return begins(argumentsFor(path[0], args, last, namesOf));
}

function verbIn(words: readonly string[]): { verb: Verb | undefined; path: string[]; args: string[] } {
  const path: string[] = [];
  const args: string[] = [];
  let level: readonly Verb[] = verbs;
  let verb: Verb | undefined;
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (word.startsWith('-')) {
      if (['-n', '-o', '-l', '-f', '-c', '--namespace', '--output', '--selector'].includes(word)) i += 1;
      continue;
    }
    const next = args.length === 0 ? verbNamed(level, word) : undefined;
    if (next === undefined) args.push(word);
    else {
      verb = next;
      path.push(next.name);
      level = next.subcommands ?? [];
    }
  }
  return { verb, path, args };
}

function flagsOf(verb: Verb): string[] {
  return ['namespace:n', ...verb.flags].map((flag) => {
    const [name] = flag.split(':');
    return `--${name.replace(/-too$/, '')}${flagInfos[name].type === 'switch' || flagInfos[name].alone !== undefined ? '' : '='}`;
  });
}

function argumentsFor(verb: string, args: readonly string[], last: string, namesOf: NamesOf): readonly string[] {
  if (verb === 'taint' && args.length < 2) return args.length === 0 ? ['nodes'] : namesOf('nodes');
  const only = nameOnly[verb];
  const slash = last.indexOf('/');
  if (slash >= 0) {
    const kind = resolveResource(last.slice(0, slash));
    return kind === undefined ? [] : namesOf(kind.plural).map((name) => last.slice(0, slash + 1) + name);
  }
  if (only !== undefined) return args.length === 0 || only === 'nodes' ? namesOf(only) : [];
  if (!typed.has(verb)) return [];
  const group = verb === 'set' ? args.slice(1) : args;
  if (group.length === 0 || group[0].includes('/')) return typeNames(verb);
  const kind = resolveResource(group[0].split(',')[0]);
  return kind === undefined ? [] : namesOf(kind.plural).filter((name) => !group.includes(name));
}

function typeNames(verb: string): string[] {
  const names = kinds.map(({ plural }) => plural);
  return verb === 'get' ? ['all', ...names] : names;
}
