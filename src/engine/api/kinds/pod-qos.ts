// Three classes of pods by what they promised to use: who asked for nothing is the first to go when a node runs short.
// Source: `pkg/apis/core/helper/qos/qos.go` ComputePodQOS.
import { compareQuantities } from '../quantity.ts';
import type { PodSpec } from '../types.ts';

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

/** The class of a pod, from cpu and memory only. A pod's own resources, where set, count instead of its containers'. */
export function qosClass(spec: PodSpec): QosClass {
  let asked = false;
  let guaranteed = true;
  const all = spec.resources ? [spec] : [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  for (const { resources } of all) {
    for (const name of ['cpu', 'memory'] as const) {
      const limit = resources?.limits?.[name];
      const request = resources?.requests?.[name];
      const limited = limit !== undefined && compareQuantities(limit, '0') > 0;
      const requested = request !== undefined && compareQuantities(request, '0') > 0;
      if (limited || requested) asked = true;
      if (!limited || !requested || compareQuantities(limit, request) !== 0) guaranteed = false;
    }
  }
  if (!asked) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
