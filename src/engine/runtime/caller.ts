// Scripts that call others for ever, like `while true; do wget -q -O- http://web; sleep 0.1; done`: a load generator of two lines.
// What such a loop does next depends on the answer, so it cannot be computed ahead as other scripts are; it becomes a list of steps.

import type { Tick } from '../kernel/message.ts';
import { duration, expand, FOREVER, NotPlayed, split } from './shell-expand.ts';
import type { Statement } from './shell-words.ts';

export type CallerStep = { readonly only: 'always' | 'ok' | 'failed' } & (
  | { readonly kind: 'sleep'; readonly ticks: Tick }
  | { readonly kind: 'echo'; readonly text: string }
  | ({ readonly kind: 'call' } & Call)
);

export interface Call {
  readonly tool: 'wget' | 'curl';
  /** A name or an address, as written. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** The answer is printed. */
  readonly shows: boolean;
  readonly timeout: Tick;
  /** curl -s: nothing is said of what went wrong. */
  readonly silent?: true;
}

export interface Caller {
  /** The loop in the script; what stands before it runs as in any script. */
  readonly loop: Statement;
  readonly steps: readonly CallerStep[];
}

/** Linux tries six times to open a connection and gives up after this. */
const CONNECT: Tick = 127_000;

/** The loop of calls with which a script ends; undefined: it has none, or does something in it that is not understood. */
export function callerOf(statements: readonly Statement[], env: Readonly<Record<string, string>>): Caller | undefined {
  const loop = statements[statements.length - 1];
  if (loop?.kind !== 'while' || loop.until) return undefined;
  const steps: CallerStep[] = [];
  for (const statement of [...loop.condition, ...loop.body]) {
    const found = stepsOf(statement, env);
    if (!found) return undefined;
    steps.push(...found);
  }
  const calls = steps.some(({ kind }) => kind === 'call');
  // A condition that can fail would end the loop.
  const endless = loop.condition.every((one) => one.kind === 'command' && stepsOf(one, env)?.[0]?.kind !== 'call');
  return calls && endless ? { loop, steps } : undefined;
}

function stepsOf(statement: Statement, env: Readonly<Record<string, string>>): readonly CallerStep[] | undefined {
  try {
    return understood(statement, env);
  } catch (error) {
    if (error instanceof NotPlayed) return undefined;
    throw error;
  }
}

function understood(statement: Statement, env: Readonly<Record<string, string>>): readonly CallerStep[] | undefined {
  if (statement.kind === 'and' || statement.kind === 'or') {
    const left = stepsOf(statement.left, env);
    const right = stepsOf(statement.right, env);
    if (!left || !right || left.length !== 1 || left[0].kind !== 'call') return undefined;
    const only = statement.kind === 'and' ? 'ok' : 'failed';
    return [...left, ...right.map((step) => ({ ...step, only }) as CallerStep)];
  }
  if (statement.kind !== 'command') return undefined;
  const view = { variables: env, files: {}, status: 0, time: 0, clock: 0 };
  const [name = '', ...args] = statement.words.flatMap((word) => split(view, word));
  const to = statement.to === undefined ? undefined : expand(view, statement.to);
  switch (name) {
    case 'true':
    case ':':
      return [];
    case 'sleep': {
      const ticks = args.reduce((sum, text) => sum + duration(text), 0);
      return ticks >= FOREVER ? undefined : [{ only: 'always', kind: 'sleep', ticks }];
    }
    case 'echo':
      return to === undefined ? [{ only: 'always', kind: 'echo', text: args.join(' ') }] : [];
    case 'wget':
    case 'curl': {
      const call = callOf(name, args, to !== undefined);
      return call && [{ only: 'always', kind: 'call', ...call }];
    }
    default:
      return undefined;
  }
}

/** Options that take a word after them, by tool: where the answer goes, how long to wait. */
const OUTPUT = { wget: 'O', curl: 'o' } as const;
const PATIENCE = { wget: ['T', 'timeout'], curl: ['m', 'max-time', 'connect-timeout'] } as const;

function callOf(tool: 'wget' | 'curl', args: readonly string[], redirected: boolean): Call | undefined {
  let file = tool === 'curl' ? '-' : 'index.html';
  let timeout = CONNECT;
  let url: string | undefined;
  let silent = false;
  let complains = false;
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    const long = /^--([a-z-]+)(?:=(.*))?$/.exec(word);
    const short = /^-([A-Za-z]*)(.*)$/.exec(word);
    if (long) {
      silent ||= long[1] === 'silent';
      complains ||= long[1] === 'show-error';
      if ((PATIENCE[tool] as readonly string[]).includes(long[1])) timeout = duration(long[2] ?? args[++i] ?? '');
    } else if (short && word !== '-') {
      // Letters run together (`-qO-`); the one that takes a word takes what is left, or the next.
      const letters = word.slice(1);
      const at = [...letters].findIndex((letter) => letter === OUTPUT[tool] || letter === PATIENCE[tool][0]);
      const flags = at < 0 ? letters : letters.slice(0, at);
      silent ||= flags.includes('s');
      complains ||= flags.includes('S');
      if (at < 0) continue;
      const value = letters.slice(at + 1) || (args[++i] ?? '');
      if (letters[at] === OUTPUT[tool]) file = value;
      else timeout = duration(value);
    } else {
      url = word;
    }
  }
  const parts = /^(?:http:\/\/)?([^/:]*)(?::(\d+))?(\/.*)?$/.exec(url ?? '');
  if (!parts) return undefined;
  const [, host, port = '80', path = '/'] = parts;
  const quiet = tool === 'curl' && silent && !complains ? { silent: true as const } : {};
  return { tool, host, port: Number(port), path, shows: file === '-' && !redirected, timeout, ...quiet };
}

/** What a tool says when it got no answer that it likes; '' for nothing. Source: busybox `networking/wget.c`, curl's messages. */
export function complaint(
  { tool, host, port, silent }: Call,
  end: { readonly outcome: string; readonly code: number; readonly address: string },
): string {
  if (silent) return '';
  if (tool === 'wget') {
    switch (end.outcome) {
      case 'answered':
        return end.code < 400
          ? ''
          : `wget: server returned error: HTTP/1.1 ${end.code} ${words[end.code] ?? ''}`.trim();
      case 'unresolved':
        return `wget: bad address '${port === 80 ? host : `${host}:${port}`}'`;
      case 'timed out':
        return 'wget: download timed out';
      case 'reset':
        return 'wget: error getting response: Connection reset by peer';
      default:
        return `wget: can't connect to remote host (${end.address || host}): ${whyNot(end.outcome)}`;
    }
  }
  switch (end.outcome) {
    case 'answered':
      return '';
    case 'unresolved':
      return `curl: (6) Could not resolve host: ${host}`;
    case 'timed out':
      return 'curl: (28) Connection timed out';
    case 'reset':
      return 'curl: (56) Recv failure: Connection reset by peer';
    default:
      return `curl: (7) Failed to connect to ${host} port ${port}: ${whyNot(end.outcome)}`;
  }
}

const whyNot = (outcome: string): string => (outcome === 'no route' ? 'No route to host' : 'Connection refused');

const words: Readonly<Record<number, string>> = {
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
