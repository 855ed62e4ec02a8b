// How a key that fails comes back: each wait twice as long as the one before, and some who ask give it up after so many tries.
import { expect, test } from 'vitest';
import type { Cause, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { newWorkQueue, type Retries, retry } from './work-queue.ts';

/** The waits after so many failures in a row; undefined where the key was given up. */
function waits(failures: number, retries?: Retries): (Tick | undefined)[] {
  const queue = newWorkQueue('q');
  const asked: Tick[] = [];
  const io = { now: 0, after: (delay: Tick) => asked.push(delay), cancel: () => undefined } as unknown as IO;
  const cause = { message: 1 } as unknown as Cause;
  return Array.from({ length: failures }, () => {
    const before = asked.length;
    delete queue.later.a;
    retry(queue, 'a', io, cause, retries);
    return asked[before];
  });
}

test('a key that fails comes back after 5 ms, 10 ms, 20 ms … at most 1,000 s, for ever', () => {
  const found = waits(30);
  expect(found.slice(0, 4)).toEqual([5, 10, 20, 40]);
  expect(found.slice(17, 19)).toEqual([655_360, 1_000_000]);
  expect(found[29]).toBe(1_000_000);
});

test('whoever gives up after three tries begins with the shortest wait at the next failure', () => {
  expect(waits(5, { first: 1_000, most: 3 })).toEqual([1_000, 2_000, 4_000, undefined, 1_000]);
});
