// Reads what a script or a lesson file says into actions, or says what is wrong with it: which field, why, and what to write.
// A bare text that begins with `kubectl` is a command, so that a recorded list of commands is a script as it is.

import type { Tick } from '../kernel/message.ts';
import type { Action } from './action.ts';
import { checkNode, type SpecError } from './cluster-spec.ts';
import { parseDuration } from './duration.ts';
import { nearest } from './nearest.ts';
import { RATE, rateOf } from './read-traffic.ts';

export interface ScriptStep {
  /** Since the script began. */
  readonly at: Tick;
  readonly do: Action;
}

type Check = (value: unknown) => string | undefined;
type Wrong = (field: string, message: string) => void;

const text =
  (example: string): Check =>
  (value) =>
    typeof value === 'string' && value !== '' ? undefined : `must be a text like ${example}`;
const count: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 ? undefined : 'must be a whole number like 3';
const pair: Check = (value) =>
  Array.isArray(value) && value.length === 2 && value.every((side) => typeof side === 'string')
    ? undefined
    : 'must be two machines or processes like [node-1, master-1]';
const anyText: Check = (value) => (typeof value === 'string' ? undefined : 'must be a text');
const texts: Check = (value) =>
  isRecord(value) && Object.values(value).every((each) => typeof each === 'string')
    ? undefined
    : 'must be texts by file name';
const yesOrNo: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const leap: Check = (value) =>
  typeof value === 'boolean' || (Number.isInteger(value) && (value as number) > 0)
    ? undefined
    : 'must be true or a whole number like 1000000000';
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string) ? undefined : `must be one of ${words.join(', ')}`;

interface Verb {
  readonly check: Check;
  readonly needs?: Readonly<Record<string, Check>>;
  readonly may?: Readonly<Record<string, Check>>;
}

const machine = text('node/node-2');
const processName = text('kubelet/node-1');

/** The verbs of `Action`, with what else each needs or may have. */
const VERBS: Readonly<Record<string, Verb>> = {
  kubectl: { check: text('get pods'), may: { stdin: anyText, files: texts } },
  interrupt: { check: (value) => (Number.isInteger(value) ? undefined : 'must be the id of a command') },
  apply: { check: text('a manifest') },
  delete: { check: text('pod/web-1') },
  scale: { check: text('deployment/web'), needs: { to: count } },
  patch: { check: text('deployment/web'), needs: { with: text('{"spec": {"replicas": 3}}') } },
  label: { check: text('pod/web-1'), needs: { with: text('app=web or app-') } },
  cordon: { check: machine },
  uncordon: { check: machine },
  drain: { check: machine },
  rollout: { check: oneOf('undo', 'pause', 'resume', 'restart'), needs: { of: text('deployment/web') } },
  kill: { check: text('pod/web-1'), may: { container: anyText } },
  crash: { check: processName },
  stop: { check: text('kubelet/node-1 or node/node-2') },
  start: { check: text('kubelet/node-1 or node/node-2') },
  pause: { check: processName },
  resume: { check: processName },
  unplug: { check: machine },
  plug: { check: machine },
  partition: { check: pair },
  heal: { check: pair },
  load: {
    check: text('service/web'),
    needs: { rate: (value) => (rateOf(value) === undefined ? RATE : undefined) },
  },
  addNode: { check: (value) => (isRecord(value) ? undefined : 'must be a map like {name: node-4, cpu: 4}') },
  removeMachine: { check: machine },
  loseDisk: { check: machine },
  backup: { check: text('before-upgrade') },
  addBackup: { check: text('before-upgrade'), needs: { file: text('the content of a saved snapshot') } },
  restore: { check: text('before-upgrade'), may: { bumpRevision: leap, markCompacted: yesOrNo } },
};

/** Every verb that an action can have. */
export const actionVerbs: readonly string[] = Object.keys(VERBS);

/** Reads one action; on a mistake calls `wrong` and answers undefined. `path` is where it stands, for the message. */
export function readAction(data: unknown, path: string, wrong: Wrong): Action | undefined {
  if (typeof data === 'string') {
    if (/^kubectl(\s|$)/.test(data)) return { kubectl: data };
    wrong(path, `must be an action like {stop: kubelet/node-1}, or a text that begins with kubectl; it is "${data}"`);
    return undefined;
  }
  if (!isRecord(data)) {
    wrong(path, 'must be an action like {kubectl: get pods} or {unplug: node/node-2}');
    return undefined;
  }
  const name = Object.keys(data).find((key) => Object.hasOwn(VERBS, key));
  if (name === undefined) {
    const [given = ''] = Object.keys(data);
    wrong(path === '' ? given : `${path}.${given}`, unknown('action', given, Object.keys(VERBS)));
    return undefined;
  }
  const before = { failed: false };
  const bad: Wrong = (field, message) => {
    before.failed = true;
    wrong(path === '' ? field : `${path}.${field}`, message);
  };
  const { check, needs = {}, may = {} } = VERBS[name];
  const problem = check(data[name]);
  if (problem) bad(name, problem);
  for (const field in needs) checkField(field, needs[field], data, bad, true);
  for (const field in may) checkField(field, may[field], data, bad, false);
  const known = [name, ...Object.keys(needs), ...Object.keys(may)];
  for (const field in data) if (!known.includes(field)) bad(field, unknown('field', field, known));
  if (name === 'restore' && !data.bumpRevision !== !data.markCompacted) {
    // The words of etcdutl.
    bad('markCompacted', '--mark-compacted required if --bump-revision');
  }
  if (name === 'addNode' && !problem) checkNode(data.addNode, 'addNode', bad);
  return before.failed ? undefined : (data as unknown as Action);
}

function checkField(field: string, check: Check, data: Record<string, unknown>, bad: Wrong, needed: boolean): void {
  if (data[field] === undefined && !needed) return;
  const problem = check(data[field]);
  if (problem) bad(field, data[field] === undefined ? `is missing; it ${problem}` : problem);
}

/** Reads a script: a list of `{at: 30s, do: ACTION}`; `ms` may stand for `at`, and `stdin` beside a kubectl text. */
export function readScript(
  data: unknown,
): { readonly steps: readonly ScriptStep[] } | { readonly errors: readonly SpecError[] } {
  const errors: SpecError[] = [];
  const wrong: Wrong = (field, message) => void errors.push({ field, message });
  if (!Array.isArray(data)) return { errors: [{ field: '', message: 'a script is a list of {at: 30s, do: ACTION}' }] };
  const steps: ScriptStep[] = [];
  data.forEach((entry: unknown, index) => {
    const path = `[${index}]`;
    if (!isRecord(entry)) {
      wrong(path, 'must be a map like {at: 30s, do: {scale: deployment/web, to: 5}}');
      return;
    }
    const known = ['at', 'ms', 'do', 'stdin', 'files', ...RECORDED];
    for (const field in entry) if (!known.includes(field)) wrong(`${path}.${field}`, unknown('field', field, known));
    const at = atOf(entry);
    if (at === undefined) wrong(`${path}.at`, 'must be a time since the start like 30s, 2m or 250ms');
    if (entry.do === undefined) {
      wrong(`${path}.do`, 'is missing; it must be an action like {kubectl: get pods}');
      return;
    }
    const action = readAction(entry.do, `${path}.do`, wrong);
    if (!action || at === undefined) return;
    const { stdin, files } = entry;
    const input = 'kubectl' in action && typeof stdin === 'string' && stdin !== '' ? { stdin } : {};
    const laptop = 'kubectl' in action && texts(files) === undefined ? { files: files as Record<string, string> } : {};
    steps.push({ at, do: { ...action, ...input, ...laptop } });
  });
  if (errors.length > 0) return { errors };
  return { steps: [...steps].sort((a, b) => a.at - b.at) };
}

/** What a recorded list of commands also tells of each. */
const RECORDED = ['out', 'err', 'code', 'note', 'took'];

function atOf({ at, ms }: Record<string, unknown>): Tick | undefined {
  if (typeof ms === 'number' && at === undefined) return Math.max(0, Math.round(ms));
  if (typeof at === 'number') return at === 0 ? 0 : undefined;
  return typeof at === 'string' ? parseDuration(at.replace(/^\+/, '')) : undefined;
}

function unknown(what: string, given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return `unknown ${what}${given ? ` ${given}` : ''}${near ? `; did you mean ${near}?` : ''} Known are ${known.join(', ')}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
