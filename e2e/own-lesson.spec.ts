// A lesson of one's own in a browser: opened, dropped, pasted or fetched, told every mistake at its place, played at once, and kept beside
// the course without being taken for a part of it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';

// What a service worker fetches a test cannot answer.
test.use({ serviceWorkers: 'block' });

const folder = 'docs/examples/never-ready';
const lesson = readFileSync(`${folder}/lesson.yaml`, 'utf8');
const title = /^title: (.*)$/m.exec(lesson)?.[1] ?? '';
const manifests = [...new Set(lesson.match(/[\w-]+\/[\w.-]+\.yaml/g) ?? [])];
const workshop = (page: Page) => page.getByTestId('workshop');
const ownList = (page: Page) => page.getByTestId('own-lessons');

async function home(page: Page): Promise<void> {
  await page.goto('/');
  await ownList(page).waitFor();
  await page.waitForFunction(() => window.podarium !== undefined);
}

async function plays(page: Page, what = title): Promise<void> {
  await expect(page.getByTestId('lesson').getByRole('region', { name: new RegExp(what) })).toBeVisible();
  await expect(page).toHaveURL(/lesson=own/);
}

test('files without their folder: the lesson plays at once, is kept, and can be removed and brought back', async ({
  page,
}) => {
  await home(page);
  await ownList(page).getByRole('button', { name: 'Open a lesson of your own' }).press('Enter');
  const files = ['lesson.yaml', ...manifests].map((name) => `${folder}/${name}`);
  await workshop(page).getByLabel('Open files').setInputFiles(files);
  await plays(page);
  await page.reload();
  await plays(page);
  await page.goto('/');
  const mine = ownList(page).getByRole('link', { name: new RegExp(title) });
  await expect(mine).toContainText('step 1 of');
  const course = await page.evaluate(() => localStorage.getItem('podarium.progress'));
  expect(course ?? '').not.toContain('never-ready');
  await ownList(page)
    .getByRole('button', { name: `Remove ${title}` })
    .press('Enter');
  await expect(mine).toHaveCount(0);
  await ownList(page).getByRole('button', { name: 'Bring it back' }).press('Enter');
  await mine.press('Enter');
  await plays(page);
});

test('a lesson called like one of the course is not taken for it', async ({ page }) => {
  await home(page);
  const named = lesson.replace(/^id: .*$/m, 'id: self-healing').replace(/^title: .*$/m, 'title: Not of the course');
  await drop(page, { 'self-healing/lesson.yaml': named, ...besides('self-healing/') });
  await plays(page, 'Not of the course');
  await page.goto('/');
  await expect(ownList(page).getByRole('link', { name: /Not of the course/ })).toContainText('step 1 of');
  const course = page.getByTestId('course').getByRole('link', { name: /^\d+ Say what you want/ });
  await expect(course).not.toContainText('step');
});

test('a dropped lesson with mistakes is told all of them, at 320 pixels and by keyboard, and nothing typed is lost', async ({
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await home(page);
  const bad = lesson.replace('minutes:', 'minuts:').replace('level: beginner', 'level: easy');
  await drop(page, { 'lesson.yaml': bad, ...besides('') });
  const mistakes = workshop(page).getByRole('region', { name: /mistakes/ });
  await expect(mistakes).toContainText('did you mean minutes?');
  await expect(mistakes).toContainText('level');
  expect(await workshop(page).evaluate((box) => box.scrollWidth <= 320 && document.body.scrollWidth <= 320)).toBe(true);
  const line = lesson.split('\n').findIndex((row) => row.startsWith('level:')) + 1;
  await mistakes
    .getByRole('button', { name: `lesson.yaml, line ${line}` })
    .first()
    .press('Enter');
  // The cursor stands in that line: what is typed goes there.
  const text = workshop(page).locator('.cm-content');
  await expect(text).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.type('# mine ');
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('podarium.draft.1')))
    .toContain('# mine level: easy');
  await page.reload();
  await page.waitForFunction(() => window.podarium !== undefined);
  await ownList(page).getByRole('button', { name: 'Open a lesson of your own' }).press('Enter');
  await expect(text).toContainText('format: lesson/1');
  await workshop(page).getByRole('button', { name: 'Play' }).press('Enter');
  await expect(mistakes).toBeVisible();
});

test('pasted text is a lesson, and asks for the manifests that are not there yet', async ({ page }) => {
  await home(page);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, lesson);
  await expect(workshop(page).getByRole('alert')).toContainText('mistake');
  for (const name of manifests) {
    const tab = workshop(page).getByRole('button', { name: `${name}, not there yet` });
    await tab.press('Enter');
    await workshop(page)
      .locator('.cm-content')
      .fill(readFileSync(`${folder}/${name}`, 'utf8'));
  }
  await workshop(page).getByRole('button', { name: 'Play' }).press('Enter');
  await plays(page);
});

test('a lesson with manifests is saved as one file, and opened from it elsewhere and by the command line', async ({
  page,
}, info) => {
  await home(page);
  await drop(page, { 'never-ready/lesson.yaml': `${lesson}minuts: 3\n`, ...besides('never-ready/') });
  const text = workshop(page).locator('.cm-content');
  await expect(text).toContainText('format: lesson/1');
  await text.fill(lesson);
  const download = page.waitForEvent('download');
  await workshop(page).getByRole('button', { name: 'Save', exact: true }).press('Enter');
  const name = (await download).suggestedFilename();
  expect(name).toMatch(/^[a-z-]+\.json$/);
  const file = info.outputPath(name);
  await (await download).saveAs(file);
  execFileSync('node', ['dist/cli.js', 'export', file, '--html', info.outputPath('lesson.html')]);
  expect(readFileSync(info.outputPath('lesson.html'), 'utf8')).toContain(title);

  await page.evaluate(() => localStorage.clear());
  await home(page);
  await drop(page, { [name]: readFileSync(file, 'utf8') });
  await plays(page);
});

test('an address is fetched with what lies beside it, from the page of a lesson too', async ({ page }) => {
  await page.route('**/mine/**', (route) => {
    const path = `${folder}/${new URL(route.request().url()).pathname.replace('/mine/', '')}`;
    return existsSync(path) ? route.fulfill({ path }) : route.fulfill({ status: 404 });
  });
  await page.goto('/?lesson=self-healing');
  await page.waitForFunction(() => window.podarium !== undefined);
  await page.getByRole('button', { name: 'Share this run' }).press('Enter');
  await page.getByRole('button', { name: 'Open a lesson' }).press('Enter');
  const address = workshop(page).getByRole('textbox', { name: 'Address of a lesson.yaml' });
  await address.fill('/mine/nowhere.yaml');
  await address.press('Enter');
  await expect(workshop(page).getByRole('status')).toContainText('cannot be fetched');
  await address.fill('/mine/lesson.yaml');
  await address.press('Enter');
  await plays(page);
});

const besides = (prefix: string): Record<string, string> =>
  Object.fromEntries(manifests.map((name) => [`${prefix}${name}`, readFileSync(`${folder}/${name}`, 'utf8')]));

/** Drops texts as files; a file that is dropped alone has no folder. */
async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((texts) => {
    const data = new DataTransfer();
    for (const [path, text] of Object.entries(texts)) data.items.add(new File([text], path.split('/').at(-1) ?? path));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  }, files);
}
