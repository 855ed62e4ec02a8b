// The letters in a ReplicaSet's name are a hash of its pod template, so the same template always finds the same ReplicaSet.
// The real one hashes a dump of Go's structures; this one hashes the template's JSON with sorted keys and prints it in the same letters.

import { safeEncodeString } from './names.ts';
import type { PodTemplateSpec } from './types.ts';

/** FNV-1a of the template, and of the collision count if there was a collision. Source of the encoding: facts 1.3. */
export function podTemplateHash(template: PodTemplateSpec | undefined, collisionCount?: number): string {
  const text = canonical(template) + (collisionCount === undefined ? '' : `#${collisionCount}`);
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return safeEncodeString(String(h >>> 0));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const record = value as Record<string, unknown>;
  const fields = Object.keys(record).filter((key) => record[key] !== undefined);
  return `{${fields
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(record[key])}`)
    .join(',')}}`;
}
