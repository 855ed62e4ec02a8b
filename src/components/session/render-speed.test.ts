// How often a page draws, and how slow its machine is, changes what is seen and never what happens: the same deed at the same tick leads to
// the same world, hash and all, however the time to it and after it was shown.
import { afterEach, expect, it, vi } from 'vitest';
import { createCluster, type Host } from '../../engine/index.ts';
import { startSession } from './session.ts';
import type { Speed } from './tempo.ts';

const acts = 5_000;
const ends = 25_000;

const cluster = (): Host => createCluster({ seed: 9 });
const deed = { kubectl: 'create deployment web --image=nginx:1.27 --replicas=3' };

/** The world when nobody draws it. */
const bare = (() => {
  const host = cluster();
  host.advance(host.lessonStart + acts, Number.POSITIVE_INFINITY);
  host.submit(deed);
  host.advance(host.lessonStart + ends, Number.POSITIVE_INFINITY);
  return host.hash();
})();

afterEach(() => vi.unstubAllGlobals());

/** Plays to a tick with a frame every so many milliseconds, on a machine on which every look at the clock takes so many. */
function shown(speed: Speed, everyMs: number, slowMs: number): string {
  let waiting: ((at: number) => void)[] = [];
  let clock = 0;
  vi.stubGlobal('requestAnimationFrame', (draw: (at: number) => void) => waiting.push(draw));
  vi.stubGlobal('cancelAnimationFrame', () => {
    waiting = [];
  });
  vi.stubGlobal('performance', {
    now: () => {
      clock += slowMs;
      return clock;
    },
  });
  const host = cluster();
  const run = startSession(host, 9);
  let at = 0;
  const playTo = (tick: number) => {
    run.rules = { refuses: () => '', locked: () => false, limit: () => tick, unhurried: () => false, since: () => 0 };
    run.play();
    for (let i = 0; i < 50_000 && !(host.now() >= tick && run.now() >= tick); i++) {
      at += everyMs;
      const now = waiting;
      waiting = [];
      for (const draw of now) draw(at);
    }
    run.pause();
  };
  run.setSpeed(speed);
  playTo(host.lessonStart + acts);
  run.submit(deed);
  playTo(host.lessonStart + ends);
  expect(host.now()).toBe(host.lessonStart + ends);
  run.seek(host.now());
  return host.hash();
}

it.each<[string, Speed, number, number]>([
  ['sixty frames a second, in slow motion and quick through waits', 'auto', 16, 0.1],
  ['two frames a second, as in a tab behind others', 20, 500, 0.1],
  ['a machine that manages one message a frame', 60, 16, 5],
  ['a thousandfold speed', 1000, 33, 0.1],
])('with %s', (_, speed, everyMs, slowMs) => {
  expect(shown(speed, everyMs, slowMs)).toBe(bare);
});
