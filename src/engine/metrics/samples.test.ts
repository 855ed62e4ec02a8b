// From readings to rates: two are needed, from the same life of a container, and a fresh start counts as one.
import { expect, test } from 'vitest';
import type { Reading, Stats } from '../api/stats.ts';
import { measure, type NodeSamples, take } from './samples.ts';

const reading = (at: number, cpu: number, startedAt = 0): Reading => ({ at, startedAt, cpu, memory: 4096 });
const stats = (at: number, cpu: number, startedAt = 0): Stats => ({
  node: reading(at, at),
  pods: [{ key: 'a/web', containers: { app: reading(at, cpu, startedAt) } }],
});
const pod = (samples: NodeSamples) => measure(samples.pods['a/web'].app);

test('one reading is no rate, two are', () => {
  const first = take(stats(20_000, 100), undefined, 15_000);
  expect(pod(first)).toBeUndefined();
  const second = take(stats(35_000, 1_600), first, 15_000);
  expect(pod(second)).toEqual({ nanocores: 100_000_000, memory: 4096, at: 35_000, window: 15_000 });
  expect(measure(second.node)?.nanocores).toBe(1_000_000_000);
});

test('a container of 10 to 15 s has a rate since its start, a younger one has none', () => {
  expect(pod(take(stats(29_000, 450, 20_000), undefined, 15_000))).toBeUndefined();
  expect(pod(take(stats(32_000, 600, 20_000), undefined, 15_000))).toMatchObject({
    nanocores: 50_000_000,
    window: 12_000,
  });
});

test('after a restart it begins anew, and the same reading twice says nothing', () => {
  const first = take(stats(20_000, 900), undefined, 15_000);
  expect(pod(take(stats(35_000, 10, 33_000), first, 15_000))).toBeUndefined();
  expect(pod(take(stats(20_000, 900), first, 15_000))).toBeUndefined();
});
