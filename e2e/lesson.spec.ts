// The first lesson from beginning to end with the keyboard alone and the list instead of the canvas: what a learner who sees no
// picture and holds no mouse can do. Steps are passed by what happens in the cluster, never by saying so.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { hurry } from './page.ts';

const panel = (page: Page) => page.getByTestId('lesson');

/** Moves with Tab until the element has focus, as a keyboard does, then presses. */
async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await expect(target).toBeVisible();
  await expect(target).toBeEnabled();
  for (let stops = 0; stops < 120; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await page.keyboard.press(key);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error('no way there with the Tab key');
}

const button = (page: Page, name: string | RegExp) => panel(page).getByRole('button', { name });

/** Walks the tree with the arrows to the pod, and deletes it by its menu. */
async function deletePod(page: Page, name: RegExp): Promise<void> {
  const tree = page.getByRole('tree').first();
  const row = tree.getByRole('treeitem', { name }).first();
  await expect(row).toBeVisible();
  for (let stops = 0; stops < 120; stops++) {
    if (await tree.evaluate((element) => element.contains(document.activeElement))) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Home');
  for (let rows = 0; rows < 80; rows++) {
    if (await row.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('m');
  const item = page.getByRole('menuitem', { name: /Delete pod/ });
  await expect(item).toBeVisible();
  for (let items = 0; items < 20; items++) {
    if (await item.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

async function answer(page: Page, option: string, lock: RegExp): Promise<void> {
  await page.keyboard.press(option);
  await expect(
    panel(page)
      .locator('input[name="prediction"]')
      .nth(Number(option) - 1),
  ).toBeChecked();
  await press(page, button(page, lock));
}

const title = (page: Page, name: string) => expect(panel(page).getByRole('heading', { level: 1 })).toHaveText(name);

test('the lesson "Say what you want" by keyboard through the list', async ({ page }) => {
  test.setTimeout(180_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto('/?lesson=self-healing');
  await title(page, 'A wish, written down');
  // The page may still be putting its keys in place when the title stands.
  await expect(async () => {
    if (!(await page.getByTestId('outline').isVisible())) await page.keyboard.press('l');
    await expect(page.getByTestId('outline')).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await hurry(page, 5);
  for (let beat = 0; beat < 3; beat++) await press(page, button(page, 'Next'));

  await title(page, 'One pod fewer');
  await answer(page, '1', /Lock it in/);

  await title(page, 'Delete one pod');
  await expect(panel(page)).toContainText('“Two pods”');
  await expect(panel(page)).toContainText('web has 3 available pods again');
  await deletePod(page, /web-[0-9a-z]+-[0-9a-z]{5}/);
  await expect(panel(page).locator('[data-verdict="right"]')).toContainText('Another pod', { timeout: 60_000 });
  await expect(panel(page).locator('[data-verdict="your guess"]')).toContainText('Two pods');
  await expect(panel(page)).toContainText('Kubernetes executes my command, once, and is done.');
  await press(page, button(page, 'Next'));

  await title(page, 'Who asked for the new one?');
  for (let beat = 0; beat < 3; beat++) await press(page, button(page, 'Next'));

  await title(page, 'Two at once');
  await answer(page, '3', /Lock it in and run/);
  await expect(panel(page).locator('[data-verdict="right"]')).toContainText('2 created', { timeout: 60_000 });
  await press(page, button(page, 'Next'));

  await title(page, 'Two commands, one second');
  await press(page, button(page, 'Skip'));

  // Help comes in three grades, and the last one acts.
  await title(page, 'Be rid of this one');
  for (let hint = 0; hint < 3; hint++) await press(page, button(page, /Hint/));
  await expect(button(page, 'Next')).toBeVisible({ timeout: 60_000 });
  await press(page, button(page, 'Next'));

  await title(page, 'From an earlier lesson');
  await answer(page, '2', /Answer/);
  await title(page, 'It counts pods, not processes');
  await press(page, button(page, 'Next'));

  await title(page, 'One question before you go');
  await answer(page, '2', /Answer/);
  await title(page, 'It compares');
  await press(page, button(page, 'Next'));

  await title(page, 'What happened, and why');
  await expect(panel(page)).toContainText('kubectl get pods -l app=web --watch');
  await press(page, button(page, 'Keep the cluster'));
  await expect(page.getByTestId('outline')).toBeVisible();
  expect(problems).toEqual([]);
});

test('a branch leaves the lesson and comes back to it; what was done is taken up after a reload', async ({ page }) => {
  await page.goto('/?lesson=self-healing');
  await title(page, 'A wish, written down');
  await expect(panel(page)).toContainText('Sentence 1 of 3');
  await page.waitForFunction(() => window.podarium !== undefined);
  await page.keyboard.press('f');
  await title(page, 'what if 1');
  // Typing is for the name now; Enter keeps it.
  await expect(page.getByRole('textbox', { name: 'Name of the branch' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.evaluate(() => window.podarium?.cluster.do({ delete: 'deployment/web' }));
  await page.keyboard.press('Escape');
  await title(page, 'A wish, written down');
  await expect(page.getByTestId('canvas').locator('[data-object^="Pod/default/web"]')).toHaveCount(3);
  for (let beat = 0; beat < 3; beat++) await button(page, 'Next').click();
  await title(page, 'One pod fewer');
  // Time stands still, and what the lesson keeps for later is refused in words.
  await expect(page.getByTestId('timeline')).toContainText('locked until you answer');
  await expect(page.evaluate(() => window.podarium?.cluster.do({ cordon: 'node/node-1' }))).rejects.toThrow(/locked/);
  const before = await page.evaluate(() => window.podarium?.state.tick());
  await page.evaluate(() => window.podarium?.time.play());
  await page.evaluate(() => window.podarium?.time.step('beat'));
  expect(await page.evaluate(() => window.podarium?.state.tick())).toBe(before);
  await page.reload();
  await title(page, 'One pod fewer');
  await expect(panel(page)).toContainText('You are where you left.');
  await button(page, 'Start again').click();
  await title(page, 'A wish, written down');
});
