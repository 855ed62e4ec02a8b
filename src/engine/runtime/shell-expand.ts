// What a shell makes of its words: variables, arithmetic, the output of small commands, durations, and the tests of `[ … ]`.

import { rfc3339 } from '../api/time.ts';
import type { Tick } from '../kernel/message.ts';
import type { Word } from './shell-words.ts';

/** What expansion can see of a running script. */
export interface ShellView {
  readonly variables: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly status: number;
  readonly time: Tick;
  /** Milliseconds since 1970 at time 0. */
  readonly clock: number;
}

export const FOREVER = Number.MAX_SAFE_INTEGER;

export function split(view: ShellView, word: Word): string[] {
  if (word.some((piece) => piece.quote !== '')) return [expand(view, word)];
  return expand(view, word)
    .split(/\s+/)
    .filter((text) => text !== '');
}

export function expand(view: ShellView, word: Word): string {
  return word.map(({ text, quote }) => (quote === "'" ? text : substitute(view, text))).join('');
}

function substitute(view: ShellView, text: string): string {
  if (!text.includes('$')) return text;
  return text
    .replace(/\$\(\(([^()]*)\)\)/g, (_, sum: string) => String(arithmetic(view, sum)))
    .replace(/\$\(\s*([a-z]+)([^()]*)\)/g, (_, name: string, rest: string) => output(view, name, rest.trim()))
    .replace(/\$\{?([A-Za-z_]\w*)\}?|\$([?$])/g, (_, name: string | undefined, special: string) =>
      name === undefined ? (special === '?' ? String(view.status) : '1') : (view.variables[name] ?? ''),
    );
}

/** A command of which nobody here knows what it prints. */
export class NotPlayed extends Error {}

export function output(view: ShellView, name: string, rest: string): string {
  const args = substitute(view, rest)
    .split(/\s+/)
    .filter((text) => text !== '');
  if (name === 'hostname' && args.length === 0) return view.variables.HOSTNAME ?? 'localhost';
  if (name === 'cat') return (view.files[args[0]] ?? '').replace(/\n+$/, '');
  if (name === 'echo') return args.join(' ');
  if (name === 'seq') {
    const [from, to] = args.length > 1 ? [Number(args[0]), Number(args[1])] : [1, Number(args[0])];
    return Array.from({ length: Math.max(0, Math.min(10_000, to - from + 1)) }, (_, i) => String(from + i)).join('\n');
  }
  if (name === 'date') return dateText(view, rest.replace(/["']/g, ''));
  throw new NotPlayed(name);
}

/** What `date` prints, by `+%H:%M:%S` and the like, or as a machine in UTC and without a language does. */
function dateText({ clock, time }: ShellView, asked: string): string {
  const format = asked[0] === '+' ? asked.slice(1) : '%a %b %e %T UTC %Y';
  const [Y, m, d, H, M, S] = rfc3339(clock, time).split(/\D/);
  const second = Math.floor((clock + time) / 1000);
  const a = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'][Math.floor(second / 86_400) % 7];
  const b = 'JanFebMarAprMayJunJulAugSepOctNovDec'.slice(Number(m) * 3 - 3, Number(m) * 3);
  const [F, T] = [`${Y}-${m}-${d}`, `${H}:${M}:${S}`];
  const parts: Readonly<Record<string, string>> = {
    Y,
    m,
    d,
    H,
    M,
    S,
    F,
    T,
    a,
    b,
    e: d.replace(/^0/, ' '),
    s: `${second}`,
  };
  return format.replace(/%(\w)/g, (all, letter: string) => parts[letter] ?? all);
}

/** The variables as `env` prints them; of those that `printenv` is asked for, the values of the known. */
export function environment({ variables }: ShellView, names: readonly string[]): string {
  const { HOSTNAME = '', ...rest } = variables;
  if (names.length > 0) return names.flatMap((name) => variables[name] ?? []).join('\n');
  const own = Object.keys(rest).map((name) => `${name}=${rest[name]}`);
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return [path, `HOSTNAME=${HOSTNAME}`, ...own, 'HOME=/root'].join('\n');
}

function arithmetic(view: ShellView, sum: string): number {
  const match = /^\s*\$?(\w+)\s*(?:([-+*/%])\s*\$?(\w+)\s*)?$/.exec(sum);
  if (!match) return 0;
  const value = (text: string) => Number(/^\d/.test(text) ? text : (view.variables[text] ?? 0)) || 0;
  const [a, b] = [value(match[1]), match[3] === undefined ? 0 : value(match[3])];
  switch (match[2]) {
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? 0 : Math.trunc(a / b);
    case '%':
      return b === 0 ? 0 : a % b;
    default:
      return a + b;
  }
}

export function test(view: ShellView, args: readonly string[]): boolean {
  if (args[0] === '!') return !test(view, args.slice(1));
  const [a = '', op = '', b = ''] = args;
  switch (args.length) {
    case 1:
      return a !== '';
    case 2:
      if (a === '-z') return op === '';
      if (a === '-n') return op !== '';
      return (a === '-f' || a === '-e' || a === '-s') && view.files[op] !== undefined;
    default:
      break;
  }
  const [x, y] = [Number(a), Number(b)];
  const results: Record<string, boolean> = {
    '=': a === b,
    '==': a === b,
    '!=': a !== b,
    '-eq': x === y,
    '-ne': x !== y,
    '-lt': x < y,
    '-le': x <= y,
    '-gt': x > y,
    '-ge': x >= y,
  };
  return results[op] ?? false;
}

/** `5`, `0.5`, `2m`, `1h`, `infinity` in ticks. */
export function duration(text: string): Tick {
  const match = /^([\d.]+)([smhd]?)$/.exec(text);
  if (!match) return FOREVER;
  const factor = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 }[match[2]] ?? 1;
  return Math.round(Number(match[1]) * factor * 1000);
}

export function format(args: readonly string[]): string {
  const [pattern = '', ...rest] = args;
  let next = 0;
  return pattern.replaceAll('\\n', '\n').replace(/%[sd]/g, () => rest[next++] ?? '');
}
