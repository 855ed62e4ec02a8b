// What a lesson asks of the session: whoever has the clock and the hands keeps to it, wherever on the page something is pressed.
import type { Action, Tick } from '../../engine/index.ts';
import { text } from '../ui/text/en.ts';
import { isLocked } from './page-options.ts';

/** A lesson leaves some actions for later, holds time while a question about the future is open, and lets nothing pass by while it is read. */
export interface Rules {
  /** Why not, or ''. */
  refuses(action: Action): string;
  locked(): boolean;
  /** Time goes no further than this, whoever moves it. */
  limit?(): Tick;
  /** Whether the learner reads and waits for nothing, so that no wait is to be shortened. */
  unhurried(): boolean;
  /** The present step began then: what was done before it is settled. */
  since(): Tick;
  /** Whether a script waits for something, so that the wait is worth shortening. */
  awaits?(): boolean;
  /**
   * Time does not pass this tick before `look` was called, with everything of the tick done; no later than told, however fast time runs.
   * Closely: what has no time of its own and waits for something is looked at, too, every so often.
   */
  lookAt?(closely?: boolean): Tick | undefined;
  look?(): void;
}

/** Why an action cannot be done now, or ''. */
export const whyNot = (action: Action, rules: Rules | undefined): string =>
  isLocked('act') ? text.app.locked : (rules?.refuses(action) ?? '');

export const limitOf = (rules: Rules | undefined): Tick => rules?.limit?.() ?? Number.POSITIVE_INFINITY;
