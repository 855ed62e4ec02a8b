// Every recipe of docs/recipes in a browser: from another origin than Podarium, in a window as narrow as a telephone, answered with the
// keyboard. What the page is told, how high its frame is, that nothing scrolls sideways, and that leaving ends it.
import { expect, type FrameLocator, type Page, test } from '@playwright/test';
import type { Sim as ReactSim } from '../docs/recipes/react/podarium-lesson.tsx';
import type { Sim as VueSim } from '../docs/recipes/vue/podarium-lesson.ts';
import { generated } from '../scripts/recipes.mjs';
import type { embedLesson } from '../src/embed/host/module.ts';
import type { Podarium } from '../src/share/sdk.ts';
import { elementSnippet, frameSnippet, type Place } from '../src/share/snippets.ts';
import { troubles } from './hosts.ts';
import { buildRendered, placeholder, type RecipeSite, recipeSite, recipeText } from './recipe-site.ts';

/** What the wrappers say of the SDK is what the SDK has: the compiler's business, not the browser's. */
const fits = (sim: Awaited<ReturnType<typeof embedLesson>>): readonly [ReactSim, VueSim] => [sim, sim];
void fits;

type Lesson = HTMLElement & { readonly podarium: Podarium };

test.use({ viewport: { width: 320, height: 720 } });

/** What the strict recipe's policy says, told by the server as well. */
const policy =
  /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(recipeText('strict-policy/index.html'))?.[1] ?? '';

let site: RecipeSite;
test.beforeAll(async ({ baseURL }) => {
  const podarium = baseURL as string;
  const strict = { 'Content-Security-Policy': policy.replaceAll('https://podarium.example', podarium) };
  site = await recipeSite(podarium, (path) => (path.startsWith('strict-policy/') ? strict : {}));
});
test.afterAll(() => site.close());

/** Three beats, the third answer of four, and lock it in: with the keyboard alone. */
async function answer(frame: FrameLocator): Promise<void> {
  const lesson = frame.getByTestId('lesson');
  await expect(frame.getByTestId('canvas')).toBeVisible();
  for (let beat = 0; beat < 3; beat++) await lesson.getByRole('button', { name: 'Next' }).press('Enter');
  await lesson.locator('input[name="prediction"]').nth(2).press('Space');
  await lesson.getByRole('button', { name: /Lock it in/ }).press('Enter');
  await expect(lesson.getByRole('heading', { level: 1 })).toHaveText('Delete one pod');
}

const told = (page: Page) => page.locator('#told li').allTextContents();

/** Ready, each step, the answer, and the goals of the task that follows it. */
async function expectTold(page: Page): Promise<void> {
  await expect.poll(() => told(page)).toContain('prediction guess-one');
  await expect.poll(() => told(page)).toContain('verdict delete-one');
  const lines = await told(page);
  expect(lines.filter((line) => line.startsWith('ready'))).toHaveLength(1);
  expect(lines).toContain('step guess-one');
  expect(lines).toContain('step delete-one');
  expect(lines.filter((line) => line.startsWith('error'))).toEqual([]);
}

/** Neither the page nor the frame scrolls sideways. */
async function expectNarrow(page: Page, frame: FrameLocator): Promise<void> {
  const sideways = (html: HTMLElement) => html.scrollWidth - html.clientWidth;
  expect(await page.locator('html').evaluate(sideways)).toBe(0);
  expect(await frame.locator('html').evaluate(sideways)).toBe(0);
}

/** The frame is as high as its lesson asked for: nothing of the lesson's text has to be scrolled to. */
async function expectWhole(page: Page, frame: FrameLocator): Promise<void> {
  const hidden = () => frame.locator('[data-grows]').evaluate((text) => text.scrollHeight - text.clientHeight);
  await expect.poll(hidden).toBeLessThanOrEqual(1);
  const box = await page.locator('iframe').boundingBox();
  expect(box?.height).toBeGreaterThan(400);
  expect(box?.width).toBeLessThanOrEqual(320);
  expect(box?.width).toBeGreaterThan(240);
}

/** By key as well: a click is not always the page's when the page has only just been scrolled away from under a frame. */
const press = (page: Page, name: string) => page.getByRole('button', { name }).press('Enter');

async function throughLesson(page: Page): Promise<void> {
  const frame = page.frameLocator('iframe');
  await answer(frame);
  await expectTold(page);
  await expectWhole(page, frame);
  await expectNarrow(page, frame);
}

for (const name of ['plain-html', 'strict-policy'])
  test(`${name}: the element tells the page, and is gone when it is taken away`, async ({ page }) => {
    const problems = troubles(page);
    await page.goto(`${site.origin}/${name}/`);
    await throughLesson(page);
    await page.locator('podarium-lesson').evaluate((lesson: Lesson) => lesson.podarium.lesson.solve());
    await expect.poll(() => told(page)).toContain('action delete-one');
    const after = await page.locator('podarium-lesson').evaluate(async (lesson: Lesson) => {
      const { podarium } = lesson;
      lesson.remove();
      return podarium.time.now().catch((error: { code: string }) => error.code);
    });
    expect(after).toBe('gone');
    await expect(page.locator('iframe')).toHaveCount(0);
    expect(problems).toEqual([]);
  });

test('reveal: the lesson opens with its slide and rests when the talk goes on', async ({ page }) => {
  const problems = troubles(page);
  await page.goto(`${site.origin}/reveal/`);
  await expect(page.getByRole('heading', { name: 'Who puts the pods back?' })).toBeVisible();
  await expect(page.locator('iframe')).toHaveCount(0);
  await page.keyboard.press('ArrowRight');
  const frame = page.frameLocator('iframe');
  await answer(frame);
  await expectWhole(page, frame);
  await expectNarrow(page, frame);
  const now = () => page.locator('podarium-lesson').evaluate((lesson: Lesson) => lesson.podarium.time.now());
  await page.locator('podarium-lesson').evaluate((lesson: Lesson) => lesson.podarium.time.play({ speed: 5 }));
  const before = await now();
  await expect.poll(now).toBeGreaterThan(before);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { name: 'What the lesson told this deck' })).toBeVisible();
  await expectTold(page);
  const left = await now();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  expect(await now()).toBe(left);
  expect(problems).toEqual([]);
});

for (const [name, server] of [
  ['react', 'server.tsx'],
  ['vue', 'server.ts'],
] as const)
  test(`${name}: written by a server, one frame a lesson, none when unmounted`, async ({ page, request }) => {
    await buildRendered(name, server);
    const written = await (await request.get(`${site.origin}/${name}/`)).text();
    expect(written).toContain('?lesson=self-healing">Open the lesson</a>');
    const problems = troubles(page);
    await page.goto(`${site.origin}/${name}/`);
    await throughLesson(page);
    // Another theme is told to the frame that is there; another lesson is another frame.
    const frame = page.frameLocator('iframe');
    await page.locator('iframe').evaluate((element) => element.setAttribute('data-first', ''));
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'light');
    await press(page, 'Light or dark');
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.locator('iframe[data-first]')).toHaveCount(1);
    await press(page, 'Another lesson');
    await expect.poll(() => told(page)).toContain('ready labels-are-the-wiring');
    await expect(page.locator('iframe')).toHaveCount(1);
    await expect(page.locator('iframe[data-first]')).toHaveCount(0);
    await press(page, 'Leave');
    await expect(page.locator('iframe')).toHaveCount(0);
    const lines = await told(page);
    await press(page, 'Come back');
    await expect.poll(async () => (await told(page)).slice(lines.length)).toContain('ready labels-are-the-wiring');
    expect(problems).toEqual([]);
  });

const place: Place = {
  base: placeholder,
  title: 'Say what you want',
  parameters: { lesson: 'self-healing' },
  height: 600,
};

test('mkdocs-material: what the publish dialog copies, in a page of Markdown', async ({ page }) => {
  const markdown = recipeText('mkdocs-material/lesson.md');
  expect(markdown).toContain(`\n${elementSnippet(place)}\n`);
  const problems = troubles(page);
  const list = `<ol id="told"></ol><script src="../plain-html/told.js"></script>`;
  await page.goto(site.add('mkdocs-material', elementSnippet(place) + list));
  await throughLesson(page);
  // Instant navigation puts another article in this one's place.
  await page.evaluate(() => document.body.replaceChildren('the next page'));
  await expect(page.locator('iframe')).toHaveCount(0);
  expect(problems).toEqual([]);
});

/** Jupyter: the cell without its first line. */
const cell = (): string => {
  const { cells } = JSON.parse(recipeText('jupyter/lesson.ipynb')) as { cells: { source: string[] }[] };
  return cells.map(({ source }) => source.join('')).find((source) => source.startsWith('%%html\n')) ?? '';
};
/** What Canvas keeps of a frame: gems/canvas_sanitize of its source. */
const kept = ['src', 'title', 'width', 'height', 'style', 'sandbox'];

for (const [name, snippet] of [
  ['jupyter', () => cell().replace('%%html\n', '')],
  ['moodle', () => recipeText('moodle/snippet.html').trimEnd()],
  ['canvas', () => recipeText('canvas/snippet.html').trimEnd()],
] as const)
  test(`${name}: what the publish dialog copies can be learned from, with no script on the page`, async ({ page }) => {
    expect(snippet()).toBe(frameSnippet(place));
    const left = snippet().replace(/\s([a-z]+)="[^"]*"/g, (all, attribute) => (kept.includes(attribute) ? all : ''));
    const problems = troubles(page);
    await page.goto(site.add(name, name === 'canvas' ? left : snippet()));
    const frame = page.frameLocator('iframe');
    await answer(frame);
    await expectNarrow(page, frame);
    expect((await page.locator('iframe').boundingBox())?.height).toBe(600);
    await page.evaluate(() => document.body.replaceChildren());
    await expect.poll(() => page.frames().length).toBe(1);
    expect(problems).toEqual([]);
  });

// The two that `npm run recipes` builds.
const built = (process.env.RECIPES ?? '').split(',').filter((name) => name in generated);
for (const name of built)
  test(`${name}: the built site, its lesson, and the page after it`, async ({ page }) => {
    const problems = troubles(page);
    await page.goto(`${site.origin}/${name}/`);
    await throughLesson(page);
    await page.getByRole('link', { name: 'labels' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Week 4' })).toBeVisible();
    const frame = page.frameLocator('iframe');
    await expect(frame.getByTestId('canvas')).toBeVisible();
    await expectNarrow(page, frame);
    expect(new URL((await page.locator('iframe').getAttribute('src')) ?? '').searchParams.get('lesson')).toBe(
      'labels-are-the-wiring',
    );
    await expect(page.locator('iframe')).toHaveCount(1);
    expect(problems).toEqual([]);
  });
