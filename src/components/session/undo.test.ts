// Undo and redo over a real cluster: back to just before, and the same again; what is done in between is a branch of its own.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Action, createCluster } from '../../engine/index.ts';
import { type Session, startSession } from './session.ts';
import { useSession } from './store.ts';
import { lastDone, nextUndone, redo, undo, undoesFrom } from './undo.ts';

const endless = Number.POSITIVE_INFINITY;
const scale = (to: number): Action => ({ scale: 'deployment/web', to });
let run: Session;

/** Lives on without the page's clock. */
const live = (ticks: number) => run.seek(run.host.now() + ticks);
const doing = (action: Action) => {
  run.submit(action);
  run.pause();
};
const offered = () => {
  const state = useSession.getState();
  return [lastDone(state, undoesFrom(run))?.action, nextUndone(state, undoesFrom(run))?.action];
};

beforeEach(() => {
  // Time stands until a test moves it.
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => {});
  const host = createCluster({ seed: 5 });
  host.submit({ kubectl: 'create deployment web --image=nginx:1.27 --replicas=2' });
  host.advance(host.now() + 8_000, endless);
  run = startSession(host, 5);
});

describe('undo and redo', () => {
  it('goes back to just before, and does it again at the same tick with the same result, any number of times', () => {
    const start = run.host.now();
    const before = run.host.hash();
    live(1_000);
    doing(scale(5));
    const at = useSession.getState().actions[0].tick;
    const there = run.host.hash();
    live(6_000);
    const after = [run.host.now(), run.host.hash()];
    for (let i = 0; i < 3; i++) {
      expect(offered()).toEqual([scale(5), undefined]);
      expect(undo(run)).toBe(true);
      expect([run.host.now(), useSession.getState().playing]).toEqual([at - 1, false]);
      expect((run.host.list('replicasets') as { spec: { replicas: number } }[])[0].spec.replicas).toBe(2);
      expect(offered()).toEqual([undefined, scale(5)]);
      expect(undo(run)).toBe(false);
      expect(redo(run)).toBe(true);
      expect([run.host.now(), run.host.hash(), useSession.getState().playing]).toEqual([at, there, true]);
      run.pause();
      run.seek(after[0] as number);
      expect([run.host.now(), run.host.hash()]).toEqual(after);
    }
    run.seek(start);
    expect(run.host.hash()).toBe(before);
  });

  it('takes what was done in one breath back one by one', () => {
    for (const to of [3, 4, 5]) doing(scale(to));
    const ticks = useSession.getState().actions.map(({ tick }) => tick);
    expect(new Set(ticks).size).toBe(3);
    for (const to of [5, 4, 3]) {
      expect(offered()[0]).toEqual(scale(to));
      undo(run);
    }
    expect(run.host.now()).toBeGreaterThanOrEqual(run.host.lessonStart);
    for (const to of [3, 4, 5]) {
      expect(offered()[1]).toEqual(scale(to));
      redo(run);
      run.pause();
    }
    expect(useSession.getState().actions.map(({ tick }) => tick)).toEqual(ticks);
  });

  it('leaves what only looks alone', () => {
    live(500);
    doing(scale(4));
    live(500);
    doing({ kubectl: 'get pods' });
    live(500);
    expect(offered()[0]).toEqual(scale(4));
  });

  it('what is done after an undo is a branch, and the old future is kept', () => {
    live(1_000);
    doing(scale(5));
    live(6_000);
    const old = run.host.hash();
    undo(run);
    doing(scale(1));
    live(6_000);
    const { branches, branch } = useSession.getState();
    expect(branches.map(({ name }) => name)).toEqual(['main', 'what if 1']);
    expect(branch).toBe(2);
    expect(offered()).toEqual([scale(1), undefined]);
    run.goToBranch(1);
    expect(offered()).toEqual([undefined, scale(5)]);
    redo(run);
    run.pause();
    live(6_000);
    expect(run.host.hash()).toBe(old);
  });

  it('keeps to a lesson: what was settled before the step stays, and nothing is done again in a locked future', () => {
    let locked = false;
    let since = 0;
    run.branching = false;
    run.rules = { refuses: () => '', locked: () => locked, since: () => since, unhurried: () => false };
    live(500);
    doing(scale(3));
    live(2_000);
    since = run.host.now();
    expect(offered()).toEqual([undefined, undefined]);
    run.submit({ cordon: 'node/node-1' }, true);
    live(500);
    doing(scale(4));
    expect(run.host.now()).toBeGreaterThan(since);
    expect(offered()[0]).toEqual(scale(4));
    undo(run);
    expect(offered()).toEqual([undefined, scale(4)]);
    locked = true;
    const here = run.host.now();
    expect(redo(run)).toBe(false);
    expect(run.host.now()).toBe(here);
  });
});
