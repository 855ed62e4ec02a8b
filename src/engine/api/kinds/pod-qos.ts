// Three classes of pods by what they promised to use: who asked for nothing is the first to go when a node runs short.
// Source: `pkg/apis/core/helper/qos/qos.go` ComputePodQOS.
import { compareQuantities } from '../quantity.ts';
import type { PodSpec, ResourceRequirements } from '../types.ts';

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

/**
 * The class of a pod, from cpu and memory only. A pod's own resources, where set, count instead of its containers'. Since no
 * request exceeds its limit, the pod is guaranteed exactly when each container is.
 */
export function qosClass(spec: PodSpec): QosClass {
  if (spec.resources) return classOf(spec.resources);
  let result: QosClass | undefined;
  for (const { resources } of spec.containers ?? []) result = joined(result, classOf(resources));
  for (const { resources } of spec.initContainers ?? []) result = joined(result, classOf(resources));
  return result ?? 'BestEffort';
}

function joined(one: QosClass | undefined, other: QosClass): QosClass {
  return one === undefined || one === other ? other : 'Burstable';
}

const known = new WeakMap<ResourceRequirements, QosClass>();

function classOf(resources: ResourceRequirements | undefined): QosClass {
  if (!resources || (!resources.limits && !resources.requests)) return 'BestEffort';
  let result = known.get(resources);
  if (result !== undefined) return result;
  let asked = false;
  let guaranteed = true;
  for (const name of ['cpu', 'memory'] as const) {
    const limit = resources.limits?.[name];
    const request = resources.requests?.[name];
    const limited = limit !== undefined && compareQuantities(limit, '0') > 0;
    const requested = request !== undefined && compareQuantities(request, '0') > 0;
    if (limited || requested) asked = true;
    if (!limited || !requested || compareQuantities(limit, request) !== 0) guaranteed = false;
  }
  if (!asked) result = 'BestEffort';
  else result = guaranteed ? 'Guaranteed' : 'Burstable';
  known.set(resources, result);
  return result;
}
