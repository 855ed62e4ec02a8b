// A run that leaves one browser and arrives in another: by link with its branches, its moment and its hash; by file; and after the page
// was left. What is damaged is told, and the page goes on.
import { readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { hurry, open, podsOf, running, type } from './page.ts';

/** A run in which the Deployment was deleted, saved by the dialog that shares it: the path of its file. */
async function savedRun(page: Page): Promise<string> {
  await hurry(page);
  await type(page, 'kubectl delete deployment web');
  await expect.poll(async () => (await podsOf(page, 'web')).length).toBe(0);
  await page.getByRole('button', { name: 'Share this run' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  return (await download).path();
}

test('acting in the past makes a branch; the link opens elsewhere with the same hash, time and branches', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  await open(page, '?theme=dark');
  await hurry(page);
  await type(page, 'kubectl scale deployment web --replicas=4');
  await running(page, 'web', 4);
  await page.evaluate(() => window.podarium?.time.pause());
  await page.evaluate(() => window.podarium?.time.seek({ t: 1 }));
  await type(page, 'kubectl scale deployment web --replicas=2');
  await expect.poll(async () => (await podsOf(page, 'web')).filter((pod) => !pod.going).length).toBe(2);
  const box = page.getByTestId('branches');
  await box.getByRole('textbox', { name: 'Name of the branch' }).fill('two are enough');
  await page.keyboard.press('Enter');
  await expect(box).toContainText('two are enough');
  await expect(box).toContainText('2 branches');
  await page.evaluate(() => window.podarium?.time.pause());
  await box.getByRole('button', { name: /^Branches/ }).click();
  await page.getByRole('button', { name: 'Compare two branches' }).click();
  const compare = page.getByTestId('compare');
  await expect(compare).toContainText('First difference');
  await expect(compare.getByRole('table')).toContainText('you: scale');
  await expect(compare).toContainText('One object, two histories');
  await page.keyboard.press('Escape');
  await expect(compare).toHaveCount(0);
  const here = await page.evaluate(async () => [
    await window.podarium?.state.hash(),
    await window.podarium?.state.tick(),
  ]);
  await page.getByRole('button', { name: 'Share this run' }).click();
  const link = page.getByRole('dialog').getByRole('textbox');
  await expect(link).toHaveValue(/#s=1\./);
  const address = await link.inputValue();
  expect(address.length).toBeLessThan(2_000);

  const other = await browser.newPage();
  await other.goto(address);
  await other.waitForFunction(() => window.podarium !== undefined);
  const there = await other.evaluate(async () => [
    await window.podarium?.state.hash(),
    await window.podarium?.state.tick(),
  ]);
  expect(there).toEqual(here);
  await other
    .getByTestId('branches')
    .getByRole('button', { name: /^Branches/ })
    .click();
  await other.getByRole('button', { name: 'Go to main' }).click();
  await other.keyboard.press('Escape');
  await hurry(other);
  await expect.poll(async () => (await podsOf(other, 'web')).length).toBeGreaterThan(2);
  await running(other, 'web', 4);
  await other.close();
});

test('a damaged link is told in words, and the page goes on', async ({ page }) => {
  await page.goto('/#s=1.AAAAAAAAAAAAAAAA');
  await expect(page.getByRole('alert')).toContainText('damaged');
  await page.getByRole('button', { name: 'Go on without it' }).click();
  await expect(page.getByTestId('canvas').locator('[data-object^="Pod/default/web"]')).toHaveCount(3);
});

test('a file is opened in the place of the run on screen; the run is there again after the page was left', async ({
  page,
}) => {
  await open(page);
  const path = await savedRun(page);
  const input = page.getByRole('dialog').locator('input[type=file]');
  await input.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('kind: Pod') });
  await expect(page.getByRole('dialog')).toContainText('not JSON');

  await page.goto('/');
  await page.getByRole('button', { name: 'Go on with your last run' }).click();
  await expect(page.getByTestId('terminal')).toContainText('deployment.apps "web" deleted');
  await page.getByRole('button', { name: 'Share this run' }).click();
  await page.getByRole('dialog').locator('input[type=file]').setInputFiles(path);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByTestId('terminal')).toContainText('deployment.apps "web" deleted');
});

test('code for another page can be copied, and is seen as it will look', async ({ page, baseURL }) => {
  await page.goto('/?lesson=self-healing');
  await page.getByRole('button', { name: 'Share this run' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('For another page').click();
  const code = dialog.getByRole('textbox', { name: 'Code to copy' });
  await expect(code).toHaveValue(/<podarium-lesson lesson="self-healing">/);
  await dialog.getByRole('combobox', { name: 'As' }).selectOption('iframe');
  await dialog.getByRole('checkbox', { name: 'from this step on' }).check();
  await expect(code).toHaveValue(new RegExp(`src="${baseURL}/embed/index.html\\?lesson=self-healing&amp;step=wish"`));
  await dialog.getByRole('button', { name: 'Show how it looks' }).click();
  await dialog.getByRole('combobox', { name: 'Width' }).selectOption('320 pixels, a phone');
  await expect(page.frameLocator('iframe').getByTestId('canvas')).toBeVisible();
  const width = await page
    .frameLocator('iframe')
    .locator('html')
    .evaluate((html) => html.clientWidth);
  expect(width).toBe(320);
});

test('the moment is taken as a picture by key: seen, with its text, as a file and to the clipboard', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, '?theme=light');
  await page.evaluate(() => window.podarium?.time.pause());
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Copy as PNG' })).toBeFocused();
  const text = dialog.getByRole('textbox', { name: /^Text for those/ });
  await expect(text).toHaveValue(/node-1 \(Ready\): .*web-.* Running/);
  await text.fill('Three nodes & two pods');
  await expect(dialog.getByRole('img', { name: 'Three nodes & two pods' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Copy as SVG' }).click();
  await expect(dialog.getByRole('status')).toContainText('SVG copied');
  const svg = await page.evaluate(() => navigator.clipboard.readText());
  expect(svg).toContain('<desc id="d">Three nodes &amp; two pods</desc>');
  await dialog.getByRole('button', { name: 'Copy as PNG' }).click();
  await expect(dialog.getByRole('status')).toContainText('PNG copied');
  expect(await page.evaluate(async () => (await navigator.clipboard.read())[0].types)).toContain('image/png');
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save as PNG' }).click();
  expect((await download).suggestedFilename()).toBe('podarium.png');
});

/** A link that is kept with the sources, with some of its fields changed. */
function keptLink(name: string, change: (run: { engine: string; lesson?: { hash: string } }) => void): string {
  const kept = readFileSync(`src/share/fixtures/version-1-${name}.txt`, 'utf8').trim();
  const run = JSON.parse(inflateRawSync(Buffer.from(kept.slice(5), 'base64url')).toString());
  change(run);
  return `#s=1.${deflateRawSync(JSON.stringify(run)).toString('base64url')}`;
}

test('a link of another edition of its lesson says so first, and opens with the lesson that is here', async ({
  page,
}) => {
  const link = keptLink('lesson-self-healing', (run) => {
    if (run.lesson) run.lesson.hash = 'of before';
  });
  await page.goto(`/${link}`);
  await expect(page.getByRole('alert')).toContainText('The lesson has changed since');
  await expect(page.getByRole('alert')).toContainText('may differ');
  await page.getByRole('button', { name: 'Open with the lesson that is here' }).click();
  await expect(page.getByTestId('lesson')).toBeVisible();
  await page.waitForFunction(() => window.podarium !== undefined);
  await expect(page.getByTestId('lesson').getByRole('heading', { level: 1 })).not.toBeEmpty();
});

test('a link that another engine made is opened, with a word on it', async ({ page }) => {
  const link = keptLink('faults', (run) => {
    run.engine = '9.9.9';
  });
  await page.goto(`/${link}`);
  await expect(page.getByRole('status').filter({ hasText: 'made by Podarium 9.9.9' })).toBeVisible();
});

/** As if a file were let go over the page. */
const drop = (page: Page, name: string, text: string) =>
  page.evaluate(
    ([called, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], called));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    [name, text],
  );

test('the file of a run is dropped on the page, told by what is in it; a damaged one is told in words', async ({
  page,
}) => {
  await open(page);
  const text = readFileSync(await savedRun(page), 'utf8');
  await open(page);
  await drop(page, 'any-name.txt', text.slice(0, 300));
  await expect(page.getByRole('alert')).toContainText('not JSON');
  await page.getByRole('button', { name: 'Go on without it' }).click();
  await expect(page.getByTestId('canvas').locator('[data-object^="Pod/default/web"]')).toHaveCount(3);
  await drop(page, 'any-name.txt', text);
  await expect(page.getByTestId('terminal')).toContainText('deployment.apps "web" deleted');
});

test('a last run that cannot be read is told once, and put away', async ({ page }) => {
  await page.addInitScript(() => {
    if (sessionStorage.getItem('set')) return;
    sessionStorage.setItem('set', 'yes');
    localStorage.setItem('podarium.run', '{"format":"run/1","engi');
  });
  await page.goto('/');
  const said = page.getByText('Your last run was kept, but cannot be read');
  await expect(said).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem('podarium.run'))).toBeNull();
  await page.reload();
  await expect(page.getByTestId('canvas').locator('[data-object^="Pod/default/web"]')).toHaveCount(3);
  await expect(said).toHaveCount(0);
});
