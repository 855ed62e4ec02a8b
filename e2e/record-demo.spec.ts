// A run that was played becomes a demonstration: recorded in the sandbox, a sentence of it written anew, tried, saved as a file that the
// command line accepts, and shown to a hall.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { hurry, open, running, type } from './page.ts';

test('from a run in the sandbox to a file that keeps the contract, and to a hall', async ({ page }, info) => {
  test.setTimeout(180_000);
  await open(page);
  await hurry(page);
  await type(page, 'kubectl scale deployment web --replicas=2');
  await running(page, 'web', 2);
  await type(page, 'kubectl scale deployment nobody --replicas=2');
  await page.evaluate(() => window.podarium?.time.pause());

  await page.getByRole('button', { name: 'Share this run' }).press('Enter');
  await page.getByRole('button', { name: 'Make a demonstration of this run' }).press('Enter');
  const workshop = page.getByTestId('workshop');
  const status = workshop.getByRole('status');
  await expect(status).toContainText('2 actions as 2 sentences', { timeout: 60_000 });
  const text = workshop.locator('.cm-content');
  await expect(text).toContainText('format: lesson/1');

  // The words are the author's: a sentence of their own in the place of the made-up one.
  const draft = await page.evaluate(
    () => JSON.parse(localStorage.getItem('podarium.draft.1') ?? '').files['lesson.yaml'],
  );
  expect(draft).toContain('We ran `kubectl scale deployment web --replicas=2`.');
  expect(draft).toContain('refused: true');
  const mine = draft.replace('We ran `kubectl scale deployment web --replicas=2`.', 'Two are enough.');
  await text.fill(mine);
  // The page goes on meanwhile: what is typed then is taken, and calls it off.
  await page.evaluate(() => {
    const seen = window as unknown as { told: string[] };
    const said = document.querySelector('[data-testid="workshop"] footer [role="status"]') as HTMLElement;
    seen.told = [];
    const look = () => {
      seen.told.push(said.textContent ?? '');
      if (seen.told.some((line) => line === '') || !said.textContent?.startsWith('Playing')) return;
      document.querySelector<HTMLElement>('[data-testid="workshop"] .cm-content')?.focus();
      document.execCommand('insertText', false, ' ');
    };
    new MutationObserver(look).observe(said, { subtree: true, childList: true, characterData: true });
  });
  const attempt = workshop.getByRole('button', { name: 'Try' });
  await attempt.press('Enter');
  const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told.join('\n'));
  await expect.poll(told).toMatch(/Playing it without a picture: .*\n$/);
  expect(await told()).not.toContain('It keeps');
  await text.fill(mine);
  await attempt.press('Enter');
  await expect(status).toContainText(/It keeps \d+ of \d+ rules/, { timeout: 90_000 });
  expect(await told()).toContain('solutions pass, step after step');

  const download = page.waitForEvent('download');
  await workshop.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  const file = info.outputPath((await download).suggestedFilename());
  await (await download).saveAs(file);
  expect(readFileSync(file, 'utf8')).toContain('Two are enough.');
  const tested = execFileSync('node', ['dist/cli.js', 'test', file], { encoding: 'utf8' });
  expect(tested).toMatch(/\d+ passed, 0 failed/);

  await workshop.getByRole('button', { name: 'Present' }).press('Enter');
  await expect(page).toHaveURL(/lesson=own.*mode=present/);
  await expect(page.getByText('This is the cluster as it is when the demonstration begins.').first()).toBeVisible();
});
