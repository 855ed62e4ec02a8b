// `npm run bench:embed [-- --minutes 30]`: what a lesson costs the page that holds it, in a browser. How soon a reader sees something with a
// processor four times slower; what each of three frames spends while one is in view; and whether memory stays where it was.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { buildIfStale } from '../scripts/build.mjs';
import { root } from '../scripts/ensure.mjs';
import { findBrowser } from '../scripts/find-browser.mjs';
import { createStaticServer } from '../scripts/serve.mjs';

const at = process.argv.indexOf('--minutes');
const minutes = at < 0 ? 0 : Number(process.argv[at + 1]);
const runs = 5;
const slower = 4;

await buildIfStale();
const podarium = createStaticServer(join(root, 'dist'));
const base = `http://127.0.0.1:${await listen(podarium)}/`;
const bodies = new Map();
const course = createServer((request, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><html lang="en"><title>Course</title>${bodies.get(request.url) ?? ''}</html>`);
});
const coursePort = await listen(course);
const page = (body) => {
  const path = `/${bodies.size}`;
  bodies.set(path, body);
  return `http://localhost:${coursePort}${path}`;
};

const browser = await chromium.launch({
  executablePath: await findBrowser({ log: console.error }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  await firstPaint();
  if (minutes > 0) await threeFrames();
} finally {
  await browser.close();
  podarium.close();
  course.close();
}

/** From the beginning of the navigation to the picture on the screen, its middle of five fresh visits. */
async function firstPaint() {
  const element = `<script type="module" src="${base}podarium.mjs"></script><podarium-lesson lesson="self-healing" load="click"></podarium-lesson>`;
  const seen = () => {
    const image =
      document.querySelector('podarium-lesson')?.shadowRoot?.querySelector('img') ?? document.querySelector('img');
    return image?.complete && image.naturalWidth > 0 && image.getBoundingClientRect().width > 100;
  };
  const canvas = () => document.querySelectorAll('[data-object^="Pod/default/web"]').length === 3;
  const rows = [
    ['the picture of the element', page(element), seen],
    ['the picture of a frame (`mode=poster`)', `${base}embed/?lesson=self-healing&mode=poster`, seen],
    ['the cluster of a frame without a picture', `${base}embed/?lesson=self-healing`, canvas],
  ];
  for (const [name, address, isThere] of rows) {
    const times = [];
    for (let run = 0; run < runs; run++) {
      const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
      const tab = await context.newPage();
      const client = await context.newCDPSession(tab);
      await client.send('Emulation.setCPUThrottlingRate', { rate: slower });
      await tab.addInitScript(`(${watch})(${isThere})`);
      await tab.goto(address, { waitUntil: 'commit' });
      times.push(await tab.evaluate(() => window.painted));
      await context.close();
    }
    times.sort((a, b) => a - b);
    const [least, middle, most] = [times[0], times[times.length >> 1], times.at(-1)].map(Math.round);
    console.log(`${name}: ${middle} ms (${least} to ${most}), processor ${slower} times slower`);
  }
}

/** In the page: settles with the time of the frame after the one in which it was there. */
function watch(isThere) {
  window.painted = new Promise((resolve) => {
    const look = () => {
      if (isThere()) requestAnimationFrame(() => resolve(performance.now()));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Three lessons that play, one in view: the time each process works, and the memory of each after a collection. */
async function threeFrames() {
  const one = `<iframe title="lesson" width="700" height="500" src="${base}embed/?mode=sandbox&autoplay=1&speed=20"></iframe>`;
  const tab = await browser.newPage({ viewport: { width: 800, height: 600 } });
  // A frame of its own process is a target of its own; three of one site share a process and are told apart by their threads' work.
  await tab.goto(page(`${one}<div style="height:3000px"></div>`.repeat(3)));
  const frames = tab.frames().slice(1);
  for (const frame of frames) await frame.waitForFunction(() => window.podarium !== undefined);
  const sessions = await Promise.all(frames.map((frame) => tab.context().newCDPSession(frame)));
  for (const session of sessions) await session.send('Performance.enable');
  const samples = [];
  const sample = async () => {
    const row = [];
    for (const session of sessions) {
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      const value = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
      row.push({ task: value('TaskDuration'), script: value('ScriptDuration'), heap: value('JSHeapUsedSize') / 1e6 });
    }
    const ticks = await Promise.all(frames.map((frame) => frame.evaluate(() => window.podarium.time.now())));
    samples.push({ at: performance.now(), row, ticks });
  };
  await sample();
  for (let minute = 0; minute < minutes; minute++) {
    await tab.waitForTimeout(60_000);
    await sample();
    const [before, now] = samples.slice(-2);
    const seconds = (now.at - before.at) / 1000;
    const told = now.row.map(({ script, heap }, i) => {
      const work = ((script - before.row[i].script) / seconds) * 1000;
      return `${work.toFixed(1)} ms/s script, ${heap.toFixed(1)} MB, +${((now.ticks[i] - before.ticks[i]) / 1000).toFixed(0)} s of cluster time`;
    });
    console.log(`minute ${minute + 1}: ${told.join(' | ')}`);
  }
  await tab.close();
}

function listen(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}
