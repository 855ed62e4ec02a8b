// The panels around the canvas, as a student uses them: paste a manifest, read errors with their place, type commands, walk the
// list and the timeline with the keyboard alone. Everything goes through the built page and the real engine.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { hurry, open, paste, terminalInput, type } from './page.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: mine
spec:
  replicas: 2
  selector:
    matchLabels:
      app: mine
  template:
    metadata:
      labels:
        app: mine
    spec:
      containers:
      - name: nginx
        image: nginx:1.14.2
`;

test('a pasted manifest opens as a file, is applied, and its errors are marked', async ({ page }) => {
  await open(page);
  await paste(page, manifest.replace('replicas: 2', 'replicas: -1'));
  const editor = page.getByTestId('editor');
  await expect(editor.locator('.cm-content')).toContainText('replicas: -1');
  await editor.getByRole('button', { name: /Apply/ }).click();
  await expect(editor.getByRole('status')).toContainText('spec.replicas: Invalid value: -1', { timeout: 20_000 });
  await expect(editor.getByRole('button', { name: 'line 6' })).toBeVisible();
  await expect(editor.locator('.cm-lintRange-error')).toHaveText('replicas');
  await paste(page, manifest);
  await expect(editor.locator('.cm-content')).toContainText('replicas: 2');
  await editor.getByRole('button', { name: /Apply/ }).click();
  await expect(editor.getByRole('status')).toContainText('deployment.apps/mine created', { timeout: 20_000 });
});

test('the terminal completes, remembers, explains and can be interrupted', async ({ page }) => {
  await open(page);
  await type(page, 'get pods');
  await expect(page.getByRole('log')).toContainText('Try: kubectl get pods');
  await terminalInput(page).fill('kubectl get no');
  await terminalInput(page).press('Tab');
  await expect(terminalInput(page)).toHaveValue('kubectl get nodes ');
  await terminalInput(page).press('ArrowUp');
  await expect(terminalInput(page)).toHaveValue('get pods');
  await terminalInput(page).press('ArrowDown');
  await expect(terminalInput(page)).toHaveValue('kubectl get nodes ');
  await terminalInput(page).press('Enter');
  await expect(page.getByRole('log')).toContainText(/node-1\s+Ready/, { timeout: 20_000 });
  await type(page, 'kubectl get pods -w');
  await expect(page.getByRole('button', { name: 'Stop: kubectl get pods -w' })).toBeVisible();
  await terminalInput(page).press('Control+c');
  await expect(page.getByRole('log')).toContainText('^C');
  await page.getByTestId('terminal').getByRole('button', { name: 'Select node-1' }).first().click();
  await expect(page.getByTestId('inspector')).toContainText('node-1');
});

test('the list alone is enough: select, ask why, delete, by keyboard', async ({ page }) => {
  await open(page, '?ui=list');
  const pods = page.getByTestId('outline').locator('[data-object^="Pod/default/"]');
  await expect(pods.first()).toBeVisible();
  const name = await pods.first().getAttribute('data-object');
  await pods.first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('inspector')).toContainText(String(name).split('/')[2]);
  await page.keyboard.press('m');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('outline').locator(`[data-object="${name}"]`)).toHaveAttribute(
    'data-state',
    'Terminating',
    {
      timeout: 20_000,
    },
  );
  await expect(page.getByTestId('outline')).toContainText('caused by you');
});

test('the timeline is walked by keys, and steps never break the run', async ({ page }) => {
  await open(page);
  await type(page, 'kubectl create deployment more --image=nginx --replicas=1');
  await expect(page.getByRole('log')).toContainText('deployment.apps/more created', { timeout: 20_000 });
  const slider = page.getByRole('slider', { name: 'Playhead' });
  await page.getByRole('button', { name: 'Pause' }).click();
  const at = async () => Number(await slider.getAttribute('aria-valuenow'));
  await slider.focus();
  const end = await at();
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowLeft');
  await expect.poll(at).toBeLessThan(end);
  await page.keyboard.press('Home');
  await expect.poll(at).toBe(0);
  await expect(page.getByRole('log')).not.toContainText('more created');
  await page.keyboard.press('End');
  await expect.poll(at).toBeGreaterThanOrEqual(end);
  await expect(page.getByRole('log')).toContainText('more created');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

for (const theme of ['dark', 'light'] as const) {
  test(`panels are accessible in the ${theme} theme`, async ({ page }) => {
    await open(page, `?theme=${theme}&ui=list`);
    const row = page.getByTestId('outline').locator('[data-object^="Pod/default/"]').first();
    await row.click();
    await expect(page.getByTestId('inspector')).toBeVisible();
    for (const region of ['outline', 'inspector', 'timeline', 'terminal']) {
      const { violations } = await new AxeBuilder({ page }).include(`[data-testid="${region}"]`).analyze();
      expect(violations.map((one) => `${region}: ${one.id} ${one.nodes[0]?.html}`)).toEqual([]);
    }
  });
}

test('the events stay at their newest row, unless the reader has gone up to an older one', async ({ page }) => {
  await open(page);
  await hurry(page);
  const scale = (replicas: number) =>
    page.evaluate((to) => window.podarium?.cluster.do({ scale: 'deployment/web', to }), replicas);
  const events = page.getByRole('region', { name: 'Events, newest last' });
  const rows = () => events.locator('tbody tr').count();
  const below = () => events.evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));
  await scale(8);
  await page.getByRole('tab', { name: 'Events' }).click();
  await expect.poll(rows).toBeGreaterThan(30);
  await expect.poll(below).toBeLessThan(2);
  await events.evaluate((box) => box.scrollTo(0, 0));
  const before = await rows();
  await scale(12);
  await expect.poll(rows).toBeGreaterThan(before + 10);
  expect(await events.evaluate((box) => box.scrollTop)).toBe(0);
  await events.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await scale(14);
  await expect.poll(rows).toBeGreaterThan(before + 20);
  await expect.poll(below).toBeLessThan(2);
});
