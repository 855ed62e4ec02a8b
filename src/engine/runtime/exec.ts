// A command beside a container's program: of a probe, of a hook, or of somebody at a terminal. It sees the files that the image, the
// program and earlier commands have left, may change them, may signal the program, and takes as long as its sleeps.
// What it does to files stays until the container ends; the next container of that name begins afresh.

import { between } from '../kernel/dice.ts';
import type { Body, Message, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { containerd as timings } from '../timings.ts';
import { reconsider, signalFirst } from './containers.ts';
import type { ContainerRecord, CriRequest, CriResponse, ExecResult, PodRecord } from './cri.ts';
import { answerExec } from './exec-calls.ts';
import { clockOf, filesOf } from './files.ts';
import { hex64 } from './images.ts';
import { programOf } from './programs.ts';
import { parseScript } from './shell-commands.ts';
import { runScript, type ScriptRun } from './shell-script.ts';
import { type Containerd, configOf, pods } from './store.ts';
import { isProgram, type Surroundings, toolOf } from './tools.ts';

export interface ExecEndBody extends Body {
  readonly kind: 'exec-end';
  readonly stream: string;
  readonly answer: Answer;
}

type Answer = Pick<CriResponse, 'exec' | 'error'>;
type ExecCall = CriRequest & { readonly call: 'ExecSync' | 'Exec' };

export function startExec(state: Containerd, { from, stream }: Message, body: ExecCall, io: IO): void {
  const record = pods(io).get(body.uid);
  const container = record?.containers.find(({ id }) => id === body.container);
  state.execs[stream] = { call: body.call, from, container: body.container, timer: 0 };
  if (!record || container?.state !== 'CONTAINER_RUNNING') {
    answerExec(state, stream, { error: 'rpc error: code = NotFound desc = container is not running' }, io);
    return;
  }
  const delay = between(io.draw(body.call, stream), timings.exec[0], timings.exec[1]);
  const ran = execute(record, container, body, io);
  if (ran.run === undefined) {
    answerExec(state, stream, ran.answer, io, delay);
    return;
  }
  leaveTraces(state, record, container, ran.run, ran.flips, io);
  const timeout = body.call === 'ExecSync' ? body.timeout : 0;
  const took = ran.run.exit?.at;
  if (took === 0) answerExec(state, stream, ran.answer, io, delay);
  else if (timeout > 0 && (took === undefined || took + delay > timeout)) {
    const error = 'rpc error: code = DeadlineExceeded desc = context deadline exceeded';
    finishLater(state, stream, timeout, { error }, io);
  } else if (took !== undefined) finishLater(state, stream, took + delay, ran.answer, io);
}

function finishLater(state: Containerd, stream: string, after: Tick, answer: Answer, io: IO): void {
  const open = state.execs[stream];
  // The command has ended its own container by a signal.
  if (!open) return;
  const body: ExecEndBody = { kind: 'exec-end', stream, answer };
  state.execs[stream] = { ...open, timer: io.after(Math.max(1, after), 'work', body) };
}

export function execEnded(state: Containerd, { stream, answer }: ExecEndBody, io: IO): void {
  const open = state.execs[stream];
  if (!open) return;
  state.execs[stream] = { ...open, timer: 0 };
  answerExec(state, stream, answer, io);
}

/** What the command did to files, to answers and to the first process. */
function leaveTraces(
  state: Containerd,
  { pod }: PodRecord,
  container: ContainerRecord,
  run: ScriptRun,
  flips: readonly string[],
  io: IO,
): void {
  const { uid } = pod;
  const fresh = (id: string): ContainerRecord | undefined =>
    pods(io)
      .get(uid)
      ?.containers.find((one) => one.id === id);
  for (const id of flips) {
    const other = fresh(id);
    if (other) reconsider(state, uid, { ...other, flipped: !other.flipped }, io);
  }
  const own = fresh(container.id);
  if (own && run.writes.length > 0) {
    const age = io.now - own.startedAt;
    const writes = run.writes.map(({ at, path, text }) => Object.freeze({ at: age + at, path, text }));
    const edits = [...(own.edits ?? []), ...writes].sort((a, b) => a.at - b.at);
    reconsider(state, uid, { ...own, edits }, io);
  }
  for (const { signal } of run.signals) signalFirst(state, uid, container.id, signal, io);
}

type Execution =
  | { readonly run: undefined; readonly answer: Answer }
  | { readonly run: ScriptRun; readonly answer: Answer; readonly flips: readonly string[] };

function execute(record: PodRecord, container: ContainerRecord, { call, command }: ExecCall, io: IO): Execution {
  const program = programOf(container.config, configOf(io).behaviours ?? []);
  const [first = ''] = command;
  const isShell = /(^|\/)(ba|a)?sh$/.test(first);
  if (!isShell && !isProgram(first)) return { run: undefined, answer: { error: noSuchProgram(container, first, io) } };
  const source = isShell ? shellSource(command) : command.map(quote).join(' ');
  const script = parseScript(source, { ...container.config.env, HOSTNAME: record.pod.name });
  const age = io.now - container.startedAt;
  if (script.unknown !== undefined && script.statements.length === 0) {
    return { run: undefined, answer: { exec: notRead(script.unknown, call, age >= (program.startUp ?? 0)) } };
  }
  const flips: string[] = [];
  const around: Surroundings = {
    ...{ record, container, program, age, flips, now: io.now },
    forPeople: call === 'Exec',
    behaviours: configOf(io).behaviours ?? [],
  };
  const files = filesOf(record, container, program, age);
  const run = runScript(script, { files, tool: toolOf(around), clock: clockOf(container) + age });
  const text = (errors: boolean): string =>
    run.lines
      .filter(({ isError = false }) => isError === errors)
      .map((line) => `${line.text}\n`)
      .join('');
  const errors = text(true);
  const exec: ExecResult = { code: run.exit?.code ?? 0, output: text(false), ...(errors === '' ? {} : { errors }) };
  return { run, answer: { exec }, flips };
}

/** What stands behind `-c`; a shell without it reads its input, which is empty, and ends. */
function shellSource(command: readonly string[]): string {
  const at = command.findIndex((word) => /^-[a-z]*c$/.test(word));
  return at < 0 ? 'true' : (command[at + 1] ?? '');
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function noSuchProgram(container: ContainerRecord, name: string, io: IO): string {
  const id = hex64(`${container.id}/exec@${io.now}`);
  const why = `exec: "${name}": executable file not found in $PATH`;
  const runc = `OCI runtime exec failed: exec failed: unable to start container process: ${why}: unknown`;
  return `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${id}": ${runc}`;
}

/** A line that this shell cannot read. A probe takes it for well when the program is up; people are told. */
function notRead(what: string, call: ExecCall['call'], isUp: boolean): ExecResult {
  if (call === 'Exec') {
    return { code: 126, output: '', errors: `podarium: this command line is not simulated (from "${what}" on)\n` };
  }
  return isUp ? { code: 0, output: '' } : { code: 1, output: `${what}: no answer\n` };
}
