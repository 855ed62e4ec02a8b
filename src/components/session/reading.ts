// What the session reads off the state on screen: whom the latest thread is about, whether something is still waited for, and how the
// stretches that were played line up. Nothing here knows a clock.
import type { Action, AsOf, Host, ViewMessage, ViewPod } from '../../engine/index.ts';
import { changesSomething } from '../timeline/action-words.ts';
import type { Flight } from './flight.ts';
import { foldFrame } from './fold.ts';
import { shortestMs } from './pace.ts';
import type { Rules } from './rules.ts';
import type { DoneAction, Segment, SessionState } from './store.ts';
import type { Situation } from './tempo.ts';

const segmentBound = 400;

/** One more stretch of the run: neighbours of one kind are one segment. */
export function withStretch(segments: readonly Segment[], stretch: Segment): readonly Segment[] {
  const last = segments.at(-1);
  if (last && last.kind === stretch.kind && Math.abs(last.toTick - stretch.fromTick) < 1) {
    const grown = { ...last, toTick: stretch.toTick, playingMs: last.playingMs + stretch.playingMs };
    return [...segments.slice(0, -1), grown];
  }
  return [...segments.filter((s) => s.fromTick < stretch.fromTick).slice(-segmentBound), stretch];
}

/** What changes on screen when an older revision is shown, or no longer. What was printed in the terminal stays. */
export function stateAsOf(state: SessionState, past: AsOf | undefined): Partial<SessionState> {
  if (!past) return { asOf: undefined };
  const { revision, at } = past;
  // Rules are on the machines' own disks and users remember what they saw: etcd tells nothing of either, so they are those of now.
  const rules = { changed: Object.values(state.rules), gone: [] };
  const traffic = { changed: Object.values(state.traffic), gone: [] };
  const frame = { ...past.frame(), output: state.output, rules, traffic };
  return { ...foldFrame(state, frame), asOf: { revision, at }, refused: 0, chain: [] };
}

/** What the tempo goes by: the next of the learner's messages to land, and how much playing time it is worth. */
export function situationOf(
  now: number,
  { lastForeground, flying }: Pick<Flight, 'lastForeground' | 'flying'>,
  state: SessionState,
  rules: Rules | undefined,
): Situation {
  const unhurried = rules?.unhurried() ?? false;
  let nextForeground: number | undefined;
  let worthMs = 0;
  for (const message of flying) {
    if (nextForeground === undefined || message.dueAt < nextForeground) {
      nextForeground = message.dueAt;
      worthMs = 0;
    }
    if (message.dueAt === nextForeground) worthMs = Math.max(worthMs, shortestMs(message));
  }
  const settled = unhurried || state.settled;
  const waiting = rules?.awaits?.() || (!unhurried && isWaiting(state));
  return { now, lastForeground, nextForeground, worthMs, crowd: flying.length, settled, waiting };
}

/** Of the pods that the latest thread is about, the one created last. */
export function youngestPod(recent: readonly ViewMessage[], state: SessionState): string | undefined {
  const thread = recent[0]?.thread;
  let youngest: ViewPod | undefined;
  for (const message of recent) {
    const pod = message.thread === thread ? state.pods.get(message.object) : undefined;
    if (pod && (!youngest || pod.createdAt > youngest.createdAt)) youngest = pod;
  }
  return youngest?.ref;
}

/** Whether something shown is not as it should be: then a settled cluster still waits for a timer worth shortening. */
function isWaiting(state: SessionState): boolean {
  for (const name in state.machines) {
    const machine = state.machines[name];
    if (!machine.up || machine.cutSince !== undefined || (machine.node && machine.node.ready !== 'True')) return true;
  }
  for (const name in state.workloads) if (state.workloads[name].ready < state.workloads[name].wanted) return true;
  return false;
}

/** Whether anything on the way to this moment was set off by the learner or the lesson. */
export const hasActed = ({ actions }: SessionState, host: Host): boolean =>
  actions.some(({ tick }) => tick <= host.now());

/** Whether an action in the past leaves a future that is worth a branch: it had later actions, or this one changes things. */
export function leavesSomething(action: Action, host: Host, done: readonly DoneAction[]): boolean {
  const tick = host.now();
  return host.horizon > tick && (changesSomething(action) || done.some((other) => other.tick > tick));
}
