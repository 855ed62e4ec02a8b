// A cordoned node takes no new pods; what runs there stays. Only a pod that tolerates the cordon's taint may still go in,
// which is how DaemonSet pods reach such a node.

import { tolerates } from '../../api/node-choice.ts';
import { type Plugin, verdict } from './plugin.ts';

const CORDON = Object.freeze({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' as const });
const REFUSED = verdict('NodeUnschedulable', 'UnschedulableAndUnresolvable', 'node(s) were unschedulable');

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  preFilter({ pod }) {
    if (pod.spec?.tolerations?.some((toleration) => tolerates(toleration, CORDON))) return undefined;
    return { filter: (node) => (node.node.spec?.unschedulable === true ? REFUSED : undefined) };
  },
};
