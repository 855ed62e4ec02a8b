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

test('what was pressed is meant, though the picture takes another place before the button comes up; a hand that shakes drags nothing', async ({
  page,
}) => {
  await open(page);
  const pod = page.locator('[data-object^="Pod/default/"]').first();
  await pod.click({ trial: true });
  const box = await pod.boundingBox();
  if (!box) throw new Error('no pod');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.mouse.move(x + 2, y + 1);
  await page.mouse.up();
  await expect(pod).toHaveAttribute('data-selected', 'true');
  expect((await pod.boundingBox())?.x).not.toBe(box.x);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('inspector')).toHaveCount(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(async () => Math.round((await pod.boundingBox())?.x ?? 0)).toBe(Math.round(box.x));
});

test('a cluster of many machines is come nearer to in three steps, and left again', async ({ page }) => {
  await open(page, '?nodes=24&replicas=24&motion=reduced');
  const bar = page.getByTestId('scale-bar');
  const step = (name: string) => bar.getByRole('button', { name, exact: true });
  const width = (ref: string) =>
    page.locator(`[data-object="${ref}"]`).evaluate((o) => o.getBoundingClientRect().width);
  await expect(step('Cluster')).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => outside(page)).toBe(0);
  const far = await width('Node//node-5');
  // The bar is below the cluster, not on it.
  const top = (await bar.boundingBox())?.y ?? 0;
  const lowest = await page
    .locator('[data-object^="Node//node-"]')
    .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().bottom)));
  expect(lowest).toBeLessThan(top);

  await page.locator('[data-object="Node//node-5"]').click();
  await step('Zone').click();
  await expect(step('Zone')).toHaveAttribute('aria-pressed', 'true');
  const near = await width('Node//node-5');
  expect(near).toBeGreaterThan(far * 1.2);
  await step('Node').click();
  await expect(step('Node')).toHaveAttribute('aria-pressed', 'true');
  expect(await width('Node//node-5')).toBeGreaterThan(near * 1.2);
  await step('Cluster').click();
  await expect.poll(() => outside(page)).toBe(0);

  await expect(bar.getByRole('button', { name: 'No problem' })).toBeDisabled();
  const owner = await page.evaluate(async () => {
    const pods = (await window.podarium?.cluster.list('pods')) as { metadata: { name: string; namespace: string } }[];
    const name = pods.find(({ metadata }) => metadata.namespace === 'default')?.metadata.name ?? '';
    await window.podarium?.cluster.do({ delete: `pod/default/${name}` });
    return name.slice(0, name.lastIndexOf('-'));
  });
  await bar.getByRole('button', { name: /^Next problem/ }).click();
  await expect(page.getByTestId('inspector')).toContainText(owner);
});

test('on a narrow page a message has no words, for every place is taken; what is pointed at has its own', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const words: string[] = [];
    const own = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      words.push(text);
      own.call(this, text, ...rest);
    };
    Object.assign(window, { drawnWords: words });
  });
  await page.setViewportSize({ width: 320, height: 480 });
  await open(page, '?theme=dark');
  await page.evaluate(async () => {
    const pods = (await window.podarium?.cluster.list('pods')) as { metadata: { name: string; namespace: string } }[];
    const name = pods.find(({ metadata }) => metadata.namespace === 'default')?.metadata.name ?? '';
    await window.podarium?.cluster.do({ delete: `pod/default/${name}` });
  });
  await expect(page.locator('[data-state="Terminating"]').first()).toBeVisible();
  const drawn = () =>
    page.evaluate(() =>
      (window as unknown as { drawnWords: string[] }).drawnWords.filter((text) => /[A-Z]{3}/.test(text)),
    );
  await expect
    .poll(async () => ((await page.evaluate(() => window.podarium?.view.tokensInFlight())) ?? 0) > 1)
    .toBe(true);
  expect(await drawn()).toEqual([]);
});

test('at every speed the word for it is whole, and so is every line of a card in high contrast', async ({ page }) => {
  await open(page, '?theme=contrast');
  const tempo = page.getByTestId('timeline').getByRole('button', { name: /×1000/ });
  await page.evaluate(() => window.podarium?.time.play({ speed: 1000 }));
  await expect(tempo).toBeVisible();
  const cut = (part: string) =>
    page.evaluate(
      (of) =>
        [...document.querySelectorAll<HTMLElement>(`${of} span, ${of} small`)]
          .filter(
            ({ scrollWidth, clientWidth, textContent }) =>
              clientWidth > 0 && textContent && scrollWidth > clientWidth + 1,
          )
          .map(({ textContent }) => textContent),
      part,
    );
  await expect(tempo).toContainText('×1000');
  expect(await cut('[data-testid="timeline"] button')).toEqual([]);
  const card = page.locator('[data-object^="Process//kube-controller-manager"]');
  const below = await card.evaluate((box) => {
    const lines = [...box.querySelectorAll('li')].map((line) => line.getBoundingClientRect().bottom);
    return Math.max(...lines) - box.getBoundingClientRect().bottom;
  });
  // Inside the border, which is 2 thick, with room to be seen.
  expect(below).toBeLessThan(-3);
});
