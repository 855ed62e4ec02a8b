// Generated names and template hashes, against those a real cluster gave.
import { expect, test } from 'vitest';
import { readFixture } from './fixtures/read.ts';
import { dumpPodTemplate } from './go-dump.ts';
import { generateName, safeEncodeString } from './names.ts';
import { typeNamed } from './schema/schema.ts';
import { podTemplateHash } from './template-hash.ts';
import type { PodTemplateSpec } from './types.ts';

const { pairs } = readFixture<{ pairs: [string, PodTemplateSpec][] }>('template-hashes');

test.each(pairs)('a template that a real cluster hashed to %s', (hash, template) => {
  expect(podTemplateHash(template)).toBe(hash);
});

test('a collision changes the hash, and a frozen template keeps its own', () => {
  const template = Object.freeze((pairs[0] as [string, PodTemplateSpec])[1]);
  const hash = podTemplateHash(template);
  expect(podTemplateHash(template, 0)).not.toBe(hash);
  expect(podTemplateHash(template, 1)).not.toBe(podTemplateHash(template, 0));
  expect(podTemplateHash(template)).toBe(hash);
});

test('a template outside the table is hashed all the same', () => {
  const rare = { spec: { containers: [], volumes: [{ name: 'v', csi: { driver: 'x' } }] } } as PodTemplateSpec;
  expect(podTemplateHash(rare)).toMatch(/^[4-9bcdf]{1,10}$/);
});

test('every member that Go dumps is a member of the schema, and the other way round', () => {
  const template = { metadata: { labels: {} }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const text = dumpPodTemplate(template);
  const upper = (name: string): string => name.toLowerCase();
  const dumped = new Set([...text.matchAll(/(\w+):\(/g)].map((match) => upper(match[1] as string)));
  const missing = ['PodSpec', 'Container', 'PodSecurityContext'].flatMap((type) =>
    [...(typeNamed(type)?.fields.keys() ?? [])].filter((field) => !dumped.has(upper(field))),
  );
  // Go calls serviceAccount DeprecatedServiceAccount; a nil security context is not opened up.
  expect(
    missing.filter((field) => field !== 'serviceAccount' && !typeNamed('PodSecurityContext')?.fields.has(field)),
  ).toEqual([]);
});

test('digits become letters', () => {
  expect(safeEncodeString('3456789012')).toBe('789bcdf456');
});

test('a generated name has five letters and at most 63', () => {
  expect(generateName('web-', (index) => index)).toBe('web-bcdfg');
  const long = generateName('a'.repeat(80), () => 26);
  expect(long).toBe(`${'a'.repeat(58)}99999`);
});
