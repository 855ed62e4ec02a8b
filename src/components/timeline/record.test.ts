// The timeline remembers changes once, and forgets a future that did not happen.
import { describe, expect, it } from 'vitest';
import type { PodState, ViewPod, ViewWorkload } from '../../engine/index.ts';
import { emptyRecord, forget, look, stepAt } from './record.ts';

const pod = (name: string, state: PodState) => ({ ref: `Pod/default/${name}`, state }) as ViewPod;
const web = (ready: number, wanted: number) => ({ w: { ref: 'w', ready, wanted } as ViewWorkload });

describe('record', () => {
  const first = look(emptyRecord(), { tick: 10, shards: { a: [pod('x', 'Running')] }, workloads: web(1, 1) });

  it('takes the first look as what is, not as what happened', () => {
    expect(first.marks).toEqual([]);
    expect(first.steps.get('w')).toEqual([{ tick: 0, ready: 1, wanted: 1 }]);
  });

  it('marks what changed, once', () => {
    const shards = { a: [pod('x', 'Terminating'), pod('y', 'Pending')] };
    const second = look(first, { tick: 20, shards, workloads: web(1, 2) });
    expect(second.marks.map((mark) => [mark.tick, mark.ref, mark.state])).toEqual([
      [20, 'Pod/default/x', 'Terminating'],
      [20, 'Pod/default/y', 'Pending'],
    ]);
    const back = look(second, { tick: 10, shards: { a: [pod('x', 'Running')] }, workloads: web(1, 1) });
    const again = look(back, { tick: 20, shards, workloads: web(1, 2) });
    expect(again.marks).toHaveLength(2);
    expect(again.steps.get('w')).toHaveLength(2);
    expect(stepAt(again.steps.get('w') ?? [], 15)).toMatchObject({ ready: 1, wanted: 1 });
  });

  it('forgets what came after an action in the past', () => {
    const second = look(first, { tick: 20, shards: { a: [] }, workloads: web(0, 1) });
    const forgotten = forget(second, 12);
    expect(forgotten.known).toBe(12);
    expect(forgotten.steps.get('w')).toHaveLength(1);
    const other = look(forgotten, { tick: 18, shards: { a: [pod('z', 'Pending')] }, workloads: web(0, 3) });
    expect(other.marks.map((mark) => mark.tick)).toEqual([18]);
  });
});
