// A lesson's scripts: the engine's actions with waits between them. A script is played a little at a time, so the same one can run
// before the learner's eyes, on a hidden copy, or in a test.

import { type Action, type Host, parseDuration, readAction, type Tick } from '../engine/index.ts';
import type { LessonAction } from './schema.ts';

export type ScriptAction = { readonly wait: string } | Action;

/** How long `wait: settled` may take. */
const SETTLE_LIMIT: Tick = 600_000;
/** A cluster counts as settled when it was so twice, this far apart: the consequences of the last action have begun by then. */
const SETTLE_LOOK: Tick = 250;

export class Script {
  private next = 0;
  private waitingSince: Tick | undefined;
  private quietSince: Tick | undefined;

  constructor(private readonly actions: readonly LessonAction[]) {}

  get done(): boolean {
    return this.next >= this.actions.length;
  }

  /** Submits what is due at the host's time; call it again as time goes on. */
  pump(host: Host, submit: (action: Action) => void): void {
    while (!this.done) {
      const action = this.actions[this.next];
      if (isWait(action)) {
        if (!this.waited(action.wait, host)) return;
        this.waitingSince = undefined;
        this.quietSince = undefined;
      } else submit(toAction(action));
      this.next++;
    }
  }

  private waited(wait: string, host: Host): boolean {
    const now = host.now();
    this.waitingSince ??= now;
    if (wait !== 'settled') return now - this.waitingSince >= (parseDuration(wait) ?? 0);
    if (now - this.waitingSince >= SETTLE_LIMIT) return true;
    if (!host.settled()) this.quietSince = undefined;
    else this.quietSince ??= now;
    return (
      this.quietSince !== undefined && now - this.waitingSince >= SETTLE_LOOK && now - this.quietSince >= SETTLE_LOOK
    );
  }
}

export function isWait(action: unknown): action is { readonly wait: string } {
  return typeof action === 'object' && action !== null && 'wait' in action;
}

/** What is wrong with an action of a lesson, if anything. */
export function actionMistake(action: unknown): string | undefined {
  if (isWait(action)) {
    if (Object.keys(action).length > 1) return 'wait stands alone, like {wait: 10s}';
    const ok =
      action.wait === 'settled' || (typeof action.wait === 'string' && parseDuration(action.wait) !== undefined);
    return ok ? undefined : 'wait must be a duration like 10s, or settled';
  }
  let mistake: string | undefined;
  readAction(action, '', (field, message) => {
    mistake ??= field ? `${field}: ${message}` : message;
  });
  return mistake;
}

function toAction(action: LessonAction): Action {
  const read = readAction(action, '', () => {});
  if (!read) throw new Error(`not an action: ${JSON.stringify(action)}`);
  return read;
}

/** The verb of an action, whoever's hand it was: `{delete: …}` and `kubectl delete …` are both `delete`. */
export function verbOf(action: Action): string {
  if ('kubectl' in action) return /^\s*(?:kubectl\s+)?(\S+)/.exec(action.kubectl)?.[1] ?? '';
  if ('rollout' in action) return 'rollout';
  return Object.keys(action)[0];
}
