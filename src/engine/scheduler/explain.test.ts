// What `podarium decide` prints, as a reader sees it.
import { expect, it } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { Pod } from '../api/types.ts';
import { decideAmong } from './decide-cases.ts';
import { explain } from './explain.ts';
import { clusterFromObjects } from './from-objects.ts';

function node(name: string, cpu: string, more: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: more,
    status: { allocatable: { cpu, memory: '4Gi', pods: '110' } },
  };
}

function pod(name: string, cpu: string, more: object = {}): Pod {
  const containers = [{ name: 'main', image: 'nginx', resources: { requests: { cpu, memory: '1Gi' } } }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, spec: { containers, ...more } };
}

const cluster = clusterFromObjects([
  node('small', '500m'),
  node('cordoned', '4', { unschedulable: true }),
  node('large', '4'),
  node('larger', '8'),
  pod('busy', '1', { nodeName: 'large' }) as KubeObject,
]);

it('shows what each plugin said about each node, and nothing below the first refusal', () => {
  expect(explain(decideAmong(cluster, pod('web', '1')))).toMatchInlineSnapshot(`
    "shop/web goes to larger

                                             larger       large   small              cordoned
    NodeUnschedulable                        ok           ok      ok                 node(s) were unschedulable
    TaintToleration                          ok           ok      ok                 not asked
    NodeResourcesFit                         ok           ok      Insufficient cpu   not asked
    TaintToleration points × 3               300          300     not asked          not asked
    NodeResourcesFit points                  81           50      not asked          not asked
    DynamicResources points × 2              0            0       not asked          not asked
    NodeResourcesBalancedAllocation points   71           75      not asked          not asked
    ImageLocality points                     0            0       not asked          not asked
    total                                    452 chosen   425     -                  -"
  `);
});

it('says why nothing fits, and counts what it does not show', () => {
  expect(
    explain(decideAmong(cluster, pod('huge', '20')), { maxNodes: 2, unsupported: ['podAffinity'] }),
  ).toMatchInlineSnapshot(`
    "shop/huge fits on none of 4 nodes
    Not simulated, so a real cluster may decide otherwise: podAffinity.

                        small              cordoned
    NodeUnschedulable   ok                 node(s) were unschedulable
    TaintToleration     ok                 not asked
    NodeResourcesFit    Insufficient cpu   not asked

    and 2 more nodes; in all: 1 node(s) were unschedulable, 3 Insufficient cpu

    0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling."
  `);
});

it('breaks the table where the line would be too long', () => {
  const lines = explain(decideAmong(cluster, pod('web', '1')), { width: 80 }).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => line.startsWith('NodeResourcesFit  '))).toHaveLength(2);
});
