// The summary of the cluster on screen at this moment, with the learner's last action and how long ago it was.
import { useSession } from '../session/store.ts';
import { actionWords } from '../timeline/action-words.ts';
import { span } from '../ui/clock.ts';
import { summary } from './summary.ts';
import type { Cluster } from './tree.ts';

/** The cluster of the store as flat lists. */
export function clusterNow(): Cluster {
  const { shards, workloads, machines } = useSession.getState();
  return {
    pods: Object.values(shards).flat(),
    workloads: Object.values(workloads),
    machines: Object.values(machines),
  };
}

export function summaryNow(cluster: Cluster = clusterNow()): string {
  const { actions, tick } = useSession.getState();
  const last = actions.findLast((action) => action.tick <= tick);
  return summary(cluster, last && { words: actionWords(last.action), ago: span(tick - last.tick) });
}
