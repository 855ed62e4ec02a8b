// Podarium in other people's pages: two servers, two sites. What a host asks is done and what happens is told; whoever is not the host is
// not heard; and whatever the host does or leaves undone, the lesson in the frame goes on.
import { readdirSync, statSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Podarium } from '../src/share/sdk.ts';
import { toTheEnd } from './embed-deeds.ts';
import { embed, heard, script } from './embed-host.ts';
import { type CourseSite, courseSite, troubles } from './hosts.ts';

let site: CourseSite;
test.beforeAll(async () => {
  site = await courseSite();
});
test.afterAll(() => site.close());

test('who is not the named host is not heard, and no nonce is heard twice', async ({ page, baseURL }) => {
  const greet = `
    <script>
      window.answers = [];
      window.heights = [];
      addEventListener('message', ({ data, ports }) => {
        if (data.subject === 'lti.frameResize') window.heights.push(data.height);
        else window.answers.push([data, ports.length]);
      });
      window.greet = (nonce, versions = [1]) =>
        document.querySelector('iframe').contentWindow.postMessage({ podarium: 'ping', nonce, versions }, '${baseURL}');
    </script>`;
  const frame = (origin: string) =>
    `<iframe title="lesson" width="600" height="400" src="${baseURL}/embed/?lesson=self-healing&origin=${origin}"></iframe>`;
  const nonce = 'n'.repeat(24);
  const answers = () => page.evaluate(() => (window as unknown as { answers: unknown[] }).answers);
  const heights = () => page.evaluate(() => (window as unknown as { heights: number[] }).heights);
  const greeting = (text: string, versions = [1]) =>
    page.evaluate(([of, which]) => (window as unknown as { greet(n: string, v: number[]): void }).greet(of, which), [
      text,
      versions,
    ] as const);

  await page.goto(site.page(greet + frame('https://elsewhere.example')));
  await expect(page.frameLocator('iframe').getByTestId('canvas')).toBeVisible();
  await greeting(nonce);
  expect(await answers()).toEqual([]);
  expect(await heights()).toEqual([]);

  await page.goto(site.page(greet + frame(site.origin)));
  await expect(page.frameLocator('iframe').getByTestId('canvas')).toBeVisible();
  await greeting(nonce);
  await greeting(nonce);
  await greeting('too short');
  await greeting('m'.repeat(24), [99]);
  await expect.poll(answers).toEqual([
    [{ podarium: 'port', nonce, version: 1, born: expect.any(Number) }, 1],
    [{ podarium: 'no', nonce: 'm'.repeat(24), code: 'version', message: expect.stringContaining('99') }, 0],
  ]);
  // Who is named is told the height as tools of a course platform tell it, too.
  await expect.poll(heights).toContainEqual(expect.any(Number));
});

/** `NOISE=20000 npx playwright test e2e/embed.spec.ts -g noise` for more of it. */
const noise = Number(process.env.NOISE ?? 500);

test('five hundred messages of noise leave the lesson as it was', async ({ page, baseURL }) => {
  const problems = troubles(page);
  await embed(page, site, baseURL);
  const inside = await page.context().newCDPSession(page.frames()[1]);
  const megabytes = async () => {
    await inside.send('HeapProfiler.collectGarbage');
    return (await inside.send('Runtime.getHeapUsage')).usedSize / 1e6;
  };
  const before = await megabytes();
  const answers = await page.evaluate(
    async ([origin, noise]) => {
      const frame = window.sim.frame.contentWindow as Window;
      let state = 7;
      const number = (below: number) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 4_294_967_296) * below);
      };
      const values = [
        null,
        true,
        -1,
        1e300,
        '',
        'ping',
        'time.play',
        '__proto__',
        [],
        {},
        [[[]]],
        'x'.repeat(5_000),
        new Date(0),
        new Uint8Array(9),
      ];
      const pick = () => values[number(values.length)];
      const port = await new Promise<MessagePort>((resolve) => {
        addEventListener('message', (event) => event.ports[0] && resolve(event.ports[0]));
        frame.postMessage({ podarium: 'ping', nonce: 'p'.repeat(24), versions: [1] }, origin);
      });
      let answered = 0;
      let last = () => {};
      const over = new Promise<void>((resolve) => {
        last = resolve;
      });
      port.onmessage = ({ data }) => {
        answered++;
        if (JSON.parse(data).id === noise + 1) last();
      };
      for (let i = 0; i < noise; i++) {
        frame.postMessage({ podarium: pick(), nonce: pick(), versions: pick() }, origin);
        const message = {
          kind: ['call', 'on', 'off', pick()][number(4)],
          id: [i, pick()][number(2)],
          verb: pick(),
          args: [pick(), [pick()]][number(2)],
          event: pick(),
        };
        port.postMessage(number(3) === 0 ? pick() : JSON.stringify(message));
      }
      port.postMessage(JSON.stringify({ kind: 'call', id: noise + 1, verb: 'constructor', args: [] }));
      await over;
      return answered;
    },
    [baseURL as string, noise] as const,
  );
  expect(answers).toBeGreaterThan(50);
  expect(await page.evaluate(async () => (await window.sim.lesson.info()).step)).toBe('wish');
  const grown = (await megabytes()) - before;
  if (process.env.NOISE) console.log(`${noise} messages, ${answers} answers, ${grown.toFixed(1)} MB more`);
  expect(grown).toBeLessThan(8);
  expect(problems).toEqual([]);
});

test('without a host that answers a frame works, and never writes its own address', async ({ page, baseURL }) => {
  const problems = troubles(page);
  const address = `${baseURL}/embed/?lesson=self-healing&origin=${site.origin}`;
  await page.goto(site.page(`<iframe title="lesson" width="700" height="500" src="${address}"></iframe>`));
  const lesson = page.frameLocator('iframe').getByTestId('lesson');
  await lesson.getByRole('button', { name: 'Next' }).click();
  await lesson.getByRole('button', { name: 'Next' }).click();
  await expect(lesson.getByRole('button', { name: 'Back' })).toBeEnabled();
  expect(page.frames()[1].url()).toBe(address);

  expect(problems).toEqual([]);
});

test('without an origin, and without any storage, every step works; the host keeps the run', async ({
  page,
  baseURL,
}) => {
  const address = `${baseURL}/embed/index.html?lesson=self-healing&origin=${site.origin}`;
  const frame = (sandbox: string, state = '') =>
    `<iframe title="lesson" sandbox="${sandbox}" width="700" height="600" src="${address}${state}"></iframe>`;
  const problems = troubles(page);
  const connect = () =>
    page.evaluate(async () => {
      window.sim = (await window.Podarium.connect(
        document.querySelector('iframe') as HTMLIFrameElement,
      )) as typeof window.sim;
      return (await window.sim.lesson.info()).step;
    });
  await page.goto(site.page(frame('allow-scripts') + script(baseURL)));
  expect(await connect()).toBe('wish');
  const half = await page.evaluate(async () => {
    await window.sim.lesson.goto('race');
    return window.sim.state.get();
  });
  expect(await page.evaluate(toTheEnd)).toEqual(expect.any(Boolean));
  // Nothing was kept in the frame; what the host kept brings the learner back.
  await page.goto(site.page(frame('allow-scripts') + script(baseURL)));
  expect(await connect()).toBe('wish');
  await page.goto(site.page(frame('allow-scripts', `#s=${half}`) + script(baseURL)));
  expect(await connect()).toBe('race');

  // The same where the browser keeps third parties from storing anything: each touch of storage throws.
  await page.addInitScript(() => {
    if (window.top === window) return;
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
  });
  await page.goto(site.page(frame('allow-scripts allow-same-origin', `#s=${half}`) + script(baseURL)));
  expect(await connect()).toBe('race');
  await page.evaluate(() => window.sim.lesson.next());
  expect(page.frames()[1].url()).toBe(`${address}#s=${half}`);
  expect(problems).toEqual([]);
});

test('a picture that stands for a lesson is small', () => {
  const posters = readdirSync('dist/posters');
  expect(posters.length).toBeGreaterThan(8);
  for (const name of posters) expect(statSync(`dist/posters/${name}`).size, name).toBeLessThan(50_000);
});

test('a picture with a button answers its host and loads no engine; the first verb presses the button', async ({
  page,
  baseURL,
}) => {
  const problems = troubles(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const engine = () => asked.filter((path) => /\/(engine|scenarios|kubectl)-|\/embed\/app\.js/.test(path));
  for (const sandbox of ['allow-scripts allow-same-origin', 'allow-scripts']) {
    asked.length = 0;
    const address = `${baseURL}/embed/?lesson=self-healing&mode=poster&origin=${site.origin}`;
    const frame = `<iframe title="lesson" sandbox="${sandbox}" width="700" height="500" src="${address}"></iframe>`;
    await page.goto(site.page(frame + script(baseURL)));
    const ready = await page.evaluate(async () => {
      const frame = document.querySelector('iframe') as HTMLIFrameElement;
      window.sim = (await window.Podarium.connect(frame)) as typeof window.sim;
      window.heard = [];
      window.sim.on('ready', (event) => window.heard.push(['ready', { ...event }]));
      window.sim.on('step', () => window.heard.push(['never', {}]))();
      return window.sim.ready;
    });
    expect(ready).toMatchObject({ protocol: 1, still: true, engine: '' });
    const picture = page.frameLocator('iframe').getByTestId('poster');
    await expect(picture.getByRole('button')).toBeVisible();
    if (sandbox !== 'allow-scripts') expect(engine()).toEqual([]);
    expect(await heard(page, 'ready')).toEqual([]);
    expect(await page.evaluate(async () => (await window.sim.lesson.info()).step)).toBe('wish');
    await expect(picture).toHaveCount(0);
    expect(await page.evaluate(() => window.code(window.sim.lesson.goto('nowhere')))).toBe('unknown-step');
    await expect.poll(() => heard(page, 'ready')).toEqual([expect.objectContaining({ kubernetes: '1.36' })]);
  }
  expect(engine().length).toBeGreaterThan(0);
  expect(problems).toEqual([]);
});

test('the policy allows neither inline scripts nor eval, and a frame asks no other origin for anything', async ({
  page,
  context,
  request,
  baseURL,
}) => {
  for (const path of ['/', '/embed/']) {
    const headers = (await request.get(path)).headers();
    const policy = new Map(
      headers['content-security-policy'].split('; ').map((line) => {
        const [name, ...sources] = line.split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(policy.get('script-src') ?? policy.get('default-src')).toBe("'self'");
    // The service worker is a file; there is no other.
    expect(policy.get('worker-src')).toBe("'self'");
    const html = await (await request.get(path)).text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)(?![^>]*application\/json)/);
    expect(html).not.toMatch(/\son\w+=/);
  }
  const asked: string[] = [];
  context.on('request', (one) => {
    const { origin } = new URL(one.url());
    if (origin !== baseURL && origin !== site.origin && !/^(data|blob|about):/.test(one.url())) asked.push(one.url());
  });
  const problems = troubles(page);
  await embed(page, site, baseURL, { lesson: undefined, mode: 'sandbox' });
  const inside = page.frameLocator('iframe');
  for (const tab of ['yaml', 'etcd', 'events', 'terminal']) await inside.getByTestId(`${tab}-tab`).click();
  await page.evaluate(() => window.sim.image({ format: 'png' }));
  await page.evaluate(() => window.sim.cluster.do({ kubectl: 'kubectl get pods -o yaml' }));
  expect(asked).toEqual([]);
  expect(problems).toEqual([]);
});

test('of three on a page only the one in view costs anything, and each is by itself', async ({ page, baseURL }) => {
  const one = '<podarium-lesson lesson="self-healing" load="now" autoplay="1" height="500"></podarium-lesson>';
  await page.addInitScript(() => {
    const counted = window as { drawn?: number };
    const real = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      real((at) => {
        counted.drawn = (counted.drawn ?? 0) + 1;
        callback(at);
      });
  });
  await page.goto(site.page(`${`${one}<div style="height:1500px"></div>`.repeat(3)}${script(baseURL)}`));
  type Element = HTMLElement & { podarium: Podarium; open(): Promise<unknown> };
  const times = () =>
    page.evaluate(() =>
      Promise.all([...document.querySelectorAll<Element>('podarium-lesson')].map((each) => each.podarium.time.now())),
    );
  await page.evaluate(() => {
    for (const frame of [...document.querySelectorAll<Element>('podarium-lesson')].map((each) =>
      each.shadowRoot?.querySelector('iframe'),
    ))
      if (frame) frame.loading = 'eager';
    return Promise.all([...document.querySelectorAll<Element>('podarium-lesson')].map((each) => each.open()));
  });
  await expect.poll(async () => (await times())[0]).toBeGreaterThan(1_000);
  const before = await times();
  await expect.poll(async () => (await times())[0]).toBeGreaterThan(before[0] + 1_000);
  const after = await times();
  expect(after.slice(1)).toEqual(before.slice(1));
  // Nor do the other two draw: each is asked how many frames its page was given.
  const drawn = () =>
    Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.evaluate(() => (window as { drawn?: number }).drawn ?? 0)),
    );
  await expect.poll(async () => (await drawn())[0]).toBeGreaterThan(10);
  const still = (await drawn()).slice(1);
  await expect.poll(async () => (await drawn())[0]).toBeGreaterThan(30);
  expect((await drawn()).slice(1)).toEqual(still);
  // Scrolled to, the last one goes on where it stood, and the first one rests.
  await page.evaluate(() => document.querySelectorAll('podarium-lesson')[2].scrollIntoView());
  await expect.poll(async () => (await times())[2]).toBeGreaterThan(after[2] + 1_000);
  await page.evaluate(() => document.querySelectorAll('podarium-lesson')[1].remove());
  expect(await times()).toHaveLength(2);
});

test('a minute at full speed: what a frame holds stays within what going back needs', async ({ page, baseURL }) => {
  test.setTimeout(150_000);
  const frame = `<iframe title="lesson" width="700" height="500" src="${baseURL}/embed/?mode=sandbox&autoplay=1&speed=1000"></iframe>`;
  await page.goto(site.page(frame));
  const inside = page.frames()[1];
  await inside.waitForFunction(() => 'podarium' in window);
  const session = await page.context().newCDPSession(inside);
  const megabytes = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6;
  };
  const held = [await megabytes()];
  for (let quarter = 0; quarter < 4; quarter++) {
    await page.waitForTimeout(15_000);
    held.push(await megabytes());
  }
  const lived = await inside.evaluate(() => (window as unknown as { podarium: Podarium }).podarium.time.now());
  expect(lived).toBeGreaterThan(600_000);
  // The ladder of copies for going back fills up in the first hours of a cluster's time; it is under 50 MB then (bench/README.md).
  expect(Math.max(...held), held.map((each) => each.toFixed(1)).join(' ')).toBeLessThan(64);
});

test('the keyboard comes into a frame and out of it', async ({ page, baseURL }) => {
  const frame = `<iframe title="lesson" width="320" height="400" style="border:0" src="${baseURL}/embed/?lesson=self-healing&speed=60"></iframe>`;
  await page.goto(site.page(`<button>before</button>${frame}<button>after</button>`));
  const inside = page.frameLocator('iframe');
  await expect(inside.getByTestId('canvas')).toBeVisible();
  const sideways = await inside.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(sideways).toBe(0);
  await page.getByRole('button', { name: 'before' }).focus();
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('button')?.textContent ?? document.activeElement?.tagName);
  const places = new Set<string | undefined>();
  for (let stops = 0; stops < 80 && (await focused()) !== 'after'; stops++) {
    await page.keyboard.press('Tab');
    places.add(await focused());
  }
  // On the way from one process to the other the focus may be with the page for a moment.
  expect([...places].filter((place) => place !== 'BODY')).toEqual(['IFRAME', 'after']);
});
