// The letters in a ReplicaSet's name are a hash of its pod template, so the same template always finds the same ReplicaSet,
// here and in a real cluster: what is hashed is Go's own dump of the template, byte for byte.

import { dumpPodTemplate, UnknownGoType } from './go-dump.ts';
import { safeEncodeString } from './names.ts';
import type { PodTemplateSpec } from './types.ts';

const known = new WeakMap<PodTemplateSpec, string>();

/**
 * FNV-1a (32 bit) of the template, and of the collision count if there was a collision, in the alphabet of generated names.
 * Give the template without the pod-template-hash label. Source: `pkg/controller/controller_utils.go` ComputeHash.
 * A template with the rarest volume types is hashed as JSON: stable, but with other letters than a real cluster's.
 */
export function podTemplateHash(template: PodTemplateSpec | undefined, collisionCount?: number): string {
  const kept = template === undefined || collisionCount !== undefined ? undefined : known.get(template);
  if (kept !== undefined) return kept;
  let state = fnv1a(offsetBasis, new TextEncoder().encode(textOf(template)));
  if (collisionCount !== undefined) state = fnv1a(state, [...littleEndian(collisionCount), 0, 0, 0, 0]);
  const hash = safeEncodeString(String(state));
  if (template !== undefined && collisionCount === undefined && Object.isFrozen(template)) known.set(template, hash);
  return hash;
}

const offsetBasis = 0x811c9dc5;

function fnv1a(state: number, bytes: Iterable<number>): number {
  let hash = state;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

const littleEndian = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

function textOf(template: PodTemplateSpec | undefined): string {
  try {
    return dumpPodTemplate(template ?? {});
  } catch (error) {
    if (error instanceof UnknownGoType) return canonical(template);
    throw error;
  }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const record = value as { [key: string]: unknown };
  const fields = Object.keys(record).filter((key) => record[key] !== undefined);
  return `{${fields
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(record[key])}`)
    .join(',')}}`;
}
