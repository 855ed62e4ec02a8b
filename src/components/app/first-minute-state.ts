// The first minute: one thing to do, then who noticed, then why. Where it stands is read from the cluster and never from which
// button was pressed, so deleting the pod by click, key or kubectl all count.

import { create } from 'zustand';
import type { ObjectRef, ViewPod } from '../../engine/index.ts';
import type { SessionState } from '../session/store.ts';

export interface FirstMinuteState {
  readonly stage: 'waiting' | 'ask' | 'watch' | 'done' | 'gone';
  /** The pod to kill, and later its replacement. */
  readonly victim: ViewPod | undefined;
  readonly born: ViewPod | undefined;
}

export const useFirstMinute = create<FirstMinuteState>(() => ({
  stage: 'waiting',
  victim: undefined,
  born: undefined,
}));

/** What the first minute is at, after a change of the cluster. Returns the same state when nothing changed. */
export function nextFirstMinute(state: FirstMinuteState, world: SessionState): FirstMinuteState {
  switch (state.stage) {
    case 'gone':
      return state;
    case 'waiting':
    case 'ask': {
      const present = state.victim && world.pods.get(state.victim.ref);
      const dying = state.victim && (!present || present.state === 'Terminating');
      if (dying && world.actions.length > 0) return { ...state, stage: 'watch' };
      if (present?.state === 'Running') return present === state.victim ? state : { ...state, victim: present };
      const victim = pickVictim(world);
      if (victim) return { stage: 'ask', victim, born: undefined };
      return state.stage === 'waiting' ? state : { stage: 'waiting', victim: undefined, born: undefined };
    }
    case 'watch':
    case 'done': {
      const back = state.victim && world.pods.get(state.victim.ref);
      if (back?.state === 'Running') return { stage: 'ask', victim: back, born: undefined };
      const born = state.victim && replacementOf(state.victim, world);
      const stage = born?.state === 'Running' ? 'done' : 'watch';
      return born === state.born && stage === state.stage ? state : { ...state, stage, born };
    }
  }
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

function replacementOf(victim: ViewPod, world: SessionState): ViewPod | undefined {
  const since = world.actions.at(-1)?.tick ?? 0;
  let found: ViewPod | undefined;
  for (const pod of world.pods.values()) {
    if (pod.owner !== victim.owner || pod.createdAt < since) continue;
    if (!found || pod.createdAt < found.createdAt) found = pod;
  }
  return found;
}

export const kindOf = (ref: ObjectRef): string => ref.slice(0, ref.indexOf('/'));
