// A short sample of `npm run soak`: what the store keeps is bounded. The heap itself is measured by the campaign.
import { expect, it } from 'vitest';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Table } from '../../kernel/table.ts';
import { createCluster } from '../../recording/cluster-host.ts';
import { growth } from './soak.ts';

it('history stays at its bound while pods come and go', () => {
  const host = createCluster({ seed: 1 }) as ReturnType<typeof createCluster> & { readonly world: Simulation };
  host.submit({ kubectl: 'create deployment web --image=nginx:1.14.2 --replicas=5' });
  const rows: number[] = [];
  for (let i = 0; i < 24; i++) {
    host.submit({ delete: 'pod[app=web]#1' });
    host.advance(host.now() + 300_000, Number.POSITIVE_INFINITY);
    rows.push((host.world.machine('master-1').disk['etcd/history'] as Table<unknown>).size);
  }
  // Compacted every five minutes to what was current five minutes before: never more than ten minutes of revisions.
  expect(Math.max(...rows.slice(12))).toBeLessThanOrEqual(1.3 * Math.max(...rows.slice(4, 12)));
});

it('growth tells a flat day from one that swells', () => {
  const day = (heap: (hour: number) => number) =>
    Array.from({ length: 24 }, (_, i) => ({ hour: i + 1, heapMegabytes: heap(i), revisions: 0, delivered: 0 }));
  expect(growth(day(() => 50))).toBe(0);
  expect(growth(day((hour) => 50 + hour))).toBeGreaterThan(0.1);
});
