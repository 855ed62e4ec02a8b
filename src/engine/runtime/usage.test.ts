// What containers use, as numbers: a counter of processor time that follows age and requests and stops at the limit.
import { expect, test } from 'vitest';
import type { ContainerRecord } from './cri.ts';
import type { Program } from './programs.ts';
import { cpuUsed, memoryUsed } from './usage.ts';

const record = (more: Partial<ContainerRecord> = {}, cpuLimit?: number, memoryLimit = 0): ContainerRecord => ({
  id: '8000ff',
  sandbox: 's',
  config: {
    ...{ name: 'app', attempt: 0, image: 'x', command: [], args: [], env: {}, memoryLimit },
    ...(cpuLimit === undefined ? {} : { cpuLimit }),
  },
  image: 'x',
  imageID: 'x',
  state: 'CONTAINER_RUNNING',
  createdAt: 0,
  startedAt: 1_000,
  end: undefined,
  signalledAt: undefined,
  ...more,
});

const program: Program = { name: 'p', cpu: { idle: 50, perRequest: 20 }, memory: { start: 10, growth: 1, most: 20 } };
const MIB = 1_048_576;

test('idle work and work for requests add up', () => {
  expect(cpuUsed(program, record(), 0, 1_000)).toBe(0);
  expect(cpuUsed(program, record(), 0, 11_000)).toBe(500);
  expect(cpuUsed(program, record(), 100, 11_000)).toBe(2_500);
});

test('a limit is the most that its age allows', () => {
  expect(cpuUsed(program, record({}, 100), 100, 11_000)).toBe(1_000);
  expect(cpuUsed(program, record({}, 400), 100, 11_000)).toBe(2_500);
});

test('the counter of a container that has ended stands still', () => {
  const ended = record({ state: 'CONTAINER_EXITED', end: { at: 3_000, code: 0, reason: 'Completed' } });
  expect(cpuUsed(program, ended, 0, 60_000)).toBe(100);
  expect(memoryUsed(program, ended, 60_000)).toBe(0);
  expect(cpuUsed(program, record({ state: 'CONTAINER_CREATED' }), 0, 60_000)).toBe(0);
});

test('memory grows to its most or to the limit, in whole pages, and differs a little from one to the next', () => {
  expect(memoryUsed(program, record(), 1_000)).toBe(10 * MIB);
  expect(memoryUsed(program, record(), 6_000)).toBe(15 * MIB);
  expect(memoryUsed(program, record(), 600_000)).toBe(20 * MIB);
  expect(memoryUsed(program, record({}, undefined, 12 * MIB), 600_000)).toBe(12 * MIB);
  const other = memoryUsed(program, record({ id: '000000' }), 1_000);
  expect(other).toBeLessThan(10 * MIB);
  expect(other % 4096).toBe(0);
});
