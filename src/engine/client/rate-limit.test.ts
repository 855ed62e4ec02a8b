// How fast a client sends: what the bucket holds at once, then one by one, and never more after a rest than it can hold.
import { expect, test } from 'vitest';
import { type Bucket, type RateLimit, reserve } from './rate-limit.ts';

const limit: RateLimit = { bucket: 'replicaset', qps: 20, burst: 30 };

test('thirty at once, then one every fifty milliseconds', () => {
  const buckets: Record<string, Bucket> = {};
  const waits = Array.from({ length: 33 }, () => reserve(buckets, limit, 1_000));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(30);
  expect(waits.slice(30)).toEqual([50, 100, 150]);
});

test('tokens grow back while nobody asks, up to what the bucket holds', () => {
  const buckets: Record<string, Bucket> = {};
  for (let i = 0; i < 30; i++) reserve(buckets, limit, 0);
  expect(reserve(buckets, limit, 49)).toBe(1);
  expect(reserve(buckets, limit, 100)).toBe(0);
  const later = Array.from({ length: 31 }, () => reserve(buckets, limit, 3_600_000));
  expect(later.filter((wait) => wait === 0)).toHaveLength(30);
});

test('each bucket is its own', () => {
  const buckets: Record<string, Bucket> = {};
  for (let i = 0; i < 30; i++) reserve(buckets, limit, 0);
  expect(reserve(buckets, { ...limit, bucket: 'deployment' }, 0)).toBe(0);
  expect(reserve(buckets, limit, 0)).toBe(50);
});
