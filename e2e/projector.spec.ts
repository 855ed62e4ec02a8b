// For the last row of a hall: on every screen that a lecturer opens there, no letter is smaller than 20 pixels.
import { expect, type Page, test } from '@playwright/test';
import { hurry, open } from './page.ts';

test.use({ viewport: { width: 1920, height: 1080 } });

const least = 20;

/** The letters on the screen that are too small, each with how small; within `part` of the page. */
const tooSmall = (page: Page, part: string): Promise<readonly string[]> =>
  page.evaluate(
    ([within, limit]) => {
      const small = new Set<string>();
      const viewport = document.querySelector('.react-flow__viewport');
      const camera = viewport ? new DOMMatrix(getComputedStyle(viewport).transform).a : 1;
      const texts = document.createTreeWalker(document.querySelector(within) as Element, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const box = text.parentElement as HTMLElement & { readonly currentCSSZoom: number };
        if (text.textContent?.trim() === '' || !box.checkVisibility({ visibilityProperty: true })) continue;
        const { width, height, top } = box.getBoundingClientRect();
        if (width < 2 || height < 2 || top > innerHeight) continue;
        const scale = box.closest('.react-flow__viewport') ? camera : 1;
        const size = Number.parseFloat(getComputedStyle(box).fontSize) * scale * box.currentCSSZoom;
        if (size < Number(limit)) small.add(`${size.toFixed(1)} ${text.textContent}`);
      }
      return [...small];
    },
    [part, String(least)],
  );

const key = (letter: string) => async (page: Page) => {
  await page.getByTestId('canvas').focus();
  await page.keyboard.press(letter);
  await page.getByRole('dialog').waitFor();
};
const dialog = 'dialog[open], [role="dialog"]';

const screens: readonly [string, string, string, (page: Page) => Promise<unknown>][] = [
  ['the cluster', '', '[data-testid="canvas"]', (page) => page.locator('[data-object="Node//node-3"]').waitFor()],
  [
    'eight machines',
    '&nodes=8&replicas=14',
    '[data-testid="canvas"]',
    (page) => page.locator('[data-object="Node//node-8"]').waitFor(),
  ],
  ['the sentence', '', '[data-testid="lesson"]', (page) => page.getByTestId('lesson').waitFor()],
  ['the list', '&ui=list', '[data-testid="outline"]', (page) => page.getByTestId('outline').waitFor()],
  ['the keys', '', dialog, key('?')],
  ['what is found', '', dialog, key('/')],
  [
    'what can be shared',
    '',
    dialog,
    async (page) => {
      await page.getByRole('button', { name: 'Share this run' }).click();
      await page.getByRole('dialog').getByRole('textbox').waitFor();
    },
  ],
  [
    'two branches',
    '',
    '[data-testid="compare"]',
    async (page) => {
      await page.locator('[data-object="Node//node-3"]').waitFor();
      await page.evaluate(async () => {
        await window.podarium?.time.pause();
        await window.podarium?.time.seek({ t: 0.5 });
        await window.podarium?.cluster.do({ cordon: 'node/node-3' });
        await window.podarium?.time.seek({ t: 0.2 });
        await window.podarium?.cluster.do({ cordon: 'node/node-1' });
      });
      await page.getByTestId('canvas').focus();
      await page.keyboard.press('c');
      await expect(page.getByTestId('compare')).toContainText('First difference');
      await expect(page.getByTestId('compare').getByRole('region', { name: 'Both lives' })).toContainText(
        'what was done',
      );
    },
  ],
  [
    'what can be done',
    '',
    '[role="menu"]',
    async (page) => {
      await page.getByTestId('canvas').focus();
      await page.keyboard.press('m');
      await page.getByRole('menuitem').first().waitFor();
    },
  ],
];

for (const [name, query, part, show] of screens) {
  test(`can be read: ${name}`, async ({ page }) => {
    await open(page, `?theme=projector&motion=reduced${query}`);
    await show(page);
    await expect.poll(() => tooSmall(page, part)).toEqual([]);
  });
}

test('can be read: the first page, beside its picture, with the thing to do', async ({ page }) => {
  await page.goto('/?theme=projector');
  await expect(page.getByRole('button', { name: /^Delete pod/ })).toBeVisible();
  await expect(page.getByTestId('course')).toBeVisible();
  for (const part of ['header', '[data-testid="lesson"]', 'main > section:nth-of-type(2)'])
    await expect.poll(() => tooSmall(page, part)).toEqual([]);
});

for (const [width, height] of [
  [1920, 1080],
  [1280, 720],
]) {
  test(`question, answers and the belief behind a wrong one are on one screen of ${width}×${height}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.goto('/?lesson=what-is-a-node&step=guess-join&theme=projector&motion=reduced');
    await page.waitForFunction(() => window.podarium !== undefined);
    const lesson = page.getByTestId('lesson');
    await lesson.locator('label').first().waitFor();
    await page.evaluate(() => window.podarium?.lesson.answer(0, 'fairly'));
    await hurry(page);
    const belief = lesson.getByText('A common belief:');
    await expect(belief).toBeInViewport({ ratio: 1 });
    const hidden = await belief.evaluate((words) => {
      const scroll = words.closest('[data-grows]') as HTMLElement;
      return scroll.scrollHeight - scroll.clientHeight;
    });
    // The padding at its end is nothing to read.
    expect(hidden).toBeLessThan(12);
    await expect(page.locator('[data-object="Node//node-3"]')).toBeInViewport({ ratio: 1 });
  });
}
