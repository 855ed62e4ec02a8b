// `npm run embed:firefox`: the frame in Firefox, between two sites, as the browser comes and with all storage forbidden: the handshake, every
// verb and every event of the SDK, a frame without an origin, a lesson by keyboard, the way of the focus, a picture with a button, one file
// from a disk, and the site after its server is gone. Names as arguments do only the checks that have them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { causes, toTheEnd } from '../e2e/embed-deeds.ts';
import { script } from '../e2e/embed-host.ts';
import { clusterCases, lessonCases, type VerbCase } from '../e2e/embed-verbs.ts';
import { type CourseSite, courseSite } from '../e2e/hosts.ts';
import type { Podarium } from '../src/share/sdk.ts';
import { browsersHere } from './browsers.mjs';
import { buildIfStale } from './build.mjs';
import { root } from './ensure.mjs';
import { openFirefox } from './firefox.mjs';
import { learnByKeyboard } from './firefox-lesson.ts';
import { createStaticServer } from './serve.mjs';

type Firefox = Awaited<ReturnType<typeof openFirefox>>;

interface Stage {
  readonly firefox: Firefox;
  readonly site: CourseSite;
  /** Where Podarium is, without a slash at its end. */
  readonly base: string;
}

/** One thing to see; throws when it is otherwise, and may say more of what it saw. */
type Check = (stage: Stage) => Promise<string | undefined>;

const own = 'allow-scripts allow-same-origin';

const checks: Readonly<Record<string, Check>> = {
  'handshake, and every verb of an open cluster': (stage) => verbs(stage, { mode: 'sandbox' }, clusterCases),
  'every verb of a lesson': (stage) => verbs(stage, { lesson: 'self-healing' }, lessonCases),

  'every event': async (stage) => {
    const { firefox } = stage;
    await embed(stage, { lesson: 'self-healing' });
    for (const [name, cause] of Object.entries(causes)) {
      if (cause) await firefox.run(cause);
      await until(firefox, `${name} is told`, (of: string) => window.heard.some(([each]) => each === of), name);
    }
    return `${Object.keys(causes).length} events`;
  },

  'without an origin, to the end of a lesson': async (stage) => {
    await adopt(stage, 'allow-scripts', 'lesson=self-healing');
    const passed = await stage.firefox.run(toTheEnd);
    if (typeof passed !== 'boolean') throw new Error(`the lesson came to ${passed}`);
    return undefined;
  },

  'a page that the frame does not name is not heard': async ({ firefox, site, base }) => {
    const address = `${base}/embed/?lesson=self-healing&origin=https://elsewhere.example`;
    await firefox.goto(site.page(`<iframe title="lesson" src="${address}"></iframe>${script(base)}`));
    const code = await firefox.run(() =>
      window.code(window.Podarium.connect(document.querySelector('iframe') as HTMLIFrameElement)),
    );
    if (code !== 'timeout') throw new Error(`the answer was ${code}`);
    return undefined;
  },

  'a lesson at 320 by 400 by keyboard': async (stage) => {
    const address = `${stage.base}/embed/?lesson=self-healing&ui=list&speed=60`;
    const frame = `<iframe title="lesson" width="320" height="400" style="border:0" sandbox="${own}" src="${address}"></iframe>`;
    await stage.firefox.goto(stage.site.page(`<button>before</button>${frame}<button>after</button>`));
    return `${await learnByKeyboard(stage.firefox)} keys`;
  },

  'the keyboard comes into a frame and out of it': async ({ firefox, site, base }) => {
    const frame = `<iframe title="lesson" width="320" height="400" sandbox="${own}" src="${base}/embed/?lesson=self-healing"></iframe>`;
    await firefox.goto(site.page(`<button>before</button>${frame}<button>after</button>`));
    await ready(firefox);
    let inside = 0;
    for (let stops = 0; stops < 160; stops++) {
      // A key goes to where the focus is, as the hand's would.
      await firefox.into('iframe');
      if (await firefox.run(() => document.hasFocus())) inside++;
      else {
        await firefox.into();
        const at = await firefox.run(() => document.activeElement?.textContent);
        if (at === 'after' && inside > 3) return `${inside} stops in the frame`;
        if (at === 'after') throw new Error(`the focus left the frame after ${inside} stops`);
      }
      await firefox.press('Tab');
    }
    throw new Error(`the focus did not leave the frame (${inside} stops in it)`);
  },

  'a picture with a button': async (stage) => {
    await adopt(stage, own, 'lesson=self-healing&mode=poster');
    const { still } = await stage.firefox.run(() => window.sim.ready);
    if (!still) throw new Error('the frame said that it has more than a picture');
    const step = await stage.firefox.run(async () => (await window.sim.lesson.info()).step);
    if (step !== 'wish') throw new Error(`the lesson stood at ${step}`);
    return undefined;
  },

  'one file from a disk': async ({ firefox }) => {
    const folder = mkdtempSync(join(tmpdir(), 'podarium-file-'));
    const file = join(folder, 'lesson.html');
    execFileSync(process.execPath, ['dist/cli.js', 'export', 'self-healing', '--html', file], { cwd: root });
    await firefox.goto(pathToFileURL(file).href);
    await until(firefox, 'the lesson is there', () => document.querySelector('[data-testid="lesson"] h1') !== null);
    const asked = await firefox.run(() => performance.getEntriesByType('resource').map(({ name }) => name));
    rmSync(folder, { recursive: true, force: true });
    const outside = asked.filter((name: string) => !/^(data|blob):/.test(name));
    if (outside.length > 0) throw new Error(`it asked for ${outside}`);
    return undefined;
  },
};

/** Only where a browser keeps anything. */
const withStorage: Readonly<Record<string, Check>> = {
  'the site after its server is gone': async ({ firefox }) => {
    const server = createStaticServer(join(root, 'dist'));
    const base = await listening(server);
    await firefox.goto(`${base}/?lesson=self-healing`);
    await firefox.run(() => navigator.serviceWorker.ready.then(() => undefined));
    await firefox.goto(`${base}/?lesson=self-healing`);
    await ready(firefox, '');
    server.close();
    server.closeAllConnections();
    await firefox.goto(`${base}/?lesson=node-failure`);
    await ready(firefox, '');
    return undefined;
  },
};

/** What about:config says, by what a reader would call it. */
const settings = {
  'as it comes': {},
  'all storage forbidden': { 'network.cookie.cookieBehavior': 2 },
} as const;

async function main(): Promise<void> {
  await buildIfStale();
  const { Firefox: executable } = (await browsersHere()) as { readonly Firefox?: string };
  if (!executable) {
    console.error('Firefox was not found: install firefox or firefox-esr.');
    process.exit(2);
  }
  const wanted = process.argv.slice(2);
  const server = createStaticServer(join(root, 'dist'));
  const base = await listening(server);
  const site = await courseSite();
  let failed = 0;
  for (const [setting, preferences] of Object.entries(settings)) {
    console.log(`Firefox, ${setting}`);
    const all = { ...checks, ...(setting === 'as it comes' ? withStorage : {}) };
    for (const [name, check] of Object.entries(all)) {
      if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
      const firefox = await openFirefox(executable, preferences);
      try {
        const more = await check({ firefox, site, base });
        console.log(`  ✓ ${name}${more ? ` (${more})` : ''}`);
      } catch (error) {
        failed++;
        console.log(`  ✗ ${name}: ${error instanceof Error ? error.message : error}`);
      }
      await firefox.close();
    }
  }
  site.close();
  server.close();
  process.exit(failed === 0 ? 0 : 1);
}

async function listening(server: ReturnType<typeof createStaticServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A course page with a lesson that the SDK puts there. */
async function embed({ firefox, site, base }: Stage, options: object): Promise<void> {
  await firefox.goto(site.page(`<div id="place"></div>${script(base)}`));
  await firefox.run(
    async (given: object, names: (keyof typeof causes)[]) => {
      window.sim = await window.Podarium.embedLesson('#place', given);
      window.heard = [];
      for (const name of names) window.sim.on(name, (event) => window.heard.push([name, { ...event }]));
      await window.sim.ready;
    },
    { base: `${base}/`, ...options },
    Object.keys(causes),
  );
}

/** A course page with a frame that stands there already. */
async function adopt({ firefox, site, base }: Stage, sandbox: string, query: string): Promise<void> {
  const address = `${base}/embed/index.html?${query}&origin=${site.origin}`;
  const frame = `<iframe title="lesson" sandbox="${sandbox}" width="700" height="600" src="${address}"></iframe>`;
  await firefox.goto(site.page(frame + script(base)));
  await firefox.run(async () => {
    const frame = document.querySelector('iframe') as HTMLIFrameElement;
    window.sim = (await window.Podarium.connect(frame)) as typeof window.sim;
    return (await window.sim.ready).protocol;
  });
}

async function verbs(stage: Stage, options: object, cases: Readonly<Record<string, VerbCase>>): Promise<string> {
  const { firefox } = stage;
  await embed(stage, options);
  for (const [verb, { does, is, shows }] of Object.entries(cases)) {
    const came = JSON.stringify(await firefox.run(does));
    if (came !== JSON.stringify(is)) throw new Error(`${verb} came to ${came}, not ${JSON.stringify(is)}`);
    if (shows === undefined) continue;
    await firefox.into('iframe');
    await until(firefox, `${verb} shows ${shows}`, showing, shows);
    await firefox.into();
  }
  return `${Object.keys(cases).length} verbs`;
}

/** Whether the page shows `place >> text=words`, or one of the two. */
function showing(shows: string): boolean {
  const parts = shows.split(' >> ');
  const words = parts.find((part) => part.startsWith('text='))?.slice('text='.length) ?? '';
  const place = parts.find((part) => !part.startsWith('text=')) ?? 'body';
  return [...document.querySelectorAll<HTMLElement>(place)].some(
    (each) => each.checkVisibility() && (each.textContent ?? '').includes(words),
  );
}

/** The page in the frame, or the page itself, has its cluster. */
async function ready(firefox: Firefox, frame = 'iframe'): Promise<void> {
  if (frame !== '') await firefox.into(frame);
  await until(firefox, 'a cluster is there', () => (window as { podarium?: Podarium }).podarium !== undefined);
}

async function until<Given>(
  firefox: Firefox,
  what: string,
  holds: (given: Given) => boolean,
  given?: Given,
): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) if (await firefox.run(holds, given)) return;
  throw new Error(`it did not come to this: ${what}`);
}

await main();
