// A page under random hands: whatever is pressed, dragged, typed and resized, in whatever order, nothing goes wrong in the console, and
// after each deed the page draws and answers. A short sample with fixed seeds; `npm run hands` goes on for as long as it is told, and
// `SEED` and `DEEDS` make one sample of any length (`TELL=1` says each deed).
import { expect, type Page, test } from '@playwright/test';
import type {} from '../src/components/app/page-api.ts';
import { dice, doSomething } from './random-hands.ts';

const deeds = Number(process.env.DEEDS ?? 40);
const patienceMs = 20_000;
const seeds = process.env.SEED ? [Number(process.env.SEED)] : undefined;

const places: readonly { readonly name: string; readonly address: string; readonly fingers?: true }[] = [
  { name: 'an open cluster', address: '/?mode=sandbox' },
  { name: 'a lesson', address: '/?lesson=self-healing' },
  { name: 'a phone', address: '/?lesson=what-is-a-node', fingers: true },
  { name: 'home', address: '/' },
];

for (const [i, { name, address, fingers }] of places.entries())
  for (const seed of seeds ?? [i + 1])
    test(`${name} under random hands, seed ${seed}`, async ({ browser, baseURL }) => {
      test.setTimeout(60_000 + deeds * 1_500);
      const viewport = fingers ? { width: 390, height: 844 } : { width: 1280, height: 800 };
      const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), viewport, hasTouch: true });
      const page = await context.newPage();
      const done: string[] = [];
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(`after "${done.at(-1)}": ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(`after "${done.at(-1)}": ${message.text()}`);
      });
      page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
      context.on('page', (other) => other !== page && void other.close().catch(() => undefined));
      // Links lead to other sites; where they lead is not what is tested.
      await context.route(
        (url) => /^https?:$/.test(url.protocol) && url.origin !== baseURL,
        (route) => route.fulfill({ body: '<!doctype html><title>Elsewhere</title>', contentType: 'text/html' }),
      );
      await arrive(page, address);
      const hand = { page, draw: dice(seed), fingers: fingers === true };
      for (let k = 0; k < deeds && problems.length === 0; k++) {
        done.push(await doSomething(hand));
        if (process.env.TELL) console.log(`${seed}.${k} ${done.at(-1)}`);
        if (await isElsewhere(page, baseURL)) await arrive(page, address);
        if (!(await answers(page))) problems.push(`after "${done.at(-1)}": the page does not answer`);
      }
      expect(problems, done.map((words, k) => `${k} ${words}`).join('\n')).toEqual([]);
      await context.close();
    });

async function arrive(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('[data-shell], main').first().waitFor();
}

/** A page of another kind has no cluster: what is simplified, licences, a lesson's folder. */
async function isElsewhere(page: Page, baseURL = ''): Promise<boolean> {
  await page.waitForLoadState('domcontentloaded');
  return new URL(page.url()).pathname !== '/' || !page.url().startsWith(baseURL);
}

/** The page takes part: it draws, and what it offers to programs answers. */
async function answers(page: Page): Promise<boolean> {
  const alive = page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(drawn));
    await window.podarium?.time.now();
    return true;
  });
  // A page that is just being left answers from the next one.
  const left = alive.catch(() => page.waitForLoadState().then(() => true));
  return Promise.race([left, new Promise<boolean>((late) => setTimeout(late, patienceMs, false))]);
}
