// Whether a component is part of what is going on because of the learner right now: then its border is amber.
import { useSession } from '../../session/store.ts';

/** The thread of the latest action while anything of it is still to come; 0 otherwise. */
export const useLiveThread = (): number => useSession((s) => (s.settled ? 0 : (s.actions.at(-1)?.id ?? 0)));

/** Whole simulated seconds since a tick, never negative; new once a second. */
export const useSecondsSince = (tick: number): number =>
  useSession((s) => Math.max(0, Math.floor((s.tick - tick) / 1000)));

/** Whole simulated seconds until a tick. */
export const useSecondsUntil = (tick: number): number =>
  useSession((s) => Math.max(0, Math.ceil((tick - s.tick) / 1000)));
