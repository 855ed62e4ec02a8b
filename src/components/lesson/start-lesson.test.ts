// A lesson over the page's own clock: what has its time comes at its tick, however fast the learner lets time run.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LoadedLesson, lessons, readLesson } from '../../scenarios/index.ts';
import { session } from '../session/session.ts';
import { useLesson } from './lesson-store.ts';
import { startLesson } from './start-lesson.ts';

/** Frames that are drawn when a test says so. */
let waiting: ((at: number) => void)[] = [];
let clock = 0;

function frames(count: number): void {
  for (let i = 0; i < count; i++) {
    clock += 16;
    const now = waiting;
    waiting = [];
    for (const draw of now) draw(clock);
  }
}

function changed(id: string, from: string, to: string): LoadedLesson {
  const files = lessons[id];
  expect(files['lesson.yaml']).toContain(from);
  const read = readLesson({ ...files, 'lesson.yaml': files['lesson.yaml'].replace(from, to) });
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  return read;
}

beforeEach(() => {
  waiting = [];
  vi.stubGlobal('requestAnimationFrame', (draw: (at: number) => void) => waiting.push(draw));
  vi.stubGlobal('cancelAnimationFrame', () => {});
});

afterEach(() => {
  useLesson.getState().end?.();
  vi.unstubAllGlobals();
});

describe('a lesson on the page', () => {
  it('lets a fault strike at its tick at a thousandfold speed', () => {
    const first = 'steps:\n  - id: wish\n    kind: narrate\n';
    const withFault = `${first}    faults: [{ id: cut, at: +7s, unplug: node/node-2 }]\n`;
    const live = startLesson(changed('self-healing', first, withFault));
    expect(live).toBeDefined();
    session().setSpeed(1000);
    session().play();
    const { host } = session();
    const start = host.now();
    for (let i = 0; i < 200 && host.now() < start + 20_000; i++) frames(1);
    const struck = host.recording().inputs.find(({ input }) => 'unplug' in input);
    expect(struck && struck.tick - start).toBe(7_000);
  });
});
