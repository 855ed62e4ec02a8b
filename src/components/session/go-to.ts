// The way of a jump: to a tick of a run, past or future, with everything a lesson does on the way done at its own tick. A machine that
// is cut off at thirty seconds is cut off at thirty seconds, whether the learner waits, hurries, or clicks far ahead on the line.
import type { Host, Tick } from '../../engine/index.ts';
import { limitOf, type Rules } from './rules.ts';

export function goTo(host: Host, rules: Rules | undefined, tick: Tick): void {
  for (;;) {
    const to = Math.min(tick, limitOf(rules));
    const look = rules?.lookAt?.(true);
    if (look === undefined || look <= host.now() || look >= to) return host.seek(to);
    host.seek(look);
    rules?.look?.();
  }
}
