// The terminal's memory: what was printed, what was typed, and what is being typed. It lives outside the panel, so closing the
// panel or changing tabs loses nothing, and it hears the cluster's output whether or not anybody is looking.

import { create } from 'zustand';
import type { AsOf } from '../../engine/index.ts';
import { filesByName, manifestIn, nameFor, openFile } from '../editor/files.ts';
import { closestRef } from '../inspector/references.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { select, setView } from '../session/view-state.ts';
import { offset } from '../ui/clock.ts';
import { store, storedJson } from '../ui/storage.ts';
import { panels } from '../ui/text/panels.ts';
import { looksLikeYaml, nearest, readLine } from './command-line.ts';
import {
  answer,
  beginCommand,
  type Console,
  type ConsoleLine,
  clear,
  detach,
  emptyConsole,
  interrupt,
  replayOutput,
  runningEntry,
  takeOutput,
} from './console.ts';
import { type History, historyOf, remember } from './history.ts';

export interface TerminalState {
  readonly console: Console;
  readonly history: History;
  /** What stands in the input line. */
  readonly typed: string;
}

const key = 'podarium.history.1';
const isLines = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((line) => typeof line === 'string');

const words = panels.terminal;

export const useTerminal = create<TerminalState>(() => ({
  // What was done before anybody looked is part of the story.
  console: takeOutput(emptyConsole, useSession.getState().output, useSession.getState().tick),
  history: historyOf(storedJson(key, isLines) ?? []),
  typed: '',
}));

useSession.subscribe((now, before) => {
  const { console } = useTerminal.getState();
  let next = console;
  if (before.ready && !now.ready) next = detach(next);
  if (now.output !== before.output) {
    const last = before.output.at(-1);
    const at = last ? now.output.lastIndexOf(last) : -1;
    // After a jump the output begins anew; otherwise it goes on where it was.
    const jumped = last !== undefined && at === -1;
    next = jumped ? replayOutput(next, now.output, now.tick) : takeOutput(next, now.output.slice(at + 1), now.tick);
  }
  if (next !== console) useTerminal.setState({ console: next });
});

/** Sends a line of the terminal. Returns the thread that it started, if the cluster has to answer. */
export function submitLine(line: string): number | undefined {
  const typed = readLine(line);
  if (typed.kind === 'nothing') return undefined;
  const { history } = useTerminal.getState();
  const remembered = remember(history, line);
  useTerminal.setState({ history: remembered, typed: '' });
  store(key, JSON.stringify(remembered.lines));
  switch (typed.kind) {
    case 'kubectl':
      return runKubectl(typed.line);
    case 'etcdctl':
      return runEtcdctl(typed.line);
    case 'help':
      say(line, words.help);
      return undefined;
    case 'history':
      say(line, remembered.lines.slice(0, -1));
      return undefined;
    case 'clear':
      useTerminal.setState(({ console }) => ({ console: clear(console) }));
      return undefined;
    case 'why':
      say(line, whyLines(typed.what));
      return undefined;
    case 'unknown': {
      const help = typed.suggestion ? words.tryInstead(typed.suggestion) : words.knows;
      say(line, [words.notKubectl(typed.word), help], 'stderr');
      return undefined;
    }
    default:
      return typed satisfies never;
  }
}

/** Runs `kubectl …` with the editor's files at hand; `shown` is what the terminal writes after the prompt. */
export function runKubectl(line: string, stdin?: string): number {
  const { past } = session();
  if (past) {
    sayPrinted(`kubectl ${line}`.trim(), past.kubectl(line));
    return 0;
  }
  const refusal = session().refuses({ kubectl: line });
  if (refusal) {
    say(`kubectl ${line}`.trim(), [refusal], 'stderr');
    return 0;
  }
  const thread = session().submit({ kubectl: line, files: filesByName(), ...(stdin === undefined ? {} : { stdin }) });
  const { tick } = useSession.getState();
  useTerminal.setState(({ console }) => ({ console: beginCommand(console, `kubectl ${line}`.trim(), thread, tick) }));
  return thread;
}

/** Ctrl-C: ends the command that is still running. Returns false when none is. */
export function interruptRunning(thread = runningEntry(useTerminal.getState().console)?.thread): boolean {
  if (thread === undefined) return false;
  useTerminal.setState(({ console }) => ({ console: interrupt(console, thread) }));
  session().submit({ interrupt: thread });
  return true;
}

/** Pasted text of several lines: a manifest opens as a file, commands run line by line, what is left stays in the input. */
export function pasteLines(before: string, text: string, after: string): void {
  if (looksLikeYaml(text)) {
    const manifest = manifestIn(text);
    const file = openFile(nameFor(manifest), manifest);
    setView({ dockTab: 'yaml', dockOpen: true });
    say(before || '…', [words.yamlOpened(file)]);
    return;
  }
  const joined = (before + text + after).replace(/\\\r?\n\s*/g, ' ');
  const lines = joined.split(/\r?\n/);
  const rest = lines.pop() ?? '';
  for (const line of lines) submitLine(line);
  useTerminal.setState({ typed: rest });
}

/** etcdctl runs on the control plane, beside the cluster's own messages; what it does to etcd is an action like any other. */
function runEtcdctl(line: string): undefined {
  const run = session();
  const { action, ...printed } = run.host.etcdctl(line);
  sayPrinted(line, printed);
  if (action) run.submit(action);
  return undefined;
}

/** What a command printed that the engine answered at once. */
function sayPrinted(command: string, { stdout, stderr, code }: ReturnType<AsOf['kubectl']>): void {
  const linesOf = (text: string, stream: ConsoleLine['stream']): readonly ConsoleLine[] =>
    text === ''
      ? []
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => ({ stream, text: line }));
  const lines = [...linesOf(stdout, 'stdout'), ...linesOf(stderr, 'stderr')];
  const { tick } = useSession.getState();
  useTerminal.setState(({ console }) => ({ console: answer(console, command, lines, tick, code) }));
}

function say(command: string, texts: readonly string[], stream: ConsoleLine['stream'] = 'note'): void {
  const { tick } = useSession.getState();
  const lines = texts.map((text) => ({ stream, text }));
  useTerminal.setState(({ console }) => ({ console: answer(console, command, lines, tick) }));
}

/** `podarium why`: the same chain as in the inspector, as text. */
function whyLines(what: string): readonly string[] {
  const ref = closestRef(what);
  if (!ref) {
    const near = nearest(
      what.split('/').at(-1) ?? '',
      [...useSession.getState().pods.values()].map((pod) => pod.name),
    );
    return [words.noSuchObject(what), ...(near ? [words.tryInstead(`podarium why pod/${near}`)] : [])];
  }
  select(ref);
  const why = session().host.why(ref);
  if (why.hops.length === 0) return [why.question, words.noCause];
  const from = why.hops[0]?.tick ?? 0;
  return [
    why.question,
    ...why.hops.map((hop) => `${offset(hop.tick - from).padStart(9)}  ${hop.sentence}  (${hop.evidence})`),
  ];
}
