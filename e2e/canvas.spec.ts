// The picture as a hand has it: it shows the whole cluster until it is moved, whatever takes or gives it room; a click moves nothing.
import { expect, type Page, test } from '@playwright/test';
import { open } from './page.ts';

/** How far the pieces of the picture stand out of their pane, in px; 0 when all of it is to be seen. */
async function outside(page: Page): Promise<number> {
  return page.getByTestId('canvas').evaluate((canvas) => {
    const pane = canvas.getBoundingClientRect();
    let most = 0;
    for (const piece of canvas.querySelectorAll('.react-flow__node')) {
      const box = piece.getBoundingClientRect();
      most = Math.max(most, pane.left - box.left, pane.top - box.top, box.right - pane.right, box.bottom - pane.bottom);
    }
    return Math.round(most);
  });
}

test('a click opens the inspector and the picture makes room for it; what was dragged stays where it was put', async ({
  page,
}) => {
  await open(page, '?motion=reduced');
  const canvas = page.getByTestId('canvas');
  const width = async () => (await canvas.boundingBox())?.width ?? 0;
  await page.locator('[data-object="Node//node-3"]').waitFor();
  await expect.poll(() => outside(page)).toBe(0);
  const wide = await width();
  await page.locator('[data-object^="Pod/default/"]').first().click();
  await expect(page.getByTestId('inspector')).toBeVisible();
  await expect.poll(width).toBeLessThan(wide);
  await expect.poll(() => outside(page)).toBe(0);

  const box = await canvas.boundingBox();
  if (!box) throw new Error('no canvas');
  const place = () => page.locator('[data-object="Node//node-1"]').evaluate((node) => node.getBoundingClientRect().x);
  const before = await place();
  await page.mouse.move(box.x + 8, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + 128, box.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await place()) - before)).toBe(120);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('inspector')).toHaveCount(0);
  expect(Math.round((await place()) - before)).toBe(120);
});
