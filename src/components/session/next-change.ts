// To the next moment at which something in the cluster is otherwise: over quiet minutes in one step, and to the very tick. What is written
// only to say that all is as before (leases, heartbeats) is not worth stopping at.
import type { StoredChange, Tick } from '../../engine/index.ts';
import { limitOf } from './rules.ts';
import type { Session } from './session.ts';

/** Where nothing changes for so long, that is as far as it goes. */
const farthest: Tick = 600_000;
const messagesPerLook = 200;

export function nextChange(run: Session): void {
  if (run.rules?.locked()) return;
  const { host } = run;
  const most = Math.min(host.now() + farthest, run.rules?.lookAt?.() ?? Number.POSITIVE_INFINITY, limitOf(run.rules));
  run.jump(() => {
    let known = host.revision();
    while (host.now() < most) {
      host.advance(most, messagesPerLook);
      const change = host.changes(known).find(isNews);
      if (change) return host.seek(change.at);
      known = host.revision();
    }
  });
}

export function isNews({ ref, type, object, previous }: StoredChange): boolean {
  if (ref.startsWith('Lease/')) return false;
  return type !== 'MODIFIED' || !isSame(object, previous);
}

/** Written at every sign of life. */
const routine = ['resourceVersion', 'managedFields', 'lastHeartbeatTime'];

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [one, other] = [a, b] as Record<string, unknown>[];
  const keys = Object.keys({ ...one, ...other }).filter((key) => !routine.includes(key));
  return keys.every((key) => isSame(one[key], other[key]));
}
