// A lesson before a hall, by a clicker's keys alone: every sentence over the world that was rehearsed for it outside any browser, questions
// answered on a copy and left again, and the presenter's window in step.
import { readFileSync } from 'node:fs';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type {} from '../src/components/app/page-api.ts';
import type { Host } from '../src/engine/index.ts';
import { readLesson } from '../src/scenarios/loader.ts';
import { Player } from '../src/scenarios/play.ts';
import { endBeat, impatient } from './hall.ts';

const folder = 'src/scenarios/fixtures/lecture';
const files = Object.fromEntries(
  ['lesson.yaml', 'manifests/web.yaml'].map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
);
const words = [
  'This Deployment is a wish',
  'A controller compares',
  'runs on node-',
  'It is deleted',
  'Two left, three',
];

test.use({ viewport: { width: 1920, height: 1080 }, serviceWorkers: 'block' });

/** What is stored at each sentence when the script is gone through without a page. */
function rehearse(): readonly string[] {
  const loaded = readLesson(files);
  if ('mistakes' in loaded) throw new Error('the model of a demonstration cannot be read');
  const player = Player.fresh(loaded);
  const worlds: string[] = [];
  for (; !player.run.atEnd; player.run.primary('next')) {
    player.arrange();
    worlds.push(storedIn(player.host));
  }
  return worlds;
}

const kinds = ['pods', 'deployments', 'events'];
const storedIn = (host: Host): string => JSON.stringify(kinds.map((kind) => host.list(kind)));

async function stored(page: Page): Promise<string> {
  await expect(page.locator('[data-testid="hall"]:not([data-busy])')).toBeVisible();
  return page.evaluate(
    async (all) => JSON.stringify(await Promise.all(all.map((kind) => window.podarium?.cluster.list(kind)))),
    kinds,
  );
}

async function present(page: Page): Promise<void> {
  await page.route('**/lecture/**', (route) => {
    const name = new URL(route.request().url()).pathname.replace('/lecture/', '');
    return files[name] ? route.fulfill({ body: files[name] }) : route.fulfill({ status: 404 });
  });
  await impatient(page);
  await page.goto('/?lesson=lecture/lesson.yaml&mode=present');
  await page.waitForFunction(() => window.podarium !== undefined);
  await says(page, words[0]);
}

const says = (page: Page, text: string) => expect(page.getByTestId('sentence')).toContainText(text);

/** On to the end of the next sentence, as an impatient presenter. */
async function next(page: Page, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) {
    await endBeat(page);
    await page.keyboard.press('PageDown');
    await endBeat(page);
  }
}

test('forward, back, again and to a step, each over the world that was rehearsed', async ({ page }) => {
  const worlds = rehearse();
  await present(page);
  expect(await stored(page)).toBe(worlds[0]);
  for (const i of [1, 2, 3, 4]) {
    // The third is watched to its end, the others are finished at once.
    if (i === 3) await page.keyboard.press('ArrowRight');
    else await next(page);
    await says(page, words[i]);
    expect(await stored(page)).toBe(worlds[i]);
  }
  await page.keyboard.press('PageUp');
  await says(page, words[3]);
  expect(await stored(page)).toBe(worlds[3]);
  await page.keyboard.press('r');
  expect(await stored(page)).toBe(worlds[3]);
  await page.keyboard.press('3');
  await says(page, 'Now four are wanted');
  expect(await stored(page)).toBe(worlds[5]);
  await page.keyboard.press('1');
  await says(page, words[0]);
  expect(await stored(page)).toBe(worlds[0]);
  await page.keyboard.press('b');
  await expect(page.getByTestId('blank')).toBeVisible();
  await page.keyboard.press('.');
  await expect(page.getByTestId('blank')).toBeHidden();
  // Letters of the page's own shortcuts do nothing here.
  for (const key of ['l', 't', 's', 'c', 'm']) await page.keyboard.press(key);
  await says(page, words[0]);
  expect(await stored(page)).toBe(worlds[0]);
});

test('a prepared answer and an unplanned question leave the script where it was', async ({ page }) => {
  await present(page);
  await next(page, 4);
  await says(page, words[4]);
  const before = await stored(page);
  await page.keyboard.press('q');
  await says(page, 'Then the wish is four');
  await expect(page.getByText('What if there are four already?').first()).toBeVisible();
  await next(page);
  await says(page, 'takes three away');
  await page.keyboard.press('Escape');
  await says(page, words[4]);
  expect(await stored(page)).toBe(before);
  await page.keyboard.press('f');
  const line = page.locator('[data-testid="terminal"] input');
  await line.fill('kubectl delete deployment web');
  await line.press('Enter');
  await expect(page.getByTestId('terminal')).toContainText('deployment.apps "web" deleted');
  await line.press('PageDown');
  await says(page, words[4]);
  expect(await stored(page)).toBe(before);
  await next(page);
  await says(page, 'Now four are wanted');
});

async function openNotes(page: Page, context: BrowserContext): Promise<Page> {
  const [notes] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('n')]);
  await expect(notes.getByTestId('notes')).toContainText('Ask the hall how many pods they see');
  return notes;
}

test('the presenter’s window is in step, and its keys are the hall’s', async ({ page, context }) => {
  await present(page);
  const notes = await openNotes(page, context);
  const panel = notes.getByTestId('notes');
  await expect(panel).toContainText('A controller compares the wish with what there is.');
  await next(page, 2);
  await expect(panel).toContainText('It is about to be deleted. Say so before you press.');
  await expect(panel).toContainText('And if the machine goes?');
  await expect(panel).toContainText('beat 3 of 7');
  await expect(panel).toContainText('of 3 min');
  await notes.keyboard.press('ArrowRight');
  await says(page, words[3]);
  await notes.keyboard.press('w');
  await says(page, 'Nothing happens at first');
  await expect(panel).toContainText('You are answering: And if the machine goes?');
  await notes.keyboard.press('Escape');
  await says(page, words[3]);
  await notes.keyboard.press('b');
  await expect(page.getByTestId('blank')).toBeVisible();
  await notes.keyboard.press('b');
  // Who reloads the hall's page by mistake is at the same step, and finds the notes again.
  await page.reload();
  await says(page, words[2]);
  await notes.keyboard.press('ArrowLeft');
  await says(page, words[1]);
  await expect(panel).toContainText('beat 2 of 7');
});

test('where no second window may be opened, the notes stand in the picture and say so', async ({ page }) => {
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await present(page);
  await page.keyboard.press('n');
  const strip = page.getByTestId('notes-strip');
  await expect(strip).toContainText('This browser opened no second window');
  await expect(strip).toContainText('Ask the hall how many pods they see');
  await page.keyboard.press('n');
  await expect(strip).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByTestId('hall-keys')).toContainText('a prepared answer');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('hall-keys')).toBeHidden();
  await says(page, words[0]);
});
