// The first minute: one thing to do, then who noticed, then why. Where it stands is read from the cluster and never from which
// button was pressed, so deleting the pod by click, key or kubectl all count.

import { create } from 'zustand';
import type { ObjectRef, ViewPod, ViewWorkload } from '../../engine/index.ts';
import type { SessionState } from '../session/store.ts';

export interface FirstMinuteState {
  readonly stage: 'waiting' | 'ask' | 'watch' | 'done' | 'gone';
  /** The pod to kill, and later its replacement. */
  readonly victim: ViewPod | undefined;
  readonly born: ViewPod | undefined;
  /** Uids of the pods there were while the victim still ran: the replacement is none of them. */
  readonly known: ReadonlySet<string>;
  /** Their workload at that time; when it changes they are counted again. */
  readonly workload: ViewWorkload | undefined;
}

const start: FirstMinuteState = {
  stage: 'waiting',
  victim: undefined,
  born: undefined,
  known: new Set(),
  workload: undefined,
};

export const useFirstMinute = create<FirstMinuteState>(() => start);

export const leaveFirstMinute = (): void => useFirstMinute.setState({ ...start, stage: 'gone' });

/** What the first minute is at, after a change of the cluster. Returns the same state when nothing changed. */
export function nextFirstMinute(state: FirstMinuteState, world: SessionState): FirstMinuteState {
  switch (state.stage) {
    case 'gone':
      return state;
    case 'waiting':
    case 'ask': {
      const present = state.victim && world.pods.get(state.victim.ref);
      // A pod that has ended is Completed between its last status and its removal.
      const dying = state.victim && (!present || present.state === 'Terminating' || present.state === 'Completed');
      // At a high speed the replacement is there in the very frame in which the victim goes, so it is too late to count now.
      if (dying && state.victim && deletedByYou(state.victim, world)) return { ...state, stage: 'watch' };
      const victim = present?.state === 'Running' ? present : pickVictim(world);
      if (victim) {
        const workload = world.workloads[victim.owner];
        if (victim === state.victim && workload === state.workload) return state;
        return { ...start, stage: 'ask', victim, workload, known: uidsOf(world, victim) };
      }
      return state.stage === 'waiting' ? state : start;
    }
    case 'watch':
    case 'done': {
      const back = state.victim && world.pods.get(state.victim.ref);
      if (back?.state === 'Running') return nextFirstMinute(start, world);
      const born = state.victim && replacementOf(state.victim, state.known, world);
      const stage = born?.state === 'Running' ? 'done' : 'watch';
      return born === state.born && stage === state.stage ? state : { ...state, stage, born };
    }
  }
}

/** Whether the learner deleted this pod, by name or with others: one that went by itself, as after a scaling down, was not deleted by them. */
function deletedByYou({ name }: ViewPod, { actions }: SessionState): boolean {
  const named = (text: string) => text.split(/[\s/,]+/).includes(name);
  const isPods = (word: string) => /^(pods?|po)($|[/[])/.test(word);
  return actions.some(({ action }, i) => {
    if ('delete' in action && isPods(action.delete))
      return named(action.delete) || (action.delete.includes('[') && i === actions.length - 1);
    if (!('kubectl' in action)) return false;
    const words = action.kubectl
      .trim()
      .split(/\s+/)
      .filter((word) => word !== 'kubectl');
    if (words[0] !== 'delete' || !words.some(isPods)) return false;
    // Of a selection the last action is the one that took it.
    const many = words.some((word) => /^(-l|--selector|--all($|=))/.test(word));
    return named(action.kubectl) || (many && i === actions.length - 1);
  });
}

/** A running pod that somebody will replace: of the middle node, as a reader's eye starts there. */
function pickVictim(world: SessionState): ViewPod | undefined {
  const owned = [...world.pods.values()].filter(
    (pod) => pod.owner.startsWith('ReplicaSet/') && pod.state === 'Running' && pod.namespace !== 'kube-system',
  );
  const whole = owned.filter((pod) => (world.workloads[pod.owner]?.ready ?? 0) >= 2);
  whole.sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : a.name < b.name ? -1 : 1));
  return whole[Math.floor(whole.length / 2)];
}

/** Creation times have whole seconds only, so what is new is told by who was there before. */
function replacementOf(victim: ViewPod, known: ReadonlySet<string>, world: SessionState): ViewPod | undefined {
  for (const pod of world.pods.values()) if (pod.owner === victim.owner && !known.has(pod.uid)) return pod;
  return undefined;
}

function uidsOf(world: SessionState, victim: ViewPod): ReadonlySet<string> {
  const siblings = [...world.pods.values()].filter((pod) => pod.owner === victim.owner);
  return new Set(siblings.map((pod) => pod.uid));
}

export const kindOf = (ref: ObjectRef): string => ref.slice(0, ref.indexOf('/'));
