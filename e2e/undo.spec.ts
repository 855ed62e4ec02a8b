// Undo and redo as a learner has them: named buttons, two keys, nothing that gets into the way of typing; and a lesson keeps its rules.
import { expect, type Page, test } from '@playwright/test';
import { button, panel, press } from './lesson-steps.ts';
import { hurry, momentOf, open, podsOf, running, terminalInput, type } from './page.ts';

const wantedOf = (page: Page) =>
  page.evaluate(async () => {
    const web = (await window.podarium?.cluster.get('deployment/web')) as { spec: { replicas: number } };
    return web.spec.replicas;
  });

test('an action is undone and done again by button and by key, and typing keeps its own undo', async ({ page }) => {
  await open(page);
  const timeline = page.getByTestId('timeline');
  await expect(timeline.getByRole('button', { name: 'Undo: nothing of yours is left to take back' })).toBeVisible();
  await hurry(page);
  await page.evaluate(() => window.podarium?.cluster.do({ scale: 'deployment/web', to: 5 }));
  await running(page, 'web', 5);
  const lived = await momentOf(page);

  await timeline.getByRole('button', { name: 'Undo: scale deployment/web to 5' }).click();
  await expect(timeline.getByRole('status')).toContainText('Undone: scale deployment/web to 5');
  expect(await wantedOf(page)).toBe(3);
  await timeline.getByRole('button', { name: 'Redo: scale deployment/web to 5' }).click();
  await expect.poll(() => wantedOf(page)).toBe(5);
  await page.evaluate(() => window.podarium?.time.pause());
  const start = await page.evaluate(
    async () => ((await window.podarium?.state.tick()) ?? 0) - ((await window.podarium?.time.now()) ?? 0),
  );
  await page.evaluate((t) => window.podarium?.time.seek({ t }), (lived.end - start) / 1000);
  expect(await page.evaluate(() => window.podarium?.state.hash())).toBe(lived.hash);

  // In the terminal the keys are the text's.
  await terminalInput(page).pressSequentially('kubectl get nod');
  await page.keyboard.press('Control+z');
  expect(await wantedOf(page)).toBe(5);
  await terminalInput(page).fill('');
  await page.getByTestId('canvas').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Control+z');
  await expect.poll(() => wantedOf(page)).toBe(3);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => wantedOf(page)).toBe(5);
  await page.keyboard.press('Control+z');
  await expect.poll(() => wantedOf(page)).toBe(3);

  // Another action leaves that future as a branch.
  await type(page, 'kubectl scale deployment web --replicas=1');
  await hurry(page);
  await expect.poll(async () => (await podsOf(page, 'web')).filter(({ going }) => !going).length).toBe(1);
  await expect(page.getByTestId('branches')).toContainText('2 branches');
  await expect(timeline.getByRole('button', { name: 'Undo: scale deployment web --replicas=1' })).toBeVisible();
});

test('in a lesson only the step is undone: a task is open again, and the attempt says what was done', async ({
  page,
}) => {
  await page.goto('/?lesson=self-healing&step=delete-one');
  await expect(panel(page).getByRole('heading', { level: 1 })).toHaveText('Delete one pod');
  await page.waitForFunction(() => window.podarium !== undefined);
  const timeline = page.getByTestId('timeline');
  await expect(timeline.getByRole('button', { name: /^Undo: nothing/ })).toBeVisible();
  const victim = (await podsOf(page, 'web'))[1].name;
  await hurry(page, 20);
  await page.evaluate((name) => window.podarium?.cluster.do({ delete: `pod/${name}` }), victim);
  await expect(button(page, 'Next')).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => window.podarium?.time.pause());
  const attempt = () =>
    page.evaluate(async () => {
      const text = (await window.podarium?.state.get()) ?? '';
      const bytes = Uint8Array.from(atob(text.slice(2).replaceAll('-', '+').replaceAll('_', '/')), (c) =>
        c.charCodeAt(0),
      );
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
      return JSON.parse(await new Response(stream).text()).lesson as {
        done: unknown[];
        now: number;
        inputs: [number][];
      };
    });
  const passed = (await attempt()).done.length;
  await timeline.getByRole('button', { name: `Undo: delete pod/${victim}` }).click();
  await expect(button(page, 'Next')).toHaveCount(0);
  const undone = await attempt();
  expect(undone.done).toHaveLength(passed - 1);
  expect(undone.inputs.filter(([at]) => at <= undone.now)).toHaveLength(undone.inputs.length - 1);
  await page.getByTestId('canvas').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Control+Shift+z');
  await expect(button(page, 'Next')).toBeVisible({ timeout: 60_000 });
  expect((await attempt()).done).toHaveLength(passed);

  // With the next step it is settled; and while the future is locked, nothing moves.
  await press(page, button(page, 'Next'));
  await expect(timeline.getByRole('button', { name: /^Undo: nothing/ })).toBeVisible();
});
