// The default profile: which plugins are asked, in what order, and how much each one's points count.
// The order matters: the first plugin that refuses a node is the one whose reason is shown.
import { balancedAllocation } from './plugins/balanced-allocation.ts';
import { dynamicResources } from './plugins/dynamic-resources.ts';
import { imageLocality } from './plugins/image-locality.ts';
import { interPodAffinity } from './plugins/inter-pod-affinity.ts';
import { nodeAffinity } from './plugins/node-affinity.ts';
import { nodeName } from './plugins/node-name.ts';
import { nodePorts } from './plugins/node-ports.ts';
import { nodeResourcesFit } from './plugins/node-resources-fit.ts';
import { nodeUnschedulable } from './plugins/node-unschedulable.ts';
import type { Plugin } from './plugins/plugin.ts';
import { podTopologySpread } from './plugins/pod-topology-spread.ts';
import { taintToleration } from './plugins/taint-toleration.ts';

export interface Profile {
  readonly schedulerName: string;
  /** In the order of asking; each is asked about a node only if all before it let the pod pass. */
  readonly filters: readonly Plugin[];
  readonly scores: readonly { readonly plugin: Plugin; readonly weight: number }[];
  /** 0 means: let the size of the cluster decide. */
  readonly percentageOfNodesToScore: number;
}

/** Source: pkg/scheduler/apis/config/v1/default_plugins.go, v1.36. */
export const DEFAULT_PROFILE: Profile = Object.freeze({
  schedulerName: 'default-scheduler',
  filters: Object.freeze([
    nodeUnschedulable,
    nodeName,
    taintToleration,
    nodeAffinity,
    nodePorts,
    nodeResourcesFit,
    podTopologySpread,
    interPodAffinity,
  ]),
  scores: Object.freeze([
    { plugin: taintToleration, weight: 3 },
    { plugin: nodeAffinity, weight: 2 },
    { plugin: nodeResourcesFit, weight: 1 },
    { plugin: podTopologySpread, weight: 2 },
    { plugin: interPodAffinity, weight: 2 },
    { plugin: dynamicResources, weight: 2 },
    { plugin: balancedAllocation, weight: 1 },
    { plugin: imageLocality, weight: 1 },
  ]),
  percentageOfNodesToScore: 0,
});
