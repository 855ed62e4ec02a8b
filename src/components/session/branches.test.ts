// Branches over a real cluster: the old future stays as it was lived, the new one goes its own way, and each replays from its recording.
import { describe, expect, it } from 'vitest';
import { createCluster, type Host, replay } from '../../engine/index.ts';
import { Branches, type BranchState, mostBranches } from './branches.ts';

const state: BranchState = { actions: [], firstThread: undefined, segments: [] };
const endless = Number.POSITIVE_INFINITY;
const replayed = (host: Host): string => replay(host.recording(), host.now()).hash();

describe('branches', () => {
  it('keep what came after the moment that is acted in', () => {
    const host = createCluster({ seed: 5 });
    const start = host.now();
    host.advance(start + 5_000, endless);
    host.submit({ cordon: 'node/node-1' });
    host.advance(start + 20_000, endless);
    const before = host.hash();
    host.seek(start + 2_000);

    const branches = new Branches(host);
    const other = branches.fork(state);
    expect(other?.name).toBe('what if 1');
    other?.host.submit({ cordon: 'node/node-2' });
    other?.host.advance(start + 20_000, endless);
    expect(other && replayed(other.host)).toBe(other?.host.hash());
    expect(other?.host.hash()).not.toBe(before);
    expect(branches.list().map(({ name, parent, forkedAt }) => [name, parent, forkedAt - start])).toEqual([
      ['main', undefined, -start],
      ['what if 1', 1, 2_000],
    ]);

    expect(branches.go(1, state)).toBe(true);
    branches.active.host.seek(start + 20_000);
    expect(branches.active.host.hash()).toBe(before);
    expect(branches.active.host.recording().inputs).toHaveLength(1);
  });

  it('are named, put away and bounded', () => {
    const branches = new Branches(createCluster({ seed: 5 }));
    while (branches.fork(state));
    expect(branches.list()).toHaveLength(mostBranches);
    branches.rename(3, '  cordon first  ');
    branches.rename(3, '   ');
    expect(branches.get(3)?.name).toBe('cordon first');
    branches.remove(3);
    expect(branches.get(3)).toBeUndefined();
    expect(branches.get(4)?.parent).toBe(2);
    const here = branches.active.id;
    branches.remove(here);
    expect(branches.active.id).toBe(here);
    expect(branches.fork(state)?.name).toBe(`what if ${mostBranches}`);
    expect(branches.go(99, state)).toBe(false);
  });

  it('ask for a name once: until it is given, or another is gone to, and not when it came with one', () => {
    const branches = new Branches(createCluster({ seed: 5 }));
    const asking = () => branches.list().flatMap(({ name, unnamed }) => (unnamed ? [name] : []));
    branches.fork(state);
    expect(asking()).toEqual(['what if 1']);
    branches.rename(2, '');
    expect(asking()).toEqual([]);
    branches.fork(state);
    branches.go(1, state);
    expect(asking()).toEqual([]);
    branches.fork(state, 'two lost');
    expect(asking()).toEqual([]);
  });
});
