// Home in a browser: the first minute beside the lessons, from the pod that is killed to the question who brought it back, by keyboard;
// a lesson from the list; progress saved as a file and read back; and the way to every panel.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';

test('the first minute: kill the pod, watch, ask why', async ({ page }) => {
  await page.goto('/');
  const say = page.getByTestId('lesson');
  await expect(say.getByRole('heading')).toHaveText('Kill this pod.');
  await page.waitForFunction(() => window.podarium !== undefined);
  await page.evaluate(() => window.podarium?.time.play({ speed: 60 }));
  const kill = say.getByRole('button', { name: /^Delete pod/ });
  const victim = ((await kill.textContent()) ?? '').trim().split(' ').at(-1) ?? '';
  await kill.press('Enter');
  // The button is gone: the keyboard goes on from what is said, and who cannot see is told it by a status.
  await expect(say.getByRole('heading')).toBeFocused();
  const ask = say.getByRole('button', { name: /^Why does .* exist/ });
  await ask.waitFor();
  const born = ((await ask.textContent()) ?? '').split(' ')[2];
  expect(born).not.toBe(victim);
  await expect(say.getByRole('status')).toContainText(`${born} took its place`);
  await ask.press('Enter');
  await expect(page.getByTestId('inspector')).toContainText(born);
  await expect(page).toHaveURL(/mode=sandbox/);
  await page.goBack();
  await expect(page.getByTestId('home')).toBeVisible();
  await expect(page.getByTestId('canvas').locator('[data-object^="Pod/default/web"]')).toHaveCount(3);
});

test('a manifest that is pasted at home is shown beside the cluster', async ({ page }) => {
  await page.goto('/');
  await page.getByTestId('course').waitFor();
  await page.waitForFunction(() => window.podarium !== undefined);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: pasted\n');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByTestId('editor')).toContainText('name: pasted');
});

test('progress is kept, saved as a file and read back; a file that is none is refused in words', async ({ page }) => {
  await page.goto('/');
  const course = page.getByTestId('course');
  const file = { name: 'progress.json', mimeType: 'application/json' };
  const saved = {
    format: 'progress/1',
    lessons: { 'self-healing': { version: 1, state: 'done', step: 6, steps: 6 } },
  };
  await course.locator('input[type=file]').setInputFiles({ ...file, buffer: Buffer.from('kind: Pod') });
  await expect(course.getByRole('status')).toContainText('not JSON');
  await course.locator('input[type=file]').setInputFiles({ ...file, buffer: Buffer.from(JSON.stringify(saved)) });
  const lesson = course.getByRole('link', { name: /^\d+\s*Say what you want/ });
  await expect(lesson).toContainText('done');
  await page.reload();
  await expect(lesson).toContainText('done');
  const download = page.waitForEvent('download');
  await course.getByRole('button', { name: 'Save as a file' }).click();
  expect(JSON.parse(readFileSync(await (await download).path(), 'utf8'))).toEqual(saved);
  await lesson.click();
  await expect(page).toHaveURL(/lesson=self-healing/);
});

test('a teacher presents a lesson: from the course list, and from its own page at the step that is on', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto('/');
  await page.getByTestId('course').getByRole('link', { name: 'Present Say what you want' }).press('Enter');
  await expect(page.getByTestId('hall')).toContainText('three copies of web');
  await page.goto('/?lesson=self-healing&step=who');
  await expect(page.getByTestId('lesson')).toContainText('Who asked for the new one?');
  await page.getByRole('button', { name: 'Share this run' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Present Say what you want' }).press('Enter');
  await expect(page).toHaveURL(
    /lesson=self-healing.*mode=present.*step=who|lesson=self-healing.*step=who.*mode=present/,
  );
  await expect(page.getByTestId('hall')).toContainText('This is the youngest');
});
