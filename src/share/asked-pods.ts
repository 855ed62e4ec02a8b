// How many pods a cluster's manifests ask for at once: they are made before anything can be shown or stopped, so a run from outside may
// not ask for a million.

import { parseManifests } from '../engine/index.ts';

/** Fields that stand for a number of pods, wherever a kind has them. */
const counts: ReadonlySet<string> = new Set(['replicas', 'parallelism', 'completions', 'minReplicas']);

/** At least this many; text that is no manifest asks for nothing. */
export function askedPods(texts: readonly string[]): number {
  let pods = 0;
  for (const text of texts) {
    const { manifests } = parseManifests(text, '');
    pods += manifests.length;
    for (const manifest of manifests) pods += asked(manifest, 0);
  }
  return pods;
}

function asked(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > 4) return 0;
  let pods = 0;
  for (const [field, inner] of Object.entries(value))
    pods += counts.has(field) && Number.isFinite(inner) ? Math.max(0, inner as number) : asked(inner, depth + 1);
  return pods;
}
