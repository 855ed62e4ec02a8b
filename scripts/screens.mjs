// `npm run screens`: the page as pictures, into docs/screens/, at the sizes and themes that the design names.
// Each picture is of the running page after something was done to it, never of a prepared state. With `--lesson ID` (several joined by
// commas, or `all`) each step of a lesson instead, into a temporary folder.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './ensure.mjs';
import { findBrowser } from './find-browser.mjs';
import { lessonIds, takeLesson } from './screens-lesson.mjs';

/** What to show: the address's query, the page's size, and what to do before the picture is taken. */
export const screens = [
  { name: 'home', query: 'theme=light', width: 1440, height: 900, home: true },
  { name: 'first-minute', query: 'theme=dark', width: 1440, height: 900 },
  { name: 'main-dark', query: 'theme=dark', width: 1440, height: 900, act: healing },
  { name: 'main-light', query: 'theme=light', width: 1440, height: 900, act: healing },
  { name: 'healed', query: 'theme=light', width: 1440, height: 900, act: healed },
  { name: 'list-view', query: 'theme=light&ui=list', width: 1440, height: 900, act: healing },
  { name: 'projector', query: 'theme=projector', width: 1920, height: 1080, act: healing },
  { name: 'tablet', query: 'theme=light', width: 900, height: 700, act: healing },
  { name: 'services', query: 'theme=dark', width: 1440, height: 900, act: losing },
  { name: 'embed-320', query: 'theme=dark', width: 320, height: 480, act: healing },
];

/** Deletes the pod that the page points at and waits until its replacement waits for a node. */
async function healing(page) {
  await killPointedAt(page);
  await page.waitForFunction(
    () => document.querySelector('[data-state="Pending"]') ?? document.querySelector('[data-state="Terminating"]'),
    undefined,
    { timeout: 60_000 },
  );
  await page.waitForTimeout(5500);
  await page.keyboard.press('Escape');
  // The ring around the canvas is for whoever uses the keyboard.
  await page.evaluate(() => document.activeElement?.blur());
}

/** kube-proxy of one node is stopped and a pod goes: a request that follows the old rule is lost, and selected. */
async function losing(page) {
  await page.evaluate(async () => {
    const { cluster, time } = window.podarium;
    await time.play({ speed: 1 });
    await cluster.do({ stop: 'kube-proxy/node-2' });
    const pods = await cluster.list('pods');
    const victim = pods.find(({ metadata, spec }) => metadata.labels?.app === 'web' && spec.nodeName !== 'node-2');
    await cluster.do({ delete: `pod/default/${victim.metadata.name}` });
  });
  await page.waitForFunction(
    () =>
      /[1-9]\d* lost of/.test(document.querySelector('[data-object^="Traffic/"]')?.getAttribute('aria-label') ?? ''),
    undefined,
    { timeout: 60_000 },
  );
  await page.evaluate(() => window.podarium.time.pause());
  await page.locator('[data-object^="Traffic/"]').click();
  await page.getByTestId('inspector').getByRole('listitem').first().getByRole('button').click();
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  // The inspector has taken its width from the canvas, and the camera follows.
  await page.waitForTimeout(800);
}

async function healed(page) {
  await killPointedAt(page);
  await page.waitForFunction(() => document.querySelectorAll('[data-state="Pending"]').length > 0, undefined, {
    timeout: 90_000,
  });
  await page.waitForFunction(() => document.querySelectorAll('[data-state="Pending"]').length === 0, undefined, {
    timeout: 180_000,
  });
  await page.waitForTimeout(1500);
}

/** By key, as any learner can: the pod that the first minute points at, its menu, the first thing in it. */
async function killPointedAt(page) {
  if ((await page.getByTestId('canvas').count()) === 0) {
    await page.getByTestId('lesson').getByRole('button').first().click();
    return;
  }
  const pod = page.locator('[data-pointed]').first();
  await pod.waitFor({ timeout: 60_000 });
  await pod.click();
  await page.getByTestId('canvas').focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem').first().click();
}

/** Takes the pictures whose name contains `only`, of the page at `base`, into `out`. */
export async function takeScreens(base, out, only = '') {
  const browser = await launch();
  mkdirSync(out, { recursive: true });
  try {
    for (const screen of screens.filter((s) => s.name.includes(only))) {
      const page = await browser.newPage({ viewport: { width: screen.width, height: screen.height } });
      page.on('pageerror', (error) => console.error(`${screen.name}: ${error.message}`));
      page.on('console', (message) => message.type() === 'error' && console.error(`${screen.name}: ${message.text()}`));
      await page.goto(`${base}?${screen.query}${screen.home ? '' : '&mode=sandbox'}`);
      await page.getByTestId(screen.query.includes('ui=list') ? 'outline' : 'canvas').waitFor();
      await page.waitForTimeout(1200);
      await screen.act?.(page);
      await page.screenshot({ path: join(out, `${screen.name}.png`) });
      await page.close();
      console.log(join(out, `${screen.name}.png`));
    }
  } finally {
    await browser.close();
  }
}

async function takeLessons(base, out, lessons, how) {
  const browser = await launch();
  try {
    for (const lesson of lessons === 'all' ? lessonIds() : lessons.split(','))
      await takeLesson(browser, base, out, lesson, how);
  } finally {
    await browser.close();
  }
}

async function launch() {
  const { chromium } = await import('@playwright/test');
  const executablePath = await findBrowser({ log: console.error });
  if (!executablePath) throw new Error('No Chromium found: install one or set CHROMIUM_PATH');
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({ executablePath, args: [...(asRoot ? ['--no-sandbox'] : []), ...quiet] });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const argument = (name) => {
    const at = process.argv.findIndex((a) => a === `--${name}` || a.startsWith(`--${name}=`));
    return at < 0 ? undefined : (process.argv[at].split('=')[1] ?? process.argv[at + 1]);
  };
  let base = argument('url');
  let server;
  if (!base) {
    const { buildIfStale } = await import('./build.mjs');
    await buildIfStale();
    const { preview } = await import('vite');
    server = await preview({ root, logLevel: 'silent', preview: { host: '127.0.0.1', port: 4179, strictPort: false } });
    base = server.resolvedUrls?.local[0];
  }
  const lessons = argument('lesson');
  const how = Object.fromEntries(['size', 'theme', 'step', 'option'].map((name) => [name, argument(name)]));
  if (lessons) await takeLessons(base, argument('out') ?? join(tmpdir(), 'podarium-lessons'), lessons, how);
  else await takeScreens(base, resolve(root, argument('out') ?? 'docs/screens'), argument('only') ?? '');
  await server?.close();
}
