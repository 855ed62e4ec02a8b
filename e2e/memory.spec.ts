// etcd's memory, as a learner meets it: the log tells who wrote and who was told, the cluster can be seen as of a revision and not be
// changed there, memory ends at the compaction, nobody but the API server gets to etcd, and a snapshot brings a lost world back.
import { expect, test } from '@playwright/test';
import { hurry, open, podsOf, running, terminalInput, type } from './page.ts';

test('look into the log, see the cluster as it was, and come back', async ({ page }) => {
  await open(page);
  await hurry(page);
  await type(page, 'kubectl create deployment shop --image=nginx:1.27 --replicas=2');
  await running(page, 'shop', 2);
  await type(page, 'kubectl scale deployment/shop --replicas=4');
  const four = await running(page, 'shop', 4);

  await page.getByTestId('etcd-tab').click();
  const log = page.getByTestId('etcd-log');
  await log.getByRole('searchbox').fill('replicasets/default/shop');
  // By keyboard: from the newest row up to the oldest, which made the ReplicaSet.
  const rows = log.getByRole('list').first().getByRole('button');
  await rows.last().focus();
  await page.keyboard.press('Enter');
  const details = log.getByRole('region', { name: /^Revision \d+$/ });
  await expect(details).toContainText('Deployment controller');
  await expect(details).toContainText('you ran kubectl create deployment shop');
  await expect(details).toContainText('kube-controller-manager/master-1');
  await expect(details).toContainText('watch on replicasets');
  // It followed from the Deployment's revision, and that one is a step away.
  await details.getByRole('button', { name: /deployment\/shop/ }).click();
  await expect(details).toContainText('/registry/deployments/default/shop');

  await log.getByRole('searchbox').fill('deployments/default/shop');
  await log.getByRole('button', { name: /kubectl changed deployments\/default\/shop/ }).click();
  await details.getByRole('button', { name: 'See the cluster as of this revision' }).click();
  const banner = page.getByTestId('as-of');
  await expect(banner).toContainText(/As of revision \d+/);

  // kubectl answers from that revision, and changes nothing.
  await page.getByTestId('terminal-tab').click();
  await type(page, 'kubectl get deployment shop');
  await expect(page.getByTestId('terminal')).toContainText(/shop +2\/4 +2 +2/);
  await type(page, 'kubectl delete deployment shop');
  await expect(page.getByTestId('terminal')).toContainText('the past can be read and not changed');
  await page.getByTestId('canvas').focus();
  await page.keyboard.press('l');
  await expect(page.getByTestId('outline')).toContainText('2 of 4');

  await page.keyboard.press('Escape');
  await expect(banner).toHaveCount(0);
  await expect(page.getByTestId('outline')).toContainText('4 of 4');
  expect((await podsOf(page, 'shop')).map(({ name }) => name)).toEqual(four.map(({ name }) => name));
});

test('a revision that cannot be had is refused by etcd, and the scheduler does not get to etcd at all', async ({
  page,
}) => {
  await open(page);
  await page.getByTestId('etcd-tab').click();
  const log = page.getByTestId('etcd-log');
  await log.getByPlaceholder('Revision').fill('99999');
  await log.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(log.getByRole('alert')).toHaveText('etcdserver: mvcc: required revision is a future revision');
  await page.evaluate(() => window.podarium?.time.seek({ t: 700 }));
  await log.getByPlaceholder('Revision').fill('20');
  await log.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(log.getByRole('alert')).toHaveText('etcdserver: mvcc: required revision has been compacted');
  await log.getByRole('searchbox').fill('namespaces/');
  await expect(log).toContainText(/Compacted up to \d+/);

  await page.locator('[data-object="Process//kube-scheduler/master-1"]').click();
  const inspector = page.getByTestId('inspector');
  await inspector.getByRole('tab', { name: 'History' }).click();
  await inspector.getByRole('button', { name: 'Ask etcd directly' }).click();
  await expect(inspector).toContainText('only kube-apiserver has one');
});

test('a snapshot outlives the loss of everything, also as a file', async ({ page }) => {
  await open(page);
  await hurry(page);
  await type(page, 'kubectl create deployment shop --image=nginx:1.27 --replicas=2');
  await running(page, 'shop', 2);
  await page.getByTestId('etcd-tab').click();
  const snapshots = page.getByTestId('snapshots');
  await snapshots.locator('summary').click();
  await snapshots.getByRole('button', { name: 'Save a snapshot' }).click();
  const download = page.waitForEvent('download');
  await snapshots.getByRole('button', { name: 'Download: snapshot-1' }).click();
  const path = await (await download).path();

  await page.evaluate(() => window.podarium?.cluster.do({ delete: 'deployment/shop' }));
  await expect.poll(async () => (await podsOf(page, 'shop')).length).toBe(0);
  await snapshots.locator('input[type=file]').setInputFiles({
    name: 'brought.json',
    mimeType: 'application/json',
    buffer: await import('node:fs').then((fs) => fs.readFileSync(path)),
  });
  await snapshots.getByRole('button', { name: 'Restore with a leap: brought' }).click();
  await running(page, 'shop', 2);
  await expect(page.getByTestId('etcd-log')).toContainText('Restored from a snapshot');
  await page.getByTestId('terminal-tab').click();
  await expect(terminalInput(page)).toBeVisible();
});
