// Users and what they lose, by keyboard alone: kube-proxy of one node is stopped, a pod goes, and requests that enter at that node still
// follow its old rule. The list has each lost request as a row; the inspector says which rule sent it where and what the store knew.
import { expect, test } from '@playwright/test';
import { hurry, open, podsOf } from './page.ts';

test('a lost request is found, selected and explained by key; then its users are told to stop', async ({ page }) => {
  await open(page, '?ui=list');
  await hurry(page, 1);
  const users = page.getByRole('tree', { name: 'Users and their requests' });
  const traffic = users.getByRole('treeitem', { name: /^Traffic users/ });
  await expect(traffic).toContainText('5/s');
  await page.evaluate(() => window.podarium?.cluster.do({ stop: 'kube-proxy/node-2' }));
  const [victim] = await podsOf(page, 'web');
  await page.evaluate((name) => window.podarium?.cluster.do({ delete: `pod/default/${name}` }), victim.name);
  await hurry(page, 5);
  const lost = users.getByRole('treeitem', { name: new RegExp(`sent it to ${victim.name}.*knew better`) });
  await expect(lost.first()).toBeVisible({ timeout: 30_000 });
  await page.evaluate(() => window.podarium?.time.pause());

  await traffic.focus();
  const name = (await lost.first().getAttribute('data-row')) ?? '';
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('ArrowDown');
    if ((await page.evaluate(() => document.activeElement?.getAttribute('data-row'))) === name) break;
  }
  await page.keyboard.press('Enter');
  const inspector = page.getByTestId('inspector');
  await expect(inspector).toContainText('Why was it lost?');
  const told = await inspector.getByRole('listitem').allTextContents();
  const order = [
    /kube-proxy on node-2 wrote the rule/,
    /The store had taken/,
    /It entered at node-2/,
    /sent it to web-/,
  ];
  expect(told.map((row, i) => order[i]?.test(row) ?? true)).toEqual(told.map(() => true));
  expect(told).toHaveLength(order.length + 1);
  await inspector.getByRole('tab', { name: 'Fields' }).click();
  await expect(inspector).toContainText('knew better since');

  await traffic.focus();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('menuitem', { name: 'Stop the traffic' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(traffic).toContainText('stopped');
});
