// The arithmetic of a rolling update: how far the new ReplicaSet may grow and the old ones may shrink right now.
// At most one of the two happens in one look; then the controller waits for the world to answer and looks again.
// Source: upstream `deployment/rolling.go`, `deployment/sync.go` (proportional scaling), `deployment_util.go`.

import type { KubeObject } from '../api/object.ts';
import { asDeployment, availableOf, bounds, wantedOf } from './deployment-status.ts';

/** A ReplicaSet and the size it should have. `cleanup`: it only loses pods that are not available. */
export interface Resize {
  readonly set: KubeObject;
  readonly to: number;
}

export function replicasOf(deployment: KubeObject): number {
  return asDeployment(deployment).spec?.replicas ?? 1;
}

export function sum(sets: readonly KubeObject[], count: (set: KubeObject) => number): number {
  return sets.reduce((total, set) => total + count(set), 0);
}

/** The size of the new ReplicaSet: as large as the surge allows, never beyond the wish. `all` includes it when it exists. */
export function newSetSize(deployment: KubeObject, all: readonly KubeObject[], size: number): number {
  const want = replicasOf(deployment);
  if (asDeployment(deployment).spec?.strategy?.type === 'Recreate') return want;
  const ceiling = want + bounds(asDeployment(deployment)).maxSurge;
  const total = sum(all, wantedOf);
  if (total >= ceiling) return size;
  return size + Math.min(ceiling - total, want - size);
}

/** What the old ReplicaSets lose now; empty when availability does not allow any. */
export function shrinkOld(
  deployment: KubeObject,
  oldSets: readonly KubeObject[],
  newSet: KubeObject,
): readonly Resize[] {
  const active = oldSets.filter((set) => wantedOf(set) > 0);
  if (active.length === 0) return [];
  const all = [...active, newSet];
  const minAvailable = replicasOf(deployment) - bounds(asDeployment(deployment)).maxUnavailable;
  const newUnavailable = wantedOf(newSet) - availableOf(newSet);
  const mayGo = sum(all, wantedOf) - minAvailable - newUnavailable;
  if (mayGo <= 0) return [];
  const sizes = new Map<KubeObject, number>(active.map((set) => [set, wantedOf(set)]));
  const resizes: Resize[] = [];
  const shrink = (set: KubeObject, by: number) => {
    const to = (sizes.get(set) ?? 0) - by;
    sizes.set(set, to);
    resizes.push({ set, to });
  };
  const oldestFirst = active.slice().sort(byAge);
  let cleaned = 0;
  for (const set of oldestFirst) {
    if (cleaned >= mayGo) break;
    const size = sizes.get(set) ?? 0;
    const unhealthy = Math.min(mayGo - cleaned, size - availableOf(set));
    if (size === 0 || unhealthy <= 0) continue;
    shrink(set, unhealthy);
    cleaned += unhealthy;
  }
  let surplus = sum(all, availableOf) - minAvailable;
  for (const set of oldestFirst) {
    const size = sizes.get(set) ?? 0;
    if (surplus <= 0) break;
    if (size === 0) continue;
    const by = Math.min(size, surplus);
    shrink(set, by);
    surplus -= by;
  }
  return resizes;
}

/** Spreads a changed wish over several active ReplicaSets in proportion to their size, the rest to the largest. */
export function proportional(
  deployment: KubeObject,
  active: readonly KubeObject[],
  maxReplicas: (set: KubeObject) => number,
): readonly Resize[] {
  const want = replicasOf(deployment);
  const { maxSurge } = bounds(asDeployment(deployment));
  const allowed = want > 0 ? want + maxSurge : 0;
  const toAdd = allowed - sum(active, wantedOf);
  if (toAdd === 0) return [];
  const sorted = active.slice().sort((a, b) => wantedOf(b) - wantedOf(a) || (toAdd > 0 ? byAge(b, a) : byAge(a, b)));
  let added = 0;
  const sizes = sorted.map((set) => {
    const size = wantedOf(set);
    const exact = (size * (want + maxSurge)) / Math.max(1, maxReplicas(set));
    const share = roundHalfAway(exact) - size;
    const left = toAdd - added;
    const by = toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
    added += by;
    return size + by;
  });
  sizes[0] = Math.max(0, sizes[0] + toAdd - added);
  return sorted.map((set, i) => ({ set, to: sizes[i] })).filter(({ set, to }) => to !== wantedOf(set));
}

function roundHalfAway(x: number): number {
  return Math.floor(x + 0.5);
}

export function byAge(a: KubeObject, b: KubeObject): number {
  const timeA = a.metadata.creationTimestamp ?? '';
  const timeB = b.metadata.creationTimestamp ?? '';
  if (timeA !== timeB) return timeA < timeB ? -1 : 1;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}
