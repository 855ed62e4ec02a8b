// A lesson played by keyboard through the list, step after step, as the lesson file has them: sentences are read on, questions are
// answered, and each task is done by a deed of its own. No deed says that it is done; the step has to notice.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { mustReadLesson } from '../src/scenarios/loader.ts';
import type { Step } from '../src/scenarios/schema.ts';
import { hurry } from './page.ts';

export type Deed = (page: Page) => Promise<void>;

export interface Playing {
  /** By the id of the task. */
  readonly deeds: Readonly<Record<string, Deed>>;
  /** Called when something new stands on the page. */
  readonly look?: (name: string) => Promise<void>;
  readonly speed?: 5 | 20 | 60 | 300;
  /** By mouse, or by finger, on the canvas instead of by keyboard through the list. */
  readonly hand?: Hand;
  /** Where the lesson is, when it is not the site's own page: `/embed/?lesson=…`. */
  readonly address?: string;
}

export type Hand = 'mouse' | 'finger';

/** Pages that are played by hand. */
const hands = new WeakMap<Page, Hand>();

/** Clicks, or taps where the hand has no mouse. */
export const touch = (page: Page, target: Locator): Promise<void> =>
  hands.get(page) === 'finger' ? target.tap() : target.click();

/** A panel of the page that tells the lesson. */
export const panel = (page: Page) => page.getByTestId('lesson');
export const button = (page: Page, name: string | RegExp) => panel(page).getByRole('button', { name });
const heading = (page: Page) => panel(page).getByRole('heading', { level: 1 });

/** Opens the lesson and plays it to its last page. */
export async function playLesson(page: Page, id: string, playing: Playing): Promise<void> {
  const { lesson } = mustReadLesson(filesOf(id));
  if (playing.hand) hands.set(page, playing.hand);
  await page.goto(playing.address ?? `/?lesson=${id}${playing.hand ? '' : '&ui=list'}`);
  await expect(heading(page)).toHaveText(lesson.steps[0].title ?? '');
  await expect(page.getByTestId(playing.hand ? 'canvas' : 'outline')).toBeVisible();
  await hurry(page, playing.speed ?? 20);
  for (const [i, step] of lesson.steps.entries()) {
    await expect(heading(page)).toHaveText(step.title ?? '', { timeout: 60_000 });
    const next = lesson.steps[i + 1]?.title ?? 'What happened, and why';
    await playStep(page, step, next, playing);
  }
  await expect(heading(page)).toHaveText('What happened, and why');
  await playing.look?.('debrief');
}

async function playStep(page: Page, step: Step, next: string, { deeds, look }: Playing): Promise<void> {
  await look?.(step.id);
  if (step.kind === 'predict' || step.kind === 'quiz') {
    // A wrong belief first: it is what the answer has to speak to.
    const right = step.kind === 'quiz' ? step.options.findIndex(({ correct }) => correct) : -1;
    const wrong = step.options.findIndex(({ misconception }) => misconception !== undefined);
    for (let more = (step.kind === 'predict' && step.say?.length) || 1; more > 1; more--)
      await press(page, button(page, 'Next'));
    if (step.options.length === 0) await draw(page);
    else await answer(page, (right < 0 ? wrong : right) + 1, step.kind === 'quiz' ? /Answer/ : /Lock it in/);
    await look?.(`${step.id}-answered`);
  } else if (step.kind === 'act' || step.kind === 'challenge') {
    const deed = deeds[step.id];
    if (!deed) throw new Error(`nobody does ${step.id}`);
    await deed(page);
    await look?.(`${step.id}-doing`);
  }
  for (let pages = 0; (await heading(page).textContent()) !== next; pages++) {
    if (pages > 12) throw new Error(`${step.id}: no way on`);
    const on = button(page, 'Next');
    await expect(async () => {
      const title = await heading(page).textContent();
      expect(title === next || (await on.isVisible())).toBe(true);
    }).toPass({ timeout: 60_000 });
    if ((await heading(page).textContent()) === next) return;
    if (pages > 0 || step.kind !== 'narrate') await look?.(`${step.id}-${pages + 1}`);
    await press(page, on);
  }
}

/** Moves with Tab until the element has focus, as a keyboard does, then presses; or clicks, where the hand is at the mouse. */
export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await expect(target).toBeVisible();
  await expect(target).toBeEnabled({ timeout: 60_000 });
  if (hands.has(page)) return touch(page, target);
  for (let stops = 0; stops < 160; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      await page.keyboard.press(key);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error('no way there with the Tab key');
}

/** A sketch, one lower in its second place: along and down with the arrows, or with the hand on the numbers. */
async function draw(page: Page): Promise<void> {
  const cells = panel(page).locator('input[type="number"]');
  const before = Number(await cells.nth(1).inputValue());
  if (hands.has(page)) await touch(page, cells.nth(1));
  else await press(page, cells.nth(0), 'ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(cells.nth(1)).toHaveValue(String(before - 1));
  await press(page, button(page, /Lock it in/));
}

export async function answer(page: Page, option: number, lock: RegExp): Promise<void> {
  const chosen = panel(page)
    .locator('input[name="prediction"]')
    .nth(option - 1);
  if (hands.has(page))
    await touch(
      page,
      panel(page)
        .locator('label:has(input[name="prediction"])')
        .nth(option - 1),
    );
  else await page.keyboard.press(String(option));
  await expect(chosen).toBeChecked();
  await press(page, button(page, lock));
}

/** Walks the tree with the arrows to the row and takes something from its menu. */
export async function fromMenu(page: Page, name: RegExp, item: RegExp): Promise<void> {
  const row = page.getByRole('treeitem', { name }).first();
  await expect(row).toBeVisible();
  await intoTree(page, page.getByRole('tree').filter({ has: row }).first());
  await page.keyboard.press('Home');
  for (let rows = 0; rows < 80; rows++) {
    if (await row.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('m');
  const offer = page.getByRole('menuitem', { name: item });
  await expect(offer).toBeVisible();
  for (let items = 0; items < 20; items++) {
    if (await offer.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

/** Clicks an object of the picture, by its name where it holds others, and takes something from its menu. */
export async function fromPicture(page: Page, ref: string, item: RegExp, by?: string): Promise<void> {
  const canvas = page.getByTestId('canvas');
  const object = canvas.locator(`[data-object="${ref}"]`);
  await (by === undefined ? object : object.getByText(by, { exact: true }).first()).click();
  await expect(object).toHaveAttribute('data-selected', 'true');
  await canvas.getByRole('button', { name: /Actions/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Opens the terminal by its key and types a line. */
export async function typeLine(page: Page, line: string): Promise<void> {
  const input = page.getByTestId('terminal').getByRole('textbox');
  if (hands.has(page)) {
    // In a narrow frame the terminal opens from the bar.
    const tab = page.getByTestId('terminal-tab');
    await touch(page, (await tab.isVisible()) ? tab : page.getByRole('button', { name: 'Terminal', exact: true }));
    await touch(page, input);
  } else {
    await intoTree(page);
    await page.keyboard.press('t');
  }
  await expect(input).toBeFocused();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** The name of the pod that carries a label, oldest first. */
export async function podNamed(page: Page, label: string, ordinal = 1): Promise<string> {
  const [key, value] = label.split('=');
  return page.evaluate(
    async ([k, v, n]) => {
      type Pod = { metadata: { name: string; creationTimestamp: string; labels?: Record<string, string> } };
      const pods = ((await window.podarium?.cluster.list('pods')) ?? []) as Pod[];
      const found = pods.filter(({ metadata }) => metadata.labels?.[String(k)] === v);
      return found.map(({ metadata }) => metadata.name)[Number(n) - 1] ?? '';
    },
    [key, value, ordinal] as const,
  );
}

async function intoTree(page: Page, tree = page.getByRole('tree').first()): Promise<void> {
  for (let stops = 0; stops < 160; stops++) {
    if (await tree.evaluate((element) => element.contains(document.activeElement))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('no way into the tree with the Tab key');
}

function filesOf(id: string): Readonly<Record<string, string>> {
  const folder = `src/scenarios/${id}`;
  const files: Record<string, string> = { 'lesson.yaml': readFileSync(`${folder}/lesson.yaml`, 'utf8') };
  for (const more of ['manifests', 'patches']) {
    if (!existsSync(`${folder}/${more}`)) continue;
    for (const name of readdirSync(`${folder}/${more}`))
      files[`${more}/${name}`] = readFileSync(`${folder}/${more}/${name}`, 'utf8');
  }
  return files;
}
