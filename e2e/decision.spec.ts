// The scheduler's decision as a student meets it: opened by key in the list at 320 px, read, one edit switched on, applied, and the
// pod gets its node. And beside the canvas: the gates as a table, without anything that axe objects to.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { hurry, open } from './page.ts';

const report = `apiVersion: apps/v1
kind: Deployment
metadata: {name: report}
spec:
  replicas: 1
  selector: {matchLabels: {app: report}}
  template:
    metadata: {labels: {app: report}}
    spec:
      nodeSelector: {disktype: ssd}
      containers:
      - {name: main, image: nginx, resources: {requests: {cpu: 100m, memory: 64Mi}}}
`;

/** A pod that no node lets in, selected. */
async function pendingReport(page: Page): Promise<void> {
  await hurry(page);
  await page.evaluate(async (manifest) => window.podarium?.cluster.do({ apply: manifest }), report);
  await page.waitForFunction(async () => {
    const pods = (await window.podarium?.cluster.list('pods')) as {
      metadata: { name: string };
      status: { conditions?: { reason?: string }[] };
    }[];
    const pod = pods.find(({ metadata }) => metadata.name.startsWith('report'));
    if (!pod?.status.conditions?.some(({ reason }) => reason === 'Unschedulable')) return false;
    await window.podarium?.view.focus(`pod/${pod.metadata.name}`);
    return true;
  });
}

test('by keyboard through the list at 320 px, from the refusal to the node', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, '?mode=sandbox&ui=list');
  await pendingReport(page);
  await page.keyboard.press('d');
  const panel = page.getByTestId('decision');
  await expect(panel.getByRole('heading', { name: 'Scheduler decision' })).toBeFocused();
  await expect(panel).toContainText("node(s) didn't match Pod's node affinity/selector");
  await expect(panel.getByRole('list', { name: 'Nodes' }).getByRole('listitem')).toHaveCount(4);
  const found = await new AxeBuilder({ page }).include('[data-testid="decision"]').analyze();
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  const first = panel.getByRole('switch').first();
  while (!(await first.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(first).toBeChecked();
  await expect(panel).toContainText('yes, with your changes');
  await page.keyboard.press('Tab');
  const apply = panel.getByRole('button', { name: 'Apply' });
  while (!(await apply.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('Successfully assigned default/report');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(320);
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
});

for (const theme of ['light', 'dark', 'projector'] as const) {
  test(`gates, switches and points, ${theme}`, async ({ page }) => {
    await open(page, `?mode=sandbox&theme=${theme}`);
    await pendingReport(page);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('d');
    const panel = page.getByTestId('decision');
    await expect(panel.locator('header').getByText(/^report-/)).toBeVisible();
    await expect(panel.getByRole('columnheader', { name: /node-2/ }).first()).toBeVisible();
    await expect(panel.getByRole('row', { name: /NodeAffinity/ }).first()).toContainText("didn't match");
    await panel.getByRole('switch').first().click();
    await panel.getByRole('switch').nth(1).click();
    await expect(panel.getByRole('row', { name: /Total/ })).toContainText('wins');
    const found = await new AxeBuilder({ page }).include('[data-testid="decision"]').analyze();
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
}
