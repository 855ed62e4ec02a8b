// The ten-minute demonstration before a hall, from its first sentence to its last by the keys of a clicker: each sentence once, time standing
// after it, a question answered on the way and left again, and the notes window in step.
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { parse } from 'yaml';
import { endBeat, impatient } from './hall.ts';

interface Step {
  readonly title: string;
  readonly say: readonly { readonly text: string }[];
  readonly branches?: readonly { readonly ask: string; readonly say: readonly { readonly text: string }[] }[];
}

const file = 'src/scenarios/kubernetes-from-the-notes/lesson.yaml';
const { steps } = parse(readFileSync(file, 'utf8')) as { readonly steps: readonly Step[] };
const beats = steps.reduce((sum, { say }) => sum + say.length, 0);

test.use({ viewport: { width: 1920, height: 1080 } });

const hall = (page: Page) => page.getByTestId('hall');
const sentence = (page: Page) => page.getByTestId('sentence');

/** Presses until what the press began is over: a second press ends it at once. */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await endBeat(page);
  await expect(hall(page)).not.toHaveAttribute('data-busy', /./, { timeout: 60_000 });
  await expect(hall(page)).not.toHaveAttribute('data-busy', '', { timeout: 60_000 });
}

/** The letters that stand still on the screen, and how small the smallest of them is. */
const smallest = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const root = document.querySelector('[data-testid="hall"]');
    const zoom = new DOMMatrix(getComputedStyle(root?.querySelector('.react-flow__viewport') as Element).transform).a;
    let least = Number.POSITIVE_INFINITY;
    const texts = document.createTreeWalker(root as Element, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const box = text.parentElement;
      if (!box || text.textContent?.trim() === '' || !box.checkVisibility({ visibilityProperty: true })) continue;
      const { width, height } = box.getBoundingClientRect();
      if (width < 2 || height < 2) continue;
      const scale = box.closest('.react-flow__viewport') ? zoom : 1;
      least = Math.min(least, Number.parseFloat(getComputedStyle(box).fontSize) * scale);
    }
    return least;
  });

test('every sentence by the clicker, with a question taken and left and the notes in step', async ({ page }) => {
  test.setTimeout(420_000);
  await impatient(page);
  await page.goto('/');
  await page.getByTestId('demos').getByRole('link', { name: 'Present Kubernetes from the notes' }).click();
  await hall(page).waitFor();
  const [notes] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('n')]);
  await notes.getByTestId('notes').waitFor();
  let beat = 0;
  for (const [k, step] of steps.entries()) {
    for (const [i, { text }] of step.say.entries()) {
      beat++;
      // A sentence that names an object of the moment has its name in it.
      const [said] = text.replaceAll('`', '').split('$');
      await expect(sentence(page)).toContainText(said.trim());
      await expect(hall(page)).toContainText(`beat ${beat} of ${beats}`);
      await expect(notes.getByTestId('notes')).toContainText(said.trim());
      expect(await smallest(page), `beat ${beat}: ${text}`).toBeGreaterThanOrEqual(20);
      if (step.branches && i === 0 && k === 6) await ask(page, step, beat);
      await press(page, 'PageDown');
    }
  }
  await expect(hall(page)).toContainText('end');
  await expect(sentence(page)).toContainText('nobody is told');
  // And back: the world of the last sentence, by the same clicker.
  await page.keyboard.press('PageUp');
  await expect(hall(page)).toContainText(`beat ${beats} of ${beats}`);
});

/** A prepared answer, gone through and left before its end; the script stands where it stood. */
async function ask(page: Page, { branches = [], say }: Step, beat: number): Promise<void> {
  const [{ ask: question, say: answers }] = branches;
  const before = await page.evaluate(() => window.podarium?.state.hash());
  await press(page, 'q');
  await expect(hall(page)).toContainText(question);
  for (const { text } of answers.slice(0, -1)) {
    await expect(sentence(page)).toContainText(text.split('$')[0].trim());
    await press(page, 'PageDown');
  }
  await page.keyboard.press('Escape');
  await expect(sentence(page)).toContainText(say[0].text.split('$')[0].trim());
  await expect(hall(page)).toContainText(`beat ${beat} of ${beats}`);
  expect(await page.evaluate(() => window.podarium?.state.hash())).toBe(before);
}
