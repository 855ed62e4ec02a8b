// What drawing costs: 500 pods on the page, fifty of the learner's tokens in flight, the engine paused, and the picture panned without
// pause. The browser's own counters say how many milliseconds a second went into script, style and layout; the budget is 100.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../scripts/ensure.mjs';
import { findBrowser } from '../scripts/find-browser.mjs';

const budget = 100;
const tokens = 50;
const pannedMs = 5000;

/** Opens the page at `base`, brings it into the moment that is measured, and pans. Returns milliseconds a second. */
export async function measureRendering(base) {
  const { chromium } = await import('@playwright/test');
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  const browser = await chromium.launch({
    executablePath: (await findBrowser({ log: console.error })) ?? undefined,
    args: [...(asRoot ? ['--no-sandbox'] : []), ...flags],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${base}?mode=sandbox&nodes=20&replicas=500`);
    await page.waitForFunction(() => window.podarium !== undefined, undefined, { timeout: 120_000 });
    await page.locator('[data-object^="Node/"]').first().waitFor();
    const inFlight = await page.evaluate(untilInFlight, tokens);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const read = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    };
    const box = await page.getByTestId('canvas').boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + 12];
    await page.mouse.move(x, y);
    await page.mouse.down();
    const viewport = () => page.evaluate(() => document.querySelector('.react-flow__viewport').style.transform);
    const still = await viewport();
    const before = await read();
    const start = Date.now();
    for (let i = 0; Date.now() - start < pannedMs; i++) {
      await page.mouse.move(x + 90 * Math.sin(i / 12), y + 40 * Math.cos(i / 12));
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
    const after = await read();
    if ((await viewport()) === still) throw new Error('The picture did not move, so nothing was measured.');
    const seconds = (Date.now() - start) / 1000;
    await page.mouse.up();
    const spent = (name) => ((after[name] - before[name]) * 1000) / seconds;
    const [script, style, layout] = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'].map(spent);
    const pods = await page.evaluate(() => window.podarium.cluster.list('pods').then((list) => list.length));
    return { script, style, layout, total: script + style + layout, pods, inFlight };
  } finally {
    await browser.close();
  }
}

/**
 * Scales the Deployment up, labels a hundred pods one by one (controllers hold themselves back, a learner's commands do not), and stops
 * time when so many messages are in flight; runs in the page.
 */
async function untilInFlight(wanted) {
  const api = window.podarium;
  await api.time.play({ speed: 'auto' });
  await api.cluster.do({ kubectl: 'kubectl scale deployment web --replicas=560' });
  const pods = await api.cluster.list('pods');
  for (const { metadata } of pods.slice(0, 100)) {
    void api.cluster.do({ kubectl: `kubectl label pod ${metadata.name} seen=yes` });
  }
  let flying = 0;
  for (let frame = 0; frame < 1200 && flying < wanted; frame++) {
    await new Promise((done) => requestAnimationFrame(done));
    flying = await api.view.tokensInFlight();
  }
  await api.time.pause();
  if (flying < wanted) throw new Error(`There were never ${wanted} tokens in flight; the last frame had ${flying}.`);
  return api.view.tokensInFlight();
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const given = process.argv.find((a) => a.startsWith('--url='))?.slice(6);
  let server;
  let base = given;
  if (!base) {
    const { buildIfStale } = await import('../scripts/build.mjs');
    await buildIfStale();
    const { preview } = await import('vite');
    server = await preview({ root, logLevel: 'silent', preview: { host: '127.0.0.1', port: 4181, strictPort: false } });
    base = server.resolvedUrls?.local[0];
  }
  const found = await measureRendering(base);
  const ms = (value) => `${value.toFixed(0)} ms/s`;
  console.log(`${found.pods} pods, ${found.inFlight} tokens in flight, panning, engine paused:`);
  console.log(`script ${ms(found.script)}, style ${ms(found.style)}, layout ${ms(found.layout)}: ${ms(found.total)}`);
  console.log(found.total <= budget ? `within ${budget} ms/s` : `over ${budget} ms/s`);
  await server?.close();
  process.exitCode = found.total <= budget ? 0 : 1;
}
