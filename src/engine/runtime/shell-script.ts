// Computes what a small shell script will do without running anything: when it ends, with which code, what it prints, which files it leaves.
// As the first process of a container it ignores SIGTERM unless it sets a trap, and a trap runs only when the present command has ended.
// What it does not know makes it idle for good, and it says so in its log.

import type { Tick } from '../kernel/message.ts';
import { elsewhere, programName, type Script } from './shell-commands.ts';
import {
  duration,
  environment,
  expand,
  FOREVER,
  format,
  NotPlayed,
  output,
  type ShellView,
  split,
  test,
} from './shell-expand.ts';
import { parseStatements, type Statement } from './shell-words.ts';

/** A file that is written or, without a text, removed. */
export interface FileEdit {
  readonly at: Tick;
  readonly path: string;
  readonly text: string | undefined;
}

export interface Line {
  readonly at: Tick;
  readonly text: string;
  /** Written to standard error. */
  readonly isError?: true;
}

export interface ScriptRun {
  /** Ticks since the start and exit code; absent: it did not end (by `until`, or ever). */
  readonly exit?: { readonly at: Tick; readonly code: number };
  readonly lines: readonly Line[];
  readonly files: Readonly<Record<string, string>>;
  /** What it did to files, in order. */
  readonly writes: readonly FileEdit[];
  /** Signals that it sent to the first process, of a command that runs beside that. */
  readonly signals: readonly { readonly at: Tick; readonly signal: string }[];
}

/** What a small program says and how it ends; undefined: there is no such program here. */
export type Tool = (
  name: string,
  args: readonly string[],
  view: ShellView,
) => { readonly out?: string; readonly err?: string; readonly status?: number } | undefined;

export interface RunOptions {
  /** SIGTERM at this tick since the start. */
  readonly signalAt?: Tick;
  /** Files that are there at the start. */
  readonly files?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 at its start. */
  readonly clock?: number;
  /** Stop looking here. */
  readonly until?: Tick;
  /** What others do to the files meanwhile, in the order of time. */
  readonly edits?: readonly FileEdit[];
  /** It runs beside the first process and not as it: programs that it may call. */
  readonly tool?: Tool;
}

const MAX_STEPS = 100_000;
const MAX_LINES = 1_000;

/** The life of a script from its start; times count from there. */
export function runScript(script: Script, options: RunOptions): ScriptRun {
  const run = new Run(script, options);
  return run.result();
}

type Flow = 'exit' | 'break' | 'continue' | 'stopped' | undefined;

class Run {
  time: Tick = 0;
  readonly clock: number;
  status = 0;
  private steps = 0;
  private lines: Line[] = [];
  private readonly writes: FileEdit[] = [];
  private readonly signals: { at: Tick; signal: string }[] = [];
  private edited = 0;
  readonly files: Record<string, string>;
  readonly variables: Record<string, string>;
  private readonly traps: Record<string, string> = {};
  private exitOnError = false;
  /** The command that runs adds to the file that it writes to. */
  private appends = false;
  private signalled = false;
  private depth = 0;

  constructor(
    private readonly script: Script,
    private readonly options: RunOptions,
  ) {
    this.clock = options.clock ?? 0;
    this.variables = { ...script.env };
    this.files = { ...options.files };
  }

  result(): ScriptRun {
    const { unknown, statements } = this.script;
    let flow: Flow;
    try {
      flow = unknown !== undefined && statements.length === 0 ? this.idle(unknown) : this.list(statements);
    } catch (error) {
      if (!(error instanceof NotPlayed)) throw error;
      flow = this.idle(error.message);
    }
    const { lines, files, writes, signals } = this;
    if (flow === 'stopped') {
      this.takeEdits(this.options.until ?? this.time);
      return { lines, files, writes, signals };
    }
    return { exit: { at: this.time, code: this.status }, lines, files, writes, signals };
  }

  /** What others have done to the files by now. */
  private takeEdits(now: Tick): void {
    const { edits } = this.options;
    if (edits === undefined) return;
    for (; this.edited < edits.length && edits[this.edited].at <= now; this.edited++) {
      const { path, text } = edits[this.edited];
      if (text === undefined) delete this.files[path];
      else this.files[path] = text;
    }
  }

  private write(path: string, text: string | undefined): void {
    this.writes.push({ at: this.time, path, text });
    if (text === undefined) delete this.files[path];
    else this.files[path] = text;
  }

  private list(statements: readonly Statement[]): Flow {
    for (const statement of statements) {
      const flow = this.run(statement);
      if (flow) return flow;
      if (this.exitOnError && this.status !== 0 && statement.kind === 'command') return 'exit';
    }
    return undefined;
  }

  private run(statement: Statement): Flow {
    if (++this.steps > MAX_STEPS) return 'stopped';
    switch (statement.kind) {
      case 'command':
        return this.command(statement) ?? this.afterCommand();
      case 'assign':
        this.variables[statement.name] = expand(this, statement.value);
        this.status = 0;
        return undefined;
      case 'and':
      case 'or': {
        const flow = this.run(statement.left);
        if (flow) return flow;
        return (this.status === 0) === (statement.kind === 'and') ? this.run(statement.right) : undefined;
      }
      case 'not': {
        const flow = this.run(statement.body);
        this.status = this.status === 0 ? 1 : 0;
        return flow;
      }
      case 'if': {
        const flow = this.list(statement.condition);
        if (flow) return flow;
        if (this.status === 0) return this.list(statement.then);
        this.status = 0; // of an `if` that does nothing
        return this.list(statement.otherwise);
      }
      case 'for':
        for (const value of statement.words.flatMap((word) => split(this, word))) {
          this.variables[statement.name] = value;
          const flow = this.list(statement.body);
          if (flow === 'break') break;
          if (flow && flow !== 'continue') return flow;
        }
        return undefined;
      default:
        return this.loop(statement);
    }
  }

  private loop(statement: Statement & { kind: 'while' }): Flow {
    if (statement === this.script.caller?.loop) return 'stopped';
    const steady = isSteady(statement);
    let bodyStatus = 0;
    for (let turn = 0; ; turn++) {
      if (steady && this.options.until === undefined && !this.awaitsSignal()) return 'stopped';
      const before = this.time;
      const conditionFlow = this.list(statement.condition);
      if (conditionFlow) return conditionFlow;
      if ((this.status === 0) === statement.until) {
        this.status = bodyStatus;
        break;
      }
      const flow = this.list(statement.body);
      if (flow === 'break') break;
      if (flow && flow !== 'continue') return flow;
      bodyStatus = this.status;
      const length = this.time - before;
      if (length === 0 && steady) return 'stopped'; // a loop that burns the processor
      // Turns of an unchanging loop are all alike: leap to the last ones before the end of interest.
      if (turn === 0 && steady && length > 0) {
        const goal = Math.min(
          this.signalled ? FOREVER : (this.options.signalAt ?? FOREVER),
          this.options.until ?? FOREVER,
        );
        const turns = goal === FOREVER ? 0 : Math.floor((goal - this.time) / length) - MAX_LINES;
        if (turns > 0) this.time += turns * length;
      }
    }
    return undefined;
  }

  private awaitsSignal(): boolean {
    return this.options.signalAt !== undefined && !this.signalled && this.traps.TERM !== undefined;
  }

  /** A trapped signal is handled when the command that ran at its arrival is over. */
  private afterCommand(): Flow {
    const { signalAt, until } = this.options;
    if (signalAt !== undefined && !this.signalled && this.time >= signalAt) {
      this.signalled = true;
      const handler = this.traps.TERM;
      if (handler !== undefined && ++this.depth < 5) {
        const parsed = parseStatements(handler);
        const flow = 'statements' in parsed ? this.list(parsed.statements) : undefined;
        this.depth--;
        if (flow) return flow;
      }
    }
    return until !== undefined && this.time > until ? 'stopped' : undefined;
  }

  private command(statement: Statement & { kind: 'command' }): Flow {
    const [written = '', ...args] = statement.words.flatMap((word) => split(this, word));
    const name = programName(written);
    const to = statement.to ? expand(this, statement.to) : undefined;
    this.appends = statement.appends === true;
    this.takeEdits(this.time);
    const tool = this.options.tool?.(name, args, this);
    if (tool) {
      if (tool.out) this.print(tool.out.replace(/\n$/, ''), to);
      if (tool.err) this.complain(tool.err.replace(/\n$/, ''));
      this.status = tool.status ?? 0;
      return undefined;
    }
    this.status = 0;
    switch (name) {
      case 'echo': {
        const words = args[0] === '-n' || args[0] === '-e' ? args.slice(1) : args;
        return this.print(words.join(' '), to);
      }
      case 'printf':
        return this.print(format(args).replace(/\n$/, ''), to);
      case 'env':
      case 'printenv': {
        const names = name === 'env' ? [] : args;
        this.status = names.every((one) => one in this.variables) ? 0 : 1;
        const text = environment(this, names);
        return text === '' ? undefined : this.print(text, to);
      }
      case 'date':
      case 'hostname':
      case 'seq':
        return this.print(output(this, name, args.join(' ')), to);
      case 'sleep':
        return this.sleep(args.reduce((sum, text) => sum + duration(text), 0));
      case 'exit':
        if (args[0] !== undefined) this.status = Number(args[0]) & 255;
        return 'exit';
      case 'break':
      case 'continue':
        return name;
      case 'false':
        this.status = 1;
        return undefined;
      case 'test':
      case '[':
        this.status = test(this, name === '[' ? args.slice(0, -1) : args) ? 0 : 1;
        return undefined;
      case 'trap':
        for (const signal of args.slice(1)) this.traps[signal.replace(/^SIG/, '').replace(/^15$/, 'TERM')] = args[0];
        return undefined;
      case 'touch':
        for (const file of args) this.write(file, this.files[file] ?? '');
        return undefined;
      case 'rm':
        return this.remove(args);
      case 'cat':
        for (const file of args) {
          if (file === '/dev/null') continue;
          const text = this.files[file];
          if (text === undefined) {
            this.status = 1;
            this.complain(`cat: can't open '${file}': No such file or directory`);
          } else if (text !== '') this.print(text.replace(/\n$/, ''), to);
        }
        return undefined;
      case 'tail':
      case 'wait':
        return args.some((arg) => /^-[a-z]*[fF]/.test(arg)) ? this.sleep(FOREVER) : undefined;
      case 'set':
        this.exitOnError ||= args.some((arg) => /^-[a-z]*e/.test(arg));
        return undefined;
      case 'export':
        for (const text of args) {
          const equals = text.indexOf('=');
          if (equals > 0) this.variables[text.slice(0, equals)] = text.slice(equals + 1);
        }
        return undefined;
      case 'kill':
        if (!args.includes('1') && !args.includes('$$')) return undefined;
        if (this.options.tool) {
          const signal = (args.find((arg) => arg.startsWith('-')) ?? '-TERM').slice(1).replace(/^SIG/, '');
          this.signals.push({ at: this.time, signal });
          return undefined;
        }
        this.status = args.includes('-9') || args.includes('-KILL') ? 0 : 143;
        return this.status === 0 ? undefined : 'exit';
      case 'exec':
        if (args.length === 0) return undefined;
        return this.command({ kind: 'command', words: statement.words.slice(1) }) ?? this.afterCommand() ?? 'exit';
      case 'true':
      case ':':
      case 'mkdir':
      case 'cd':
      case 'chmod':
        return undefined;
      default:
        if (elsewhere.has(name) || name.includes('/')) return this.idle(name);
        this.status = 127;
        this.complain(`sh: ${name}: not found`);
        return undefined;
    }
  }

  private remove(args: readonly string[]): Flow {
    const flags = args.filter((arg) => arg.startsWith('-')).join('');
    for (const path of args) {
      if (path.startsWith('-')) continue;
      const below = /[rR]/.test(flags) ? Object.keys(this.files).filter((file) => file.startsWith(`${path}/`)) : [];
      const found = this.files[path] === undefined ? below : [path, ...below];
      for (const file of found) this.write(file, undefined);
      if (found.length > 0 || flags.includes('f')) continue;
      this.status = 1;
      this.complain(`rm: can't remove '${path}': No such file or directory`);
    }
    return undefined;
  }

  private complain(text: string): void {
    for (const line of text.split('\n')) this.lines.push({ at: this.time, text: line, isError: true });
  }

  private print(text: string, to: string | undefined): Flow {
    if (to !== undefined && !/^\/(dev\/(stdout|stderr)|proc\/1\/fd\/[12])$/.test(to)) {
      this.write(to, `${this.appends ? (this.files[to] ?? '') : ''}${text}\n`);
      return undefined;
    }
    for (const line of text.split('\n')) this.lines.push({ at: this.time, text: line });
    if (this.lines.length > 2 * MAX_LINES) this.lines = this.lines.slice(-MAX_LINES);
    return undefined;
  }

  /** A sleep that is not to end sees no more of this life: a shell without a trap cannot be interrupted. */
  private sleep(ticks: Tick): Flow {
    if (ticks >= FOREVER) return 'stopped';
    this.time += ticks;
    return undefined;
  }

  private idle(what: string): Flow {
    if (this.options.tool) {
      this.complain(`podarium: "${what}" is not simulated`);
      this.status = 126;
      return undefined;
    }
    this.print(`podarium: "${what}" is not simulated; this container does nothing from here on`, undefined);
    return 'stopped';
  }
}

/** `while true` around commands that neither leave the loop nor change anything that matters: all its turns are alike. */
function isSteady({ until, condition, body }: Statement & { kind: 'while' }): boolean {
  const only = (statements: readonly Statement[], names: readonly string[]): boolean =>
    statements.every((one) => one.kind === 'command' && !one.to && names.includes(one.words[0][0]?.text));
  const quiet = ['echo', 'sleep', 'true', ':', 'date', 'printf'];
  return !until && condition.length === 1 && only(condition, ['true', ':']) && only(body, quiet);
}
