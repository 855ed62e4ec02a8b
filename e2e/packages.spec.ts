// What leaves the site as a whole: one HTML file that asks for nothing, packages of SCORM and cmi5 against a platform, the site without a network.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { cmi5Platform, courseSite, troubles } from './hosts.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'podarium-'));

/** The files of a zip, one after another as they lie in it. */
function unzipped(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50; ) {
    const [size, name] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)];
    const from = at + 30 + name;
    files.set(zip.toString('utf8', at + 30, from), inflateRawSync(zip.subarray(from, from + size)).toString());
    at = from + size;
  }
  return files;
}

test('one file from a disk asks for nothing and can be learned from', async ({ page }) => {
  const file = join(folder, 'lesson.html');
  execFileSync(process.execPath, ['dist/cli.js', 'export', 'self-healing', '--html', file], { cwd: root });
  const problems = troubles(page);
  const asked: string[] = [];
  page.on('request', (request) => !/^(data|blob):/.test(request.url()) && asked.push(request.url()));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  const lesson = page.getByTestId('lesson');
  await expect(page.getByTestId('canvas')).toBeVisible();
  await lesson.getByRole('button', { name: 'Next' }).click();
  await page.getByTestId('yaml-tab').click();
  await page.evaluate(() => document.fonts.ready);
  expect(asked).toEqual([address]);
  expect(problems).toEqual([]);
});

/** A platform of SCORM around a package: `open` begins a visit with what was kept, `value` reads what the platform was told. */
async function scormPlatform(page: Page, baseURL = '', version: '12' | '2004') {
  const zip = join(folder, `lesson-${version}.zip`);
  execFileSync(process.execPath, ['dist/cli.js', 'export', 'self-healing', `--scorm${version}`, zip], { cwd: root });
  const files = unzipped(readFileSync(zip));
  expect([...files.keys()][0]).toBe('imsmanifest.xml');
  const platform = readFileSync(join(root, `node_modules/scorm-again/dist/scorm${version}.min.js`), 'utf8');
  const [object, getter] = version === '12' ? ['API', 'LMSGetValue'] : ['API_1484_11', 'GetValue'];
  const type = (name: string) =>
    name.endsWith('.js') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'text/html';
  await page.route(`${baseURL}/course/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice('/course/'.length);
    const text = name === 'platform.js' ? platform : files.get(name);
    return text === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ body: text, contentType: type(name) });
  });
  const open = async (suspended: string) => {
    await page.route(`${baseURL}/course/`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><title>Platform</title><script src="platform.js"></script>',
      }),
    );
    await page.goto(`${baseURL}/course/`);
    await page.evaluate(
      ([kept, library, name]) => {
        type Platform = { loadFromJSON(data: object, path: string): void };
        const made = window as unknown as Record<string, new (settings: object) => Platform>;
        const api = new made[library]({ autocommit: false });
        if (kept) api.loadFromJSON({ suspend_data: kept }, 'cmi');
        Object.assign(window, { [name]: api });
        const frame = document.createElement('iframe');
        frame.title = 'lesson';
        frame.width = '800';
        frame.height = '600';
        frame.src = 'index.html';
        document.body.append(frame);
      },
      [suspended, `Scorm${version}API`, object],
    );
  };
  const value = (name: string) =>
    page.evaluate(
      ([of, api, get]) =>
        (window as unknown as Record<string, Record<string, (name: string) => string>>)[api][get](`cmi.${of}`),
      [name, object, getter],
    );
  return { open, value };
}

/** Reads the first step and chooses an answer to the question after it. */
async function choose(page: Page): Promise<Locator> {
  const lesson = page.frameLocator('iframe').getByTestId('lesson');
  for (let beat = 0; beat < 3; beat++) await lesson.getByRole('button', { name: 'Next' }).click();
  await lesson
    .locator('label')
    .filter({ has: page.locator('input[name="prediction"]') })
    .nth(1)
    .click();
  return lesson;
}

test('a platform of SCORM 1.2 is told status, score and place, and keeps the run', async ({ page, baseURL }) => {
  const { open, value } = await scormPlatform(page, baseURL, '12');
  await open('');
  const lesson = await choose(page);
  await expect.poll(async () => (await value('suspend_data')).length).toBeGreaterThan(100);
  const before = await value('suspend_data');
  await lesson.getByRole('button', { name: /Lock it in/ }).click();
  await expect.poll(() => value('core.lesson_location')).toBe('delete-one');
  expect(await value('core.lesson_status')).toBe('incomplete');
  expect(Number(await value('core.score.raw'))).toBeGreaterThan(0);
  await expect.poll(() => value('suspend_data')).not.toBe(before);
  const kept = await value('suspend_data');
  expect(kept.length).toBeLessThanOrEqual(4_096);
  // Another day, the same place.
  await open(kept);
  await expect(lesson.getByRole('heading', { level: 1 })).toHaveText('Delete one pod');
});

test('a platform of SCORM 2004 is told place, progress, score and each answer in words', async ({ page, baseURL }) => {
  const { open, value } = await scormPlatform(page, baseURL, '2004');
  await open('');
  const lesson = await choose(page);
  await lesson.getByRole('button', { name: /Lock it in/ }).click();
  await expect.poll(() => value('location')).toBe('delete-one');
  expect(await value('completion_status')).toBe('incomplete');
  await page.frames()[1].evaluate(() => window.podarium?.time.play({ speed: 60 }));
  await page.frames()[1].evaluate(() => window.podarium?.lesson.solve());
  await expect.poll(() => value('interactions._count')).toBe('1');
  expect(await value('interactions.0.learner_response')).toBe('b_The_same_pod_on_another_node');
  expect(await value('interactions.0.correct_responses.0.pattern')).toBe('d_Another_pod');
  await expect.poll(async () => Number(await value('score.scaled'))).toBeGreaterThan(0);
});

test('a platform of cmi5 is told what happens between opening and leaving, and keeps the run', async ({ page }) => {
  const zip = join(folder, 'unit.zip');
  execFileSync(process.execPath, ['dist/cli.js', 'export', 'self-healing', '--cmi5', zip], { cwd: root });
  const files = unzipped(readFileSync(zip));
  expect([...files.keys()][0]).toBe('cmi5.xml');
  const platform = await cmi5Platform(files);
  const problems = troubles(page);
  await page.goto(platform.launch());
  const lesson = page.getByTestId('lesson');
  for (let beat = 0; beat < 3; beat++) await lesson.getByRole('button', { name: 'Next' }).click();
  await page.evaluate(() => window.podarium?.lesson.answer(1));
  await expect(lesson.getByRole('heading', { level: 1 })).toHaveText('Delete one pod');
  await expect.poll(() => platform.kept().startsWith('1.')).toBe(true);
  const before = platform.kept();
  await page.evaluate(() => window.podarium?.time.play({ speed: 60 }));
  await page.evaluate(() => window.podarium?.lesson.solve());
  await expect.poll(() => platform.verbs()).toContain('answered');
  await expect.poll(() => platform.kept()).not.toBe(before);
  await page.goto('about:blank');
  await expect.poll(() => platform.verbs()).toEqual(['initialized', 'answered', 'terminated']);
  // Another day, the same place.
  await page.goto(platform.launch());
  const steps = () => page.evaluate(async () => (await window.podarium?.lesson.info())?.index);
  await expect.poll(steps).toBeGreaterThan(1);
  await expect.poll(() => platform.verbs().slice(3)).toEqual(['initialized']);
  await page.goto('about:blank');
  await expect.poll(() => platform.verbs().slice(3)).toEqual(['initialized', 'terminated']);
  platform.close();
  expect(problems).toEqual([]);
});

test('after the first visit the site opens without a network, and asks no other origin', async ({
  page,
  context,
  baseURL,
}) => {
  const asked: string[] = [];
  context.on(
    'request',
    (request) =>
      !request.url().startsWith(`${baseURL}/`) && !/^(data|blob):/.test(request.url()) && asked.push(request.url()),
  );
  await page.goto('/?lesson=self-healing');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await context.setOffline(true);
  await page.goto('/?lesson=self-healing');
  await expect(page.getByTestId('canvas')).toBeVisible();
  await page.getByTestId('yaml-tab').click();
  await expect(page.getByTestId('editor')).toBeVisible();
  await context.setOffline(false);
  expect(asked).toEqual([]);
});

test('the strictest policy of a course page lets the frame and the element be', async ({ page, baseURL }) => {
  const policy = `default-src 'none'; script-src ${baseURL}; frame-src ${baseURL}; img-src ${baseURL} data:; style-src-attr 'unsafe-inline'`;
  const strict = await courseSite({ 'Content-Security-Policy': policy });
  const problems = troubles(page);
  await page.goto(
    strict.page(
      `<podarium-lesson lesson="self-healing" load="click"><a href="${baseURL}/?lesson=self-healing">the lesson</a></podarium-lesson><script src="${baseURL}/podarium.js"></script>`,
    ),
  );
  await expect(page.getByRole('link', { name: 'the lesson' })).toBeVisible();
  await page.getByRole('button', { name: 'Start the cluster' }).click();
  await expect(page.frameLocator('iframe').getByTestId('canvas')).toBeVisible();
  strict.close();
  expect(problems).toEqual([]);
});
