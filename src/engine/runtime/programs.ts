// What runs in a container, as data: how long it takes to start, when it ends, what it does on a stop signal, what it answers.
// A program is chosen by image, or by image and command; simple shell commands are understood and run as written.
// Nothing here is executed: the future of a program is computed from this data, so a restarted machine comes to the same result.

import type { Tick } from '../kernel/message.ts';
import type { ContainerConfig, ContainerEnd } from './cri.ts';
import { parseReference } from './images.ts';
import { parseScript, type Script } from './shell-commands.ts';
import { type FileEdit, runScript } from './shell-script.ts';

/** An answer to an HTTP request. `toggles` flips the answers of `/` between 200 and 500. */
export interface Answer {
  readonly code: number;
  readonly body: string;
  readonly toggles?: true;
}

/** What a program does; everything is optional but its name. Durations in ticks, memory in MB, CPU in thousandths of a core. */
export interface Program {
  readonly name: string;
  /** Until it listens and is ready to answer. */
  readonly startUp?: Tick;
  /** It ends by itself after this time. */
  readonly ends?: { readonly after: Tick; readonly code: number };
  /** Reaction to the stop signal. `ignored`: only SIGKILL ends it, as it is with a first process that sets no handler. */
  readonly onStop?: { readonly after: Tick; readonly code: number } | 'ignored';
  /** Grows by so much a second until it meets its limit; without a limit until `most`. */
  readonly memory?: { readonly start: number; readonly growth?: number; readonly most?: number };
  /** All the time, and core-milliseconds for each request that it answers. */
  readonly cpu?: { readonly idle: number; readonly perRequest: number };
  /** Ports it listens on once it has started up. */
  readonly ports?: readonly number[] | 'any';
  /** Until then it answers 503. */
  readonly readyAfter?: Tick;
  /** From a request to its answer; 1 if absent. */
  readonly latency?: Tick;
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly logs?: readonly string[];
  /** The process of this machine that lives in such a container: it acts only while one runs. */
  readonly process?: string;
  /** Files of the image, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly script?: Script;
  /** Its start fails: containerd's text after `failed to create containerd task: …`. */
  readonly cannotStart?: string;
}

/** A rule of the cluster file: `{image: 'acme/app:1', command: 'serve', do: {…}}`. */
export interface Behaviour {
  readonly image?: string;
  readonly command?: string;
  readonly do: Partial<Program>;
}

const welcome: Answer = { code: 200, body: 'Welcome to nginx!\n' };

const server = (name: string, port: number, more: Partial<Program> = {}): Program => ({
  name,
  startUp: 30,
  onStop: { after: 40, code: 0 },
  memory: { start: 12 },
  cpu: { idle: 1, perRequest: 1 },
  ports: [port],
  ...more,
});

/** What an image does that nobody has described: it serves whatever it is asked on any port, and ends when told to. */
const small = { memory: { start: 4 }, cpu: { idle: 0, perRequest: 1 } };
const idle: Program = { ...small, name: 'idle', ports: 'any', onStop: { after: 40, code: 0 } };
const shell: Program = { name: 'sh', ends: { after: 5, code: 0 }, memory: { start: 1 } };

const byImage: Readonly<Record<string, Program>> = {
  nginx: server('nginx', 80, {
    answers: { '/': welcome, '/toggle': { code: 200, body: 'toggled\n', toggles: true } },
    logs: ['/docker-entrypoint.sh: Configuration complete; ready for start up'],
    files: {
      '/etc/nginx/nginx.conf': 'user  nginx;\nworker_processes  auto;\n',
      '/etc/nginx/conf.d/default.conf':
        'server {\n    listen       80;\n    location / {\n        root   /usr/share/nginx/html;\n    }\n}\n',
      '/usr/share/nginx/html/index.html': welcome.body,
    },
  }),
  httpd: server('httpd', 80, {
    answers: { '/': { code: 200, body: '<html><body><h1>It works!</h1></body></html>\n' } },
  }),
  redis: server('redis', 6379, { logs: ['* Ready to accept connections tcp'] }),
  memcached: server('memcached', 11211),
  postgres: server('postgres', 5432, {
    startUp: 1500,
    memory: { start: 40 },
    logs: ['LOG:  database system is ready to accept connections'],
  }),
  mysql: server('mysql', 3306, { startUp: 4000, memory: { start: 350 } }),
  mariadb: server('mariadb', 3306, { startUp: 2500, memory: { start: 120 } }),
  mongo: server('mongo', 27017, { startUp: 1500, memory: { start: 120 } }),
  rabbitmq: server('rabbitmq', 5672, { startUp: 5000, memory: { start: 110 } }),
  traefik: server('traefik', 80),
  'traefik/whoami': server('whoami', 80, { answers: { '/': { code: 200, body: 'Hostname: $HOSTNAME\n' } } }),
  wordpress: server('wordpress', 80, { startUp: 2000, memory: { start: 60 } }),
  'registry.k8s.io/hpa-example': server('hpa-example', 80, {
    cpu: { idle: 1, perRequest: 20 },
    answers: { '/': { code: 200, body: 'OK!' } },
  }),
  'registry.k8s.io/coredns/coredns': server('coredns', 53),
  'registry.k8s.io/e2e-test-images/agnhost': { ...idle, name: 'agnhost' },
  'registry.k8s.io/kube-proxy': { ...small, name: 'kube-proxy', process: 'kube-proxy', onStop: { after: 40, code: 0 } },
  'registry.k8s.io/pause': { ...idle, name: 'pause' },
  'acme/hog': { name: 'hog', onStop: 'ignored', memory: { start: 4, growth: 40 } },
  'hello-world': { name: 'hello', ends: { after: 5, code: 0 }, logs: ['Hello from Docker!'] },
  busybox: shell,
  alpine: shell,
  debian: shell,
  ubuntu: shell,
  python: { ...shell, name: 'python' },
  node: { ...shell, name: 'node' },
  perl: { ...shell, name: 'perl', ends: { after: 1500, code: 0 } },
  golang: shell,
};

const shells = ['sh', 'bash', 'ash', '/bin/sh', '/bin/bash', '/bin/ash', '/usr/bin/bash'];

/** The program of a container: a behaviour of the cluster file, else what its command says, else its image's own. */
export function programOf(config: ContainerConfig, behaviours: readonly Behaviour[]): Program {
  const known = chosen.get(config);
  if (known && (known.behaviours === behaviours || known.behaviours.length + behaviours.length === 0)) {
    return known.program;
  }
  const program = choose(config, behaviours);
  chosen.set(config, { behaviours, program });
  return program;
}

/** Programs by configuration: each request looks one up, and reading a script takes long. */
const chosen = new WeakMap<ContainerConfig, { readonly behaviours: readonly Behaviour[]; readonly program: Program }>();

function choose(config: ContainerConfig, behaviours: readonly Behaviour[]): Program {
  const base = ownProgram(config);
  const command = [...config.command, ...config.args].join(' ');
  for (const behaviour of behaviours) {
    if (behaviour.image !== undefined && !sameImage(behaviour.image, config.image)) continue;
    if (behaviour.command !== undefined && !command.includes(behaviour.command)) continue;
    const { script, ...rest } = base;
    return { ...(behaviour.do.script === undefined && !replaces(behaviour.do) ? base : rest), ...behaviour.do };
  }
  return base;
}

/** A behaviour that says how the program lives replaces a script; one that only adds answers or load does not. */
function replaces(change: Partial<Program>): boolean {
  return change.ends !== undefined || change.onStop !== undefined;
}

function ownProgram(config: ContainerConfig): Program {
  const words = [...config.command, ...config.args];
  const own = byImage[parseReference(config.image)?.familiar ?? ''] ?? idle;
  if (words.length === 0) return own;
  const fromShell = shells.includes(words[0]) && /^-[a-z]*c$/.test(words[1] ?? '');
  if (config.command.length === 0 && !isCommand(words[0])) return own; // arguments for the image's own program
  const script = fromShell
    ? parseScript(words[2] ?? '', config.env)
    : parseScript(words.map(quote).join(' '), config.env);
  // Its image's own program may be anything. Where that is but a shell, whatever was asked for would not end at once as that does.
  if (script.unknown !== undefined && !fromShell && own.ends !== shell.ends) return { ...own, name: words[0] };
  if (script.notFound !== undefined && !fromShell) {
    const cannotStart = `exec: "${words[0]}": executable file not found in $PATH`;
    return { ...small, name: words[0], cannotStart };
  }
  return { ...small, name: fromShell ? 'sh' : words[0], script };
}

function isCommand(word: string): boolean {
  return (
    word.startsWith('/') ||
    ['sh', 'bash', 'sleep', 'echo', 'true', 'false', 'tail', 'cat', 'env', 'date'].includes(word)
  );
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function sameImage(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parseReference(a), parseReference(b)];
  if (!left || !right || left.repository !== right.repository) return false;
  return !/[:@]/.test(a.slice(a.lastIndexOf('/') + 1)) || left.tag === right.tag;
}

const MEBIBYTE = 1_048_576;
/** A shell needs a moment before its first command. */
const PROCESS_START: Tick = 20;

/** When and how a program that starts now will end if nobody interferes; undefined: it goes on for ever. */
export function naturalEnd(
  program: Program,
  startedAt: Tick,
  memoryLimit: number,
  edits?: readonly FileEdit[],
): ContainerEnd | undefined {
  const { memory } = program;
  let end: ContainerEnd | undefined;
  if (program.script) {
    const exit = runScript(program.script, { edits }).exit;
    if (exit) end = ended(startedAt + PROCESS_START + exit.at, exit.code);
  } else if (program.ends) {
    end = ended(startedAt + Math.max(1, program.ends.after), program.ends.code);
  }
  if (memory && memoryLimit > 0) {
    const limit = memoryLimit / MEBIBYTE;
    let at: Tick | undefined;
    if (memory.start > limit) at = startedAt + 1;
    else if (memory.growth && (memory.most === undefined || memory.most > limit)) {
      at = startedAt + Math.max(1, Math.round(((limit - memory.start) / memory.growth) * 1000));
    }
    if (at !== undefined && (!end || at < end.at)) end = { at, code: 137, reason: 'OOMKilled' };
  }
  return end;
}

/** How long after the start of its container a script's loop of calls begins. */
export function callsAfter(script: Script): Tick {
  const before = runScript({ ...script, statements: script.statements.slice(0, -1) }, {}).exit;
  return PROCESS_START + (before?.at ?? 0);
}

/** What a stop signal at `now` leads to; undefined: it is ignored, and only SIGKILL helps. */
export function endOnStop(
  program: Program,
  startedAt: Tick,
  now: Tick,
  edits?: readonly FileEdit[],
): ContainerEnd | undefined {
  if (program.script) {
    const exit = runScript(program.script, {
      signalAt: Math.max(0, now - startedAt - PROCESS_START),
      edits,
    }).exit;
    return exit ? ended(Math.max(now + 1, startedAt + PROCESS_START + exit.at), exit.code) : undefined;
  }
  const reaction = program.onStop ?? { after: 40, code: 0 };
  return reaction === 'ignored' ? undefined : ended(now + Math.max(1, reaction.after), reaction.code);
}

export function killed(at: Tick): ContainerEnd {
  return ended(at, 137);
}

export function ended(at: Tick, code: number): ContainerEnd {
  return { at, code, reason: code === 0 ? 'Completed' : 'Error' };
}

export interface LogLine {
  /** Since the start of the container. */
  readonly at: Tick;
  readonly text: string;
}

/** What a container has written by now: at most the last `limit` lines, each with its time since the start. */
export function logLines(
  program: Program,
  age: Tick,
  signalAt: Tick | undefined,
  limit: number,
  edits?: readonly FileEdit[],
  clock?: number,
): readonly LogLine[] {
  if (!program.script)
    return (program.logs ?? []).map((text) => ({ at: program.startUp ?? 1, text })).filter((l) => l.at <= age);
  const { lines } = runScript(program.script, { signalAt, until: age, edits, clock });
  return lines.slice(-limit);
}
