// The objects that the learner's latest action reached, through however many components: their rows carry the amber mark.

import { useMemo } from 'react';
import { session } from '../session/session.ts';
import { useSession, useSlowTick } from '../session/store.ts';

/** Messages looked at; an action that sends more than this has touched everything anyway. */
const lookBack = 400;

export function useThreadObjects(): ReadonlySet<string> {
  const tick = useSlowTick();
  const last = useSession((s) => s.actions.findLast((action) => action.tick <= s.tick)?.id ?? 0);
  return useMemo(() => {
    if (last === 0) return new Set<string>();
    const messages = session().messages.recentForeground(tick, lookBack);
    return new Set(
      messages.filter((message) => message.thread === last && message.object).map((message) => message.object),
    );
  }, [tick, last]);
}
