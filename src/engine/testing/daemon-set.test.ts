// A DaemonSet in a whole cluster, as a learner meets it: one pod on each worker, rolled out, turned back, sent off and let in again.
import { beforeEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { defaultCluster, workers } from '../cluster/cluster-spec.ts';
import { HeadlessRun } from '../recording/headless.ts';

const manifest = (more = '') => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
${more}  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {terminationGracePeriodSeconds: 2, containers: [{name: app, image: "nginx:1.27"}]}
`;

let run: HeadlessRun;
beforeEach(() => {
  const images = ['nginx:1.27', 'nginx:1.28'];
  run = new HeadlessRun({ cluster: { ...defaultCluster, nodes: workers(3, images) } });
});

/** What the command printed, without the line that repeats it. */
const kubectl = (line: string, stdin?: string): string =>
  run
    .command({ kubectl: line, ...(stdin ? { stdin } : {}) })
    .text.replace(/^.*\n/, '')
    .trimEnd();

/** `node-1 nginx:1.27`, of every pod that is not on its way out. */
const placed = (): readonly string[] =>
  (run.host.list('pods') as KubeObject[])
    .filter(({ metadata }) => metadata.labels?.app === 'agent' && !metadata.deletionTimestamp)
    .map(({ spec }) => spec as { nodeName?: string; containers: { image: string }[] })
    .map(({ nodeName = 'nowhere', containers }) => `${nodeName} ${containers[0].image}`)
    .sort();

const everywhere = (image: string): readonly string[] => [1, 2, 3].map((n) => `node-${n} ${image}`);

describe('a DaemonSet', () => {
  test('has a pod on every worker, and none where a taint keeps it away', () => {
    kubectl('apply -f -', manifest());
    run.settle();
    expect(placed()).toEqual(everywhere('nginx:1.27'));
    expect(kubectl('get ds')).toMatch(
      /^NAME +DESIRED +CURRENT +READY +UP-TO-DATE +AVAILABLE +NODE SELECTOR +AGE\nagent +3 +3 +3 +3 +3 +<none> /,
    );
    expect(kubectl('get controllerrevisions')).toMatch(/agent-6fbc95bd47 +daemonset.apps\/agent +1 /);
  });

  test('is rolled out node by node, shows its history and goes back', () => {
    kubectl('apply -f -', manifest());
    run.settle();
    kubectl('set image ds/agent app=nginx:1.28');
    const told = kubectl('rollout status ds/agent');
    expect(told).toContain(
      'Waiting for daemon set "agent" rollout to finish: 1 out of 3 new pods have been updated...',
    );
    expect(told).toMatch(/daemon set "agent" successfully rolled out$/);
    expect(placed()).toEqual(everywhere('nginx:1.28'));
    expect(kubectl('rollout history ds/agent')).toBe(
      'daemonset.apps/agent \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>',
    );
    expect(kubectl('rollout history ds/agent --revision=1')).toContain('Image:\tnginx:1.27');
    expect(kubectl('rollout undo ds/agent')).toBe('daemonset.apps/agent rolled back');
    run.settle();
    expect(placed()).toEqual(everywhere('nginx:1.27'));
    expect(kubectl('rollout history ds/agent')).toContain('\n2         <none>\n3         <none>');
    expect(kubectl('rollout undo ds/agent --to-revision=3')).toContain(
      'skipped rollback (current template already matches revision 3)',
    );
    expect(kubectl('rollout restart ds/agent')).toBe('daemonset.apps/agent restarted');
    expect(kubectl('rollout pause ds/agent')).toBe(
      '[stderr] error: daemonsets.apps "agent" pausing is not supported\n[exit 1]',
    );
  });

  test('waits for a hand under OnDelete', () => {
    kubectl('apply -f -', manifest('  updateStrategy: {type: OnDelete}\n'));
    run.settle();
    kubectl('set image ds/agent app=nginx:1.28');
    run.settle();
    expect(placed()).toEqual(everywhere('nginx:1.27'));
    kubectl('delete pods --field-selector spec.nodeName=node-2');
    run.settle();
    expect(placed()).toEqual(['node-1 nginx:1.27', 'node-2 nginx:1.28', 'node-3 nginx:1.27']);
  });

  test('with maxSurge the new pod comes before the old one goes', () => {
    const surge = '  updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n';
    kubectl('apply -f -', manifest(surge));
    run.settle();
    kubectl('set image ds/agent app=nginx:1.28');
    run.advance(run.host.now() + 100);
    expect(placed()).toHaveLength(4);
    run.settle();
    expect(placed()).toEqual(everywhere('nginx:1.28'));
  });

  test('leaves a node whose taint it does not tolerate for good, and stays on one that only takes no more', () => {
    kubectl('apply -f -', manifest());
    run.settle();
    kubectl('taint node node-1 mine=yes:NoExecute');
    kubectl('taint node node-2 mine=yes:NoSchedule');
    kubectl('cordon node-3');
    run.settle();
    expect(placed()).toEqual(['node-2 nginx:1.27', 'node-3 nginx:1.27']);
    expect(kubectl('describe ds agent')).toContain('Number of Nodes Misscheduled: 1');
    kubectl('delete pods --field-selector spec.nodeName=node-3');
    kubectl('taint node node-1 mine-');
    run.settle();
    expect(placed()).toEqual(['node-1 nginx:1.27', 'node-2 nginx:1.27', 'node-3 nginx:1.27']);
  });

  test('a pod that is refused by its node is replaced, after a while that doubles each time', () => {
    // The nodes are full of something else; the scheduler is not asked, for the pod names its node itself.
    const full = `apiVersion: v1\nkind: Pod\nmetadata: {name: full}\nspec:\n  nodeName: node-1\n  containers: [{name: app, image: "nginx:1.27", resources: {requests: {cpu: "3900m"}}}]\n`;
    kubectl('apply -f -', full);
    const pinned = manifest().replace('spec: {term', 'spec: {nodeName: node-1, term');
    kubectl('apply -f -', pinned.replace('"nginx:1.27"', '"nginx:1.27", resources: {requests: {cpu: "1"}}'));
    run.advance(run.host.now() + 20_000);
    const told = (run.host.list('events') as unknown as { reason: string; message: string; count?: number }[]).filter(
      ({ reason }) => reason === 'FailedDaemonPod',
    );
    expect(told[0]?.message).toMatch(
      /^Found failed daemon pod default\/agent-\w{5} on node node-1, will try to kill it$/,
    );
    // At about 0, 1, 3, 7 and 15 s.
    expect(told.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(5);
  });

  test('its pods stay when their node is drained', () => {
    kubectl('apply -f -', manifest());
    run.settle();
    expect(kubectl('drain node-1')).toContain(
      'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)',
    );
    expect(kubectl('drain node-1 --ignore-daemonsets')).toContain('node/node-1 drained');
    run.settle();
    expect(placed()).toEqual(everywhere('nginx:1.27'));
  });
});
