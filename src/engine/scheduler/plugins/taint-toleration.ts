// Taints keep pods away, tolerations let them in; a toleration attracts nothing.
// NoSchedule and NoExecute refuse, PreferNoSchedule only costs points: the more of them a pod does not tolerate, the fewer.
import { tolerated } from '../../api/node-choice.ts';
import { normalizeByLargest, type Plugin, verdict } from './plugin.ts';

// Since 1.35 the text no longer names the taint, so that all tainted nodes count as one reason.
const REFUSED = verdict('TaintToleration', 'UnschedulableAndUnresolvable', 'node(s) had untolerated taint(s)');

export const taintToleration: Plugin = {
  name: 'TaintToleration',
  preFilter({ pod }) {
    const tolerations = pod.spec?.tolerations ?? [];
    return {
      filter: (node) => (node.hardTaints.some((taint) => !tolerated(taint, tolerations)) ? REFUSED : undefined),
    };
  },
  preScore({ pod }) {
    const tolerations = (pod.spec?.tolerations ?? []).filter(
      ({ effect }) => effect === undefined || (effect as string) === '' || effect === 'PreferNoSchedule',
    );
    return {
      score(node) {
        let intolerable = 0;
        for (const taint of node.softTaints) if (!tolerated(taint, tolerations)) intolerable++;
        return intolerable;
      },
      normalize: (raw) => normalizeByLargest(raw, true),
    };
  },
};
