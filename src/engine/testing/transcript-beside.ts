// What belongs to a recorded session and was not typed in it: the cluster it ran on, what was done before it began, what the recorder
// did in between and told in a remark, and what a typed command set going in programs that are data here.

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
  /** By the command that was typed before. */
  readonly after: Readonly<Record<string, readonly Beside[]>>;
}

/** Something that is done, and a pause behind it. */
export interface Beside {
  readonly action?: Action;
  readonly sleep: Tick;
}

const ordinary: Circumstances = { cluster: {}, before: [], remarks: {}, after: {} };

const [components] = componentsOf({ metricsServer: true });

/** By the namespace of the session. */
const sessions: Readonly<Record<string, Circumstances>> = {
  auto: {
    cluster: autoscaled('auto'),
    before: [{ stop: METRICS_SERVER }, { kubectl: 'delete apiservice v1beta1.metrics.k8s.io' }],
    remarks: {
      'a metrics server is registered, but does not answer yet': [{ action: { apply: components }, sleep: 3_000 }],
      'the metrics server is started': [{ action: { start: METRICS_SERVER }, sleep: 2_600 }],
    },
    after: {
      // The caller's pod first has to start.
      'kubectl scale deployment load --replicas=1': [
        { sleep: 1_000 },
        { action: { load: 'callers', rate: '10/s' }, sleep: 0 },
      ],
    },
  },
};

export function circumstancesOf(namespace: string): Circumstances {
  return sessions[namespace] ?? ordinary;
}
