// What belongs to a recorded session and was not typed in it: the cluster it ran on, what was done before it began, and what the
// recorder did in between and told in a remark.

import type { Action } from '../cluster/action.ts';
import type { ClusterSpec } from '../cluster/cluster-spec.ts';
import { componentsOf, METRICS_SERVER } from '../cluster/metrics-components.ts';
import type { Tick } from '../kernel/message.ts';
import { autoscaled } from './fidelity/recorded-cluster.ts';

interface Circumstances {
  readonly cluster: Partial<ClusterSpec>;
  readonly before: readonly Action[];
  /** By the words of the remark. */
  readonly remarks: Readonly<Record<string, readonly Beside[]>>;
  /** By the command that they come before. */
  readonly pauses: Readonly<Record<string, Tick>>;
}

/** Something that is done, and a pause behind it. */
export interface Beside {
  readonly action?: Action;
  readonly sleep: Tick;
}

const ordinary: Circumstances = { cluster: {}, before: [], remarks: {}, pauses: {} };

const [components] = componentsOf({ metricsServer: true });

/** The workers of the recorded cluster, with what lay on them. */
const nodesWith = (images: readonly string[]): Pick<ClusterSpec, 'nodes'> => ({
  nodes: ['a', 'b', 'c'].map((zone, i) => ({ name: `node-${i + 1}`, cpu: 2, memory: '8Gi', zone, images })),
});

/** By the namespace of the session. */
const sessions: Readonly<Record<string, Circumstances>> = {
  trouble: { ...ordinary, cluster: nodesWith(['nginx:1.27', 'busybox:1.36']) },
  // The ages it prints tell that the ten commands from `get rs` to here took three seconds when they were recorded. Typed without a breath
  // they take one, and the controllers have not had the tokens for what three rollouts ask of them.
  rollouts: { ...ordinary, pauses: { 'kubectl get deploy web -o wide': 1_000 } },
  auto: {
    ...ordinary,
    cluster: autoscaled,
    before: [{ stop: METRICS_SERVER }, { kubectl: 'delete apiservice v1beta1.metrics.k8s.io' }],
    remarks: {
      'a metrics server is registered, but does not answer yet': [{ action: { apply: components }, sleep: 3_000 }],
      // The pause decides where the rounds of the metrics server fall: the first after the load began still sees most of it idle, as recorded.
      'the metrics server is started': [{ action: { start: METRICS_SERVER }, sleep: 3_400 }],
    },
  },
};

export function circumstancesOf(namespace: string): Circumstances {
  return sessions[namespace] ?? ordinary;
}
