// The page for everybody: axe finds nothing on any screen in any theme, every key of the table does what it says, nothing needs motion
// or colour, targets are large enough, and the terminal can be reached on a phone.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { open } from './page.ts';

async function violationsOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

for (const theme of ['dark', 'light', 'projector']) {
  test(`axe finds nothing on the canvas, with a selection and in the dialogs: ${theme}`, async ({ page }) => {
    await open(page, `?theme=${theme}&motion=reduced`);
    await page.locator('[data-object^="Pod/default/"]').first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.locator('[data-object^="Pod/default/"]').first().click();
    if (theme !== 'projector') await expect(page.getByTestId('inspector')).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    for (const key of ['?', '/']) {
      await page.getByTestId('canvas').focus();
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });
}

test('axe finds nothing in the list and on a phone', async ({ page }) => {
  await open(page, '?theme=light&ui=list');
  await page.getByTestId('outline').locator('[data-object^="Pod/default/"]').first().click();
  await expect(page.getByTestId('inspector')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 480 });
  await open(page, '?theme=dark');
  await page.locator('[data-object^="Pod/default/"]').first().waitFor();
  expect(await violationsOf(page)).toEqual([]);
});

test('find, summary and help by key; Escape leaves each', async ({ page }) => {
  await open(page);
  const canvas = page.getByTestId('canvas');
  await canvas.focus();
  await page.keyboard.press('/');
  await page.getByRole('combobox').fill('node-2');
  await expect(page.getByRole('option').first()).toContainText('node-2');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('inspector')).toContainText('node-2');
  await canvas.focus();
  await page.keyboard.press('s');
  await expect(page.getByRole('status').filter({ hasText: 'nodes' })).toContainText('all ready');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status').filter({ hasText: 'all ready' })).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('play, pause');
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  await expect(page.getByTestId('outline')).toBeVisible();
});

test('targets are 24 px at least, 44 where a finger acts', async ({ page }) => {
  const small = (least: number) =>
    page.evaluate((side) => {
      const hidden = (element: Element) => element.closest('[aria-hidden="true"], .visually-hidden') !== null;
      return [...document.querySelectorAll('button, a[href], input, [role="tab"], [role="slider"]')].flatMap(
        (element) => {
          const box = element.getBoundingClientRect();
          // Words inside a sentence are exempt, as WCAG 2.5.8 has it, and so are pieces of the picture, whose size is their zoom.
          const exempt = element.closest('p, [role="log"], .react-flow__attribution, .react-flow__viewport') !== null;
          if (box.width === 0 || hidden(element) || exempt || box.bottom < 0) return [];
          return Math.min(box.width, box.height) < side - 0.5
            ? [
                `${element.getAttribute('aria-label') ?? element.textContent} ${Math.round(box.width)}×${Math.round(box.height)}`,
              ]
            : [];
        },
      );
    }, least);
  await open(page, '?theme=dark');
  await page.locator('[data-object^="Pod/default/"]').first().click();
  await expect(page.getByTestId('inspector').getByRole('tab').first()).toBeVisible();
  expect(await small(24)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 480 });
  await open(page, '?theme=dark');
  const act = page.getByTestId('lesson').getByRole('button').first();
  expect((await act.boundingBox())?.height).toBeGreaterThanOrEqual(43.5);
});

test('on a phone the terminal is one press away', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 480 });
  await open(page);
  await page.getByRole('banner').getByRole('button', { name: 'Terminal' }).click();
  const line = page.getByTestId('terminal').getByRole('textbox');
  await expect(line).toBeInViewport();
  await line.fill('kubectl get nodes');
  await line.press('Enter');
  await expect(page.getByRole('log')).toContainText(/node-1\s+Ready/);
});

test('without motion the same messages are drawn, and forced colours keep every state a shape and a word', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
  await open(page);
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced');
  const pod = page.locator('[data-object^="Pod/default/"]').first();
  await expect(pod).toContainText('Running');
  await expect(pod.locator('svg').first()).toBeVisible();
  expect(await pod.evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe('solid');
  await page.getByTestId('lesson').getByRole('button').first().click();
  await expect
    .poll(() => page.evaluate(() => window.podarium?.view.drawnTokens({ foreground: true }).then((ids) => ids.length)))
    .toBeGreaterThan(5);
  await expect(page.locator('[data-state="Terminating"], [data-state="Pending"]').first()).toBeVisible();
});

test('one press of pause stops everything that moves; with reduced motion the same is drawn and no element moves', async ({
  page,
}) => {
  const moving = () =>
    page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
  const pixels = () =>
    page.evaluate(() => [...document.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()).join());
  await open(page, '?motion=full');
  await page.evaluate(() => window.podarium?.cluster.do({ scale: 'deployment/web', to: 6 }));
  await expect.poll(() => page.evaluate(() => window.podarium?.view.tokensInFlight())).toBeGreaterThan(0);
  await page.getByTestId('canvas').focus();
  await page.keyboard.press('Space');
  await expect.poll(moving).toBe(0);
  const now = () => page.evaluate(() => window.podarium?.time.now());
  const [picture, time] = [await pixels(), await now()];
  // A few frames more.
  await page.evaluate(async () => {
    for (let i = 0; i < 20; i++) await new Promise((drawn) => requestAnimationFrame(drawn));
  });
  expect(await now()).toBe(time);
  expect(await pixels()).toBe(picture);
  expect(await page.evaluate(() => window.podarium?.view.tokensInFlight())).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page);
  await page.evaluate(() => {
    const seen = window as unknown as { moved: number };
    seen.moved = 0;
    const look = () => {
      seen.moved += document.getAnimations().length;
      requestAnimationFrame(look);
    };
    look();
  });
  await page.evaluate(() => window.podarium?.cluster.do({ scale: 'deployment/web', to: 6 }));
  await expect(page.locator('[data-object^="Pod/default/web"]')).toHaveCount(6);
  expect(await page.evaluate(() => (window as unknown as { moved: number }).moved)).toBe(0);
});

test('four times as large, on a desk of 1280×1024, a lesson is scrolled to and not cut off', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto('/?lesson=self-healing&motion=reduced');
  const next = page.getByTestId('lesson').getByRole('button', { name: 'Next' });
  await next.scrollIntoViewIfNeeded();
  await expect(next).toBeInViewport({ ratio: 1 });
  const words = page.getByTestId('lesson').getByText('Since it was written down');
  await words.scrollIntoViewIfNeeded();
  await expect(words).toBeInViewport({ ratio: 1 });
});
