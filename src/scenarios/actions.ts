// A lesson's scripts: the engine's actions, and what only a lesson has: waits, triggers, answers, going back. A script is played a
// little at a time, so the same one can run before the learner's eyes, on a hidden copy, or in a test.

import { type Action, type Host, nearest, parseDuration, readAction, readCommand, type Tick } from '../engine/index.ts';
import type { Clause } from './clause-schema.ts';
import type { LessonAction } from './fields.ts';
import type { LessonFiles } from './loader.ts';

/** What a script is played on. */
export interface Stagehand {
  readonly host: Host;
  readonly files: LessonFiles;
  submit(action: Action): void;
  holds(clause: Clause): boolean;
  trigger(id: string): void;
  answer(option: number): void;
  /** To a time since the step began. */
  seek(since: Tick): void;
  fork(name: string): void;
}

/** How long `wait: settled` and a wait for a clause may take. */
export const LONGEST_WAIT: Tick = 600_000;
/** A cluster counts as settled when it was so twice, this far apart: the consequences of the last action have begun by then. */
const SETTLE_LOOK: Tick = 250;

export class Script {
  private next = 0;
  private waitingSince: Tick | undefined;
  private quietSince: Tick | undefined;
  /** Waits for a clause that never held. */
  readonly inVain: Clause[] = [];

  constructor(private readonly actions: readonly LessonAction[]) {}

  get done(): boolean {
    return this.next >= this.actions.length;
  }

  /** When it goes on by itself, at the latest; undefined when that cannot be said. */
  dueAt(): Tick | undefined {
    const action = this.actions[this.next];
    if (!isWait(action) || this.waitingSince === undefined || typeof action.wait !== 'string') return undefined;
    const length = parseDuration(action.wait);
    return length === undefined ? undefined : this.waitingSince + length;
  }

  /** Does what is due at the host's time; to be called again as time goes on. */
  pump(on: Stagehand): void {
    while (!this.done) {
      const action = this.actions[this.next];
      if (isWait(action)) {
        if (!this.waited(action.wait, on)) return;
        this.waitingSince = undefined;
        this.quietSince = undefined;
        this.next++;
      } else {
        this.next++;
        perform(action, on);
      }
    }
  }

  private waited(wait: string | Clause, on: Stagehand): boolean {
    const now = on.host.now();
    this.waitingSince ??= now;
    const waited = now - this.waitingSince;
    if (typeof wait !== 'string') {
      if (on.holds(wait)) return true;
      if (waited < LONGEST_WAIT) return false;
      this.inVain.push(wait);
      return true;
    }
    if (wait !== 'settled') return waited >= (parseDuration(wait) ?? 0);
    if (waited >= LONGEST_WAIT) return true;
    if (!on.host.settled()) this.quietSince = undefined;
    else this.quietSince ??= now;
    return this.quietSince !== undefined && waited >= SETTLE_LOOK && now - this.quietSince >= SETTLE_LOOK;
  }
}

function perform(action: LessonAction, on: Stagehand): void {
  if (typeof action === 'object') {
    const given = action as Record<string, unknown>;
    if ('trigger' in given) return on.trigger(String(given.trigger));
    if ('answer' in given) return on.answer(Number(given.answer));
    if ('seek' in given) return on.seek(sinceOf(String(given.seek)));
    if ('fork' in given) return on.fork(String(given.fork));
  }
  on.submit(toAction(action, on.files));
}

const sinceOf = (text: string): Tick => parseDuration(text.replace(/^\+/, '')) ?? 0;

export function isWait(action: unknown): action is { readonly wait: string | Clause } {
  return typeof action === 'object' && action !== null && 'wait' in action;
}

/** Whether it is done to the cluster, and not to the lesson. */
export function isDeed(action: LessonAction): boolean {
  return !isWait(action) && !(typeof action === 'object' && Object.keys(ownVerbs).some((verb) => verb in action));
}

/** What a lesson's script knows besides the engine's actions, each with what is wrong with a value. */
const ownVerbs: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  trigger: (value) => (typeof value === 'string' ? undefined : 'must be the id of a fault'),
  answer: (value) =>
    Number.isInteger(value) && (value as number) >= 1 ? undefined : 'must be the number of an option, from 1',
  seek: (value) =>
    typeof value === 'string' && parseDuration(value.replace(/^\+/, '')) !== undefined
      ? undefined
      : 'must be a time since the step began, like +30s',
  fork: (value) =>
    typeof value === 'string' && /^[a-z0-9][\w-]{0,40}$/.test(value) ? undefined : 'must be a name like what-if',
};

/** What is wrong with an action of a lesson, if anything. A clause that is waited for is checked by `clauseMistakes`. */
export function actionMistake(
  action: unknown,
  files: LessonFiles,
  clauseMistake: (clause: unknown) => string | undefined,
): string | undefined {
  if (isWait(action)) return waitMistake(action, clauseMistake);
  if (typeof action === 'object' && action !== null) {
    const own = Object.keys(ownVerbs).find((verb) => Object.hasOwn(action, verb));
    if (own) {
      if (Object.keys(action).length > 1) return `${own} stands alone, like {${own}: …}`;
      const mistake = ownVerbs[own]((action as Record<string, unknown>)[own]);
      return mistake && `${own}: ${mistake}`;
    }
    const missing = missingFile(action, files);
    if (missing) return missing;
    const strange = Object.keys(action).find((verb) => Object.hasOwn(notSimulated, verb));
    if (strange) return `${strange} is not simulated here: ${notSimulated[strange]}`;
  }
  let mistake: string | undefined;
  readAction(withoutId(action), '', (field, message) => {
    mistake ??= field ? `${field}: ${betterAdvice(field, message)}` : message;
  });
  return mistake;
}

/** Ways to break a real cluster that this one does not know, by the words authors look for, with what there is instead. */
const CABLES =
  'a connection is whole or cut (unplug, partition); a program of your own is slow from the start by `latency` in behaviours';
const notSimulated: Readonly<Record<string, string>> = {
  hang: 'to freeze a component write {pause: kubelet/node-1}, and {resume: …} to let it go on',
  slow: CABLES,
  delay: CABLES,
  reset: `${CABLES}; to break the connections of a component, {crash: kube-apiserver/master-1}`,
  diskFull: 'disks have no size; {loseDisk: master-1} takes one away',
  fillDisk: 'disks have no size; {loseDisk: master-1} takes one away',
  clockSkew: 'all machines have one clock',
  corruptImage: 'name an image that no registry has, as in {kubectl: "set image deployment/web nginx=nginx:1.99"}',
  revoke: 'there are no roles and bindings; everybody but the components is the administrator',
};

function waitMistake(
  action: { readonly wait: unknown },
  clauseMistake: (clause: unknown) => string | undefined,
): string | undefined {
  if (Object.keys(action).length > 1) return 'wait stands alone, like {wait: 10s}';
  if (typeof action.wait === 'object') return clauseMistake(action.wait);
  const ok = action.wait === 'settled' || (typeof action.wait === 'string' && parseDuration(action.wait) !== undefined);
  return ok ? undefined : 'wait must be a duration like 10s, settled, or a clause';
}

/** The engine does not know a lesson's own verbs, so it cannot suggest them. */
function betterAdvice(field: string, message: string): string {
  const near = nearest(field, [...Object.keys(ownVerbs), 'wait']);
  return near && !message.includes('did you mean')
    ? message.replace(' Known are', `; did you mean ${near}? Known are`)
    : message;
}

/** Fields that may name a file beside the lesson. */
const fileFields = ['apply', 'with', 'stdin'] as const;
const isPath = (text: unknown): text is string => typeof text === 'string' && /^[\w./-]+\.(ya?ml|json)$/.test(text);

function missingFile(action: object, files: LessonFiles): string | undefined {
  for (const field of fileFields) {
    const value = (action as Record<string, unknown>)[field];
    if (isPath(value) && !Object.hasOwn(files, value)) return `${field}: there is no ${value} beside the lesson`;
  }
  return undefined;
}

/** The engine's action: without a script's own id, and with the text of a file in place of its name. */
export function toAction(action: LessonAction, files: LessonFiles): Action {
  const read = readAction(withoutId(inlined(action, files)), '', () => {});
  if (!read) throw new Error(`not an action: ${JSON.stringify(action)}`);
  return read;
}

function withoutId(action: unknown): unknown {
  if (typeof action !== 'object' || action === null || !('id' in action)) return action;
  const { id: _, ...rest } = action;
  return rest;
}

function inlined(action: LessonAction, files: LessonFiles): LessonAction {
  if (typeof action !== 'object') return action;
  const given = action as Record<string, unknown>;
  const named = fileFields.filter((field) => isPath(given[field]) && Object.hasOwn(files, given[field] as string));
  if (named.length === 0) return action;
  return { ...given, ...Object.fromEntries(named.map((field) => [field, files[given[field] as string]])) };
}

/** The verb of an action, whoever's hand it was: `{delete: …}` and `kubectl delete …` are both `delete`; what kubectl does not take is `help`. */
export function verbOf(action: Action): string {
  if ('kubectl' in action) return commandOf(action.kubectl).path[0];
  if ('rollout' in action) return 'rollout';
  return Object.keys(action).find((key) => key !== 'id') ?? '';
}

/** The object an action is done to, as a person would write it; '' when it names none, or many. */
export function targetOf(action: Action): string {
  if ('kubectl' in action) return targetIn(commandOf(action.kubectl));
  const subject = 'rollout' in action ? action.of : Object.values(action)[0];
  if (typeof subject !== 'string' || subject.includes('\n') || subject.includes('[')) return '';
  return subject.includes('/') ? subject : `node/${subject}`;
}

export interface Typed {
  /** `delete`, or `rollout` and `undo`. */
  readonly path: readonly [string, ...string[]];
  readonly args: readonly string[];
  readonly namespace: string | undefined;
}

/** A line as kubectl itself reads it, with its flags wherever they stand; what it refuses does nothing, as its help. */
export function commandOf(line: string): Typed {
  const read = readCommand(line.replace(/^\s*kubectl\s+/, ''));
  if (!('verb' in read)) return { path: ['help'], args: [], namespace: undefined };
  const { path, args, flags, verb } = read;
  const namespace = typeof flags.namespace === 'string' ? flags.namespace : undefined;
  return { path: [path[0] ?? verb.name, ...path.slice(1)], args, namespace };
}

function targetIn({ path: [verb, kind = ''], args, namespace }: Typed): string {
  const [first = '', second = ''] = verb === 'create' ? [kind, ...args] : args;
  if (verb === 'cordon' || verb === 'uncordon' || verb === 'drain') return `node/${first.replace(/^nodes?\//, '')}`;
  const named = first.includes('/') ? first : second === '' ? '' : `${first}/${second}`;
  return named !== '' && namespace !== undefined ? named.replace('/', `/${namespace}/`) : named;
}
