// The small programs that people run in containers to look around: ls, ps, env, wget. Every image is taken to have them, as if each
// brought a busybox and curl. What an image may have and nobody plays here says so, and is no mistake of the learner's.

import type { Tick } from '../kernel/message.ts';
import { httpAnswer, listens } from './answers.ts';
import type { ContainerRecord, PodRecord } from './cri.ts';
import { namesIn } from './files.ts';
import { type Answer, type Behaviour, type Program, programOf } from './programs.ts';
import { builtIn, elsewhere } from './shell-commands.ts';
import type { ShellView } from './shell-expand.ts';
import type { Tool } from './shell-script.ts';

/** What a command can see besides files. */
export interface Surroundings {
  readonly record: PodRecord;
  readonly container: ContainerRecord;
  readonly program: Program;
  readonly behaviours: readonly Behaviour[];
  readonly age: Tick;
  readonly now: Tick;
  /** Asked for at a terminal; else by a probe or a hook. */
  readonly forPeople: boolean;
  /** Containers whose answers a request has flipped. */
  readonly flips: string[];
}

type Result = NonNullable<ReturnType<Tool>>;

/** Words that only a shell understands; there is no program of that name. */
const shellOnly: readonly string[] = ['exit', ':', 'trap', 'wait', 'cd', 'export', 'set', 'exec', 'break', 'continue'];

/** Whether an image can be expected to have this program. */
export function isProgram(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return (builtIn.has(base) && !shellOnly.includes(base)) || elsewhere.has(base);
}

export function toolOf(around: Surroundings): Tool {
  return (word, args, view) => {
    const name = word.slice(word.lastIndexOf('/') + 1);
    const known = tools[name];
    if (known) return known(around, args, view);
    return elsewhere.has(name) ? notPlayed(around, name) : undefined;
  };
}

/** Clients of servers say whether the server is there. */
function notPlayed({ program, age, forPeople }: Surroundings, name: string): Result {
  if (forPeople) return { err: `podarium: "${name}" is not simulated`, status: 126 };
  return age >= (program.startUp ?? 0) ? {} : { out: `${name}: no answer`, status: 1 };
}

const tools: Readonly<Record<string, (around: Surroundings, args: readonly string[], view: ShellView) => Result>> = {
  ls: (_, args, view) => list(args, view),
  pwd: () => ({ out: '/' }),
  whoami: () => ({ out: 'root' }),
  id: () => ({ out: 'uid=0(root) gid=0(root) groups=0(root)' }),
  uname: (around, args) => ({ out: args.includes('-n') ? around.record.pod.name : 'Linux' }),
  ps: (around) => ({ out: processes(around) }),
  wget: (around, args) => wget(around, args),
  curl: (around, args) => curl(around, args),
};

function list(args: readonly string[], view: ShellView): Result {
  const flags = args.filter((arg) => arg.startsWith('-')).join('');
  if (flags.replace(/[-1aA]/g, '') !== '') return { err: `podarium: "ls ${flags}" is not simulated`, status: 126 };
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const out: string[] = [];
  const err: string[] = [];
  for (const path of paths.length === 0 ? ['/'] : paths) {
    if (view.files[path] !== undefined) {
      out.push(path);
      continue;
    }
    const names = namesIn(view.files, path);
    if (!names) {
      err.push(`ls: ${path}: No such file or directory`);
      continue;
    }
    if (paths.length > 1) out.push(...(out.length > 0 ? [''] : []), `${path}:`);
    out.push(...(/[aA]/.test(flags) ? names : names.filter((name) => !name.startsWith('.'))));
  }
  return {
    ...(out.length > 0 ? { out: out.join('\n') } : {}),
    ...(err.length > 0 ? { err: err.join('\n'), status: 1 } : {}),
  };
}

function processes({ container, program }: Surroundings): string {
  const { command, args } = container.config;
  const first = [...command, ...args].join(' ') || program.name;
  return `PID   USER     TIME  COMMAND\n    1 root      0:00 ${first}\n   29 root      0:00 ps`;
}

// ---- the network, as far as it does not leave the pod --------------------------------------------------------------

type Reached = Answer | 'refused' | 'elsewhere';

/** Containers of a pod share its address, and localhost with it. */
function reach({ record, behaviours, now, flips }: Surroundings, url: string): Reached {
  const [, host = '', port = '80', path = '/'] = /^(?:https?:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [];
  const here = ['localhost', '127.0.0.1', record.sandboxes[0]?.ip, record.pod.name];
  if (!here.includes(host)) return 'elsewhere';
  for (const container of record.containers) {
    if (container.state !== 'CONTAINER_RUNNING' || container.startedAt > now || container.portInUse !== undefined)
      continue;
    const program = programOf(container.config, behaviours);
    const age = now - container.startedAt;
    if (!listens(program, Number(port), age)) continue;
    const answer = httpAnswer(program, container, path, age);
    if (answer.toggles) flips.push(container.id);
    return { ...answer, body: answer.body.replaceAll('$HOSTNAME', record.pod.name) };
  }
  return 'refused';
}

const statusTexts: Readonly<Record<number, string>> = {
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const farAway = (name: string, url: string): Result => ({
  err: `podarium: ${name} reaches only its own pod so far (localhost); "${url}" is somewhere else`,
  status: 126,
});

function wget(around: Surroundings, args: readonly string[]): Result {
  const url = args.find((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-O' && args[i - 1] !== '-T') ?? '';
  const answer = reach(around, url);
  if (answer === 'elsewhere') return farAway('wget', url);
  const quiet = args.some((arg) => /^-[a-zA-Z]*q/.test(arg));
  const host = url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const port = /:(\d+)$/.exec(host)?.[1] ?? '80';
  const connecting = quiet ? '' : `Connecting to ${host} (127.0.0.1:${port})\n`;
  if (answer === 'refused') {
    return { err: `${connecting}wget: can't connect to remote host (127.0.0.1): Connection refused`, status: 1 };
  }
  if (answer.code >= 400) {
    const text = `HTTP/1.1 ${answer.code} ${statusTexts[answer.code] ?? ''}`.trimEnd();
    return { err: `${connecting}wget: server returned error: ${text}`, status: 1 };
  }
  const toOutput = args.some(
    (arg, i) => /^-[a-zA-Z]*O-$/.test(arg) || (/^-[a-zA-Z]*O$/.test(arg) && args[i + 1] === '-'),
  );
  return { ...(toOutput ? { out: answer.body } : {}), ...(connecting === '' ? {} : { err: connecting }) };
}

function curl(around: Surroundings, args: readonly string[]): Result {
  const takesValue = ['-o', '-w', '-m', '--max-time', '-X', '-H', '--connect-timeout'];
  const url = args.find((arg, i) => !arg.startsWith('-') && !takesValue.includes(args[i - 1] ?? '')) ?? '';
  const answer = reach(around, url);
  if (answer === 'elsewhere') return farAway('curl', url);
  const silent =
    args.some((arg) => arg === '--silent' || /^-[a-zA-Z]*s/.test(arg)) && !args.some((a) => /^-[a-z]*S/.test(a));
  const port = /:(\d+)/.exec(url.replace(/^https?:\/\//, ''))?.[1] ?? '80';
  if (answer === 'refused') {
    const err = `curl: (7) Failed to connect to localhost port ${port} after 0 ms: Couldn't connect to server`;
    return { ...(silent ? {} : { err }), status: 7 };
  }
  const failing = args.some((arg) => arg === '--fail' || /^-[a-zA-Z]*f/.test(arg)) && answer.code >= 400;
  if (failing) {
    return { ...(silent ? {} : { err: `curl: (22) The requested URL returned error: ${answer.code}` }), status: 22 };
  }
  const dropped = args[args.indexOf('-o') + 1] === '/dev/null' && args.includes('-o');
  const form = args.includes('-w') ? (args[args.indexOf('-w') + 1] ?? '') : '';
  const written = form.replaceAll('%{http_code}', String(answer.code)).replaceAll('\\n', '\n');
  const out = `${dropped ? '' : answer.body}${written}`;
  return out === '' ? {} : { out };
}
