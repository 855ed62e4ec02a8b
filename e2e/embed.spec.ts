// Podarium in other people's pages: two servers, two sites. What a host asks is done and what happens is told; whoever is not the host is
// not heard; and whatever the host does or leaves undone, the lesson in the frame goes on.
import { expect, type Page, test } from '@playwright/test';
import type { Podarium, PodariumEvents } from '../src/share/sdk.ts';
import { type CourseSite, courseSite, troubles } from './hosts.ts';

interface Offered {
  embedLesson(where: string, options: object): Promise<Podarium & { destroy(): void; frame: HTMLIFrameElement }>;
  connect(frame: HTMLIFrameElement, options?: object): Promise<Podarium>;
}
declare global {
  interface Window {
    Podarium: Offered;
    sim: Podarium & { destroy(): void; frame: HTMLIFrameElement };
    heard: [string, Record<string, unknown>][];
  }
}

let site: CourseSite;
test.beforeAll(async () => {
  site = await courseSite();
});
test.afterAll(() => site.close());

const script = (baseURL: string | undefined) => `<script src="${baseURL}/podarium.js"></script>`;

/** A course page with one lesson in it, and its SDK in `window.sim`. */
async function embed(page: Page, baseURL: string | undefined, options: object = {}): Promise<void> {
  await page.goto(site.page(`<button>before</button><div id="place"></div><button>after</button>${script(baseURL)}`));
  await page.evaluate(
    async ([given, base]) => {
      window.sim = await window.Podarium.embedLesson('#place', { lesson: 'self-healing', base, ...given });
      window.heard = [];
      const names = 'step prediction action event verdict hint score complete state resize link error'.split(' ');
      for (const name of names)
        window.sim.on(name as keyof PodariumEvents, (event) => window.heard.push([name, { ...event }]));
      await window.sim.ready;
    },
    [options, `${baseURL}/`] as const,
  );
}

const heard = (page: Page, name: string) =>
  page.evaluate((of) => window.heard.filter(([each]) => each === of).map(([, event]) => event), name);

test('a host of another origin asks for everything there is, and is told what happens', async ({ page, baseURL }) => {
  const problems = troubles(page);
  await embed(page, baseURL);
  const answers = await page.evaluate(async () => {
    const { sim } = window;
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => '',
        (error: { code: string }) => error.code,
      );
    const seen: Record<string, unknown> = {};
    seen.ready = (await sim.ready).lesson?.id;
    seen.get = ((await sim.cluster.get('deployment/web')) as { kind: string }).kind;
    seen.list = (await sim.cluster.list('pods')).length > 2;
    const path = 'status.availableReplicas';
    seen.assert = (await sim.cluster.assert({ that: 'deployment/web', path, is: 3 })).holds;
    seen.describe = (await sim.describe()).includes('Node node-1 Ready');
    seen.svg = (await sim.image({ alt: true })).image.startsWith('<svg');
    seen.png = (await sim.image({ format: 'png' })).image.startsWith('data:image/png');
    await sim.view.set({ theme: 'light', surface: 'list' });
    await sim.view.set({ surface: 'canvas' });
    await sim.view.focus('deployment/web');
    await sim.view.focus([]);
    await sim.view.highlight(['node/node-2']);
    seen.unknownObject = await code(sim.view.focus('pod/nobody'));
    seen.badVerb = await code(sim.time.step('sideways' as 'beat'));
    seen.badAction = await code(sim.cluster.do({ dance: 1 }));
    seen.badFault = await code(sim.cluster.fault({ scale: 'deployment/web', to: 9 }));
    seen.badState = await code(sim.state.set('1.nonsense'));
    seen.unknownLesson = await code(sim.lesson.load('no-such-lesson'));
    seen.unknownStep = await code(sim.lesson.goto('nowhere'));
    seen.noFork = await code(sim.time.fork('what if'));
    seen.branches = (await sim.time.branches()).length;
    await sim.time.go(1);
    await sim.time.pause();
    await sim.time.seek({ t: 2 });
    seen.now = await sim.time.now();
    await sim.time.step('event');
    await sim.time.step('back');
    seen.tick = (await sim.state.tick()) > 0 && (await sim.state.revision()) > 0;
    seen.hash = /^[0-9a-f]+$/.test(await sim.state.hash());
    seen.recording = (await sim.state.recording()).format;
    seen.link = (await sim.state.link({ embed: true })).includes('/embed/#s=1.');
    for (let i = 0; i < 3; i++) await sim.lesson.next();
    seen.step = (await sim.lesson.info()).step;
    seen.lessonLocks = await code(sim.cluster.do({ scale: 'deployment/web', to: 9 }));
    await sim.lesson.answer(0, 'certain');
    seen.task = (await sim.lesson.info()).step;
    seen.checked = (await sim.lesson.check()).passed;
    await sim.time.play({ speed: 60 });
    await sim.lesson.solve();
    return seen;
  });
  expect(answers).toEqual({
    ready: 'self-healing',
    get: 'Deployment',
    list: true,
    assert: true,
    describe: true,
    svg: true,
    png: true,
    unknownObject: 'unknown-object',
    badVerb: 'bad-request',
    badAction: 'bad-action',
    badFault: 'bad-action',
    badState: 'bad-state',
    unknownLesson: 'unknown-lesson',
    unknownStep: 'unknown-step',
    lessonLocks: 'locked',
    noFork: 'locked',
    branches: 1,
    now: 2000,
    tick: true,
    hash: true,
    recording: 'recording/1',
    link: true,
    step: 'guess-one',
    task: 'delete-one',
    checked: false,
  });
  await expect.poll(async () => (await heard(page, 'verdict')).some((event) => event.passed === true)).toBe(true);
  await expect.poll(async () => (await heard(page, 'prediction')).at(-1)?.correct).toBe(false);
  expect((await heard(page, 'prediction')).at(-1)).toMatchObject({
    answer: 0,
    confidence: 'certain',
    misconception: 'command-once',
  });
  expect((await heard(page, 'step')).map((event) => event.step)).toContain('guess-one');
  expect((await heard(page, 'action')).length).toBeGreaterThan(0);
  expect((await heard(page, 'event')).map((event) => String(event.object).split('/')[0])).toContain('Pod');
  expect((await heard(page, 'score')).at(-1)).toMatchObject({ max: 100 });
  expect((await heard(page, 'resize')).length).toBeGreaterThan(0);
  expect((await heard(page, 'link')).length).toBe(1);
  // Kept by the host, given back, it is the same run.
  await expect.poll(async () => (await heard(page, 'state')).length).toBeGreaterThan(0);
  const same = await page.evaluate(async () => {
    const { sim } = window;
    await sim.time.pause();
    const [kept, step] = [await sim.state.get(), (await sim.lesson.info()).step];
    await sim.lesson.reset();
    const begun = (await sim.lesson.info()).step;
    await sim.state.set(kept);
    const after = (await sim.lesson.info()).step;
    await sim.lesson.goto('race');
    const there = (await sim.lesson.info()).step;
    const hint = await sim.lesson.hint();
    return [begun, after === step, there, hint.length > 0];
  });
  expect(same).toEqual(['wish', true, 'race', true]);
  const stamps = await page.evaluate(() =>
    window.heard.every(
      ([, event]) => typeof event.t === 'number' && typeof event.step === 'string' && Number(event.seq) > 0,
    ),
  );
  expect(stamps).toBe(true);
  expect(problems).toEqual([]);
});

test('who is not the named host is not heard, and no nonce is heard twice', async ({ page, baseURL }) => {
  const greet = `
    <script>
      window.answers = [];
      addEventListener('message', (event) => window.answers.push([event.data, event.ports.length]));
      window.greet = (nonce, versions = [1]) =>
        document.querySelector('iframe').contentWindow.postMessage({ podarium: 'ping', nonce, versions }, '${baseURL}');
    </script>`;
  const frame = (origin: string) =>
    `<iframe title="lesson" width="600" height="400" src="${baseURL}/embed/?lesson=self-healing&origin=${origin}"></iframe>`;
  const nonce = 'n'.repeat(24);
  const answers = () => page.evaluate(() => (window as unknown as { answers: unknown[] }).answers);
  const greeting = (text: string, versions = [1]) =>
    page.evaluate(([of, which]) => (window as unknown as { greet(n: string, v: number[]): void }).greet(of, which), [
      text,
      versions,
    ] as const);

  await page.goto(site.page(greet + frame('https://elsewhere.example')));
  await expect(page.frameLocator('iframe').getByTestId('canvas')).toBeVisible();
  await greeting(nonce);
  expect(await answers()).toEqual([]);

  await page.goto(site.page(greet + frame(site.origin)));
  await expect(page.frameLocator('iframe').getByTestId('canvas')).toBeVisible();
  await greeting(nonce);
  await greeting(nonce);
  await greeting('too short');
  await greeting('m'.repeat(24), [99]);
  await expect.poll(answers).toEqual([
    [{ podarium: 'port', nonce, version: 1 }, 1],
    [{ podarium: 'no', nonce: 'm'.repeat(24), code: 'version', message: expect.stringContaining('99') }, 0],
  ]);
});

/** `NOISE=20000 npx playwright test e2e/embed.spec.ts -g noise` for more of it. */
const noise = Number(process.env.NOISE ?? 500);

test('five hundred messages of noise leave the lesson as it was', async ({ page, baseURL }) => {
  const problems = troubles(page);
  await embed(page, baseURL);
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
  expect(problems).toEqual([]);
});

test('a host that never answers, and one that takes the frame away', async ({ page, baseURL }) => {
  const problems = troubles(page);
  const address = `${baseURL}/embed/?lesson=self-healing&origin=${site.origin}`;
  await page.goto(site.page(`<iframe title="lesson" width="700" height="500" src="${address}"></iframe>`));
  const lesson = page.frameLocator('iframe').getByTestId('lesson');
  await lesson.getByRole('button', { name: 'Next' }).click();
  await lesson.getByRole('button', { name: 'Next' }).click();
  await expect(lesson.getByRole('button', { name: 'Back' })).toBeEnabled();
  expect(page.frames()[1].url()).toBe(address);

  await embed(page, baseURL);
  const code = await page.evaluate(async () => {
    const { sim } = window;
    const asked = sim.lesson.answer(0).catch((error: { code: string }) => error.code);
    await sim.time.play();
    const told = sim.time
      .seek({ t: 600 })
      .then(() => sim.time.now())
      .then(
        () => '',
        (error: { code: string }) => error.code,
      );
    sim.destroy();
    return [
      await asked,
      await told,
      await sim.time.now().catch((error: { code: string }) => error.code),
      document.querySelector('iframe'),
    ];
  });
  expect(code.slice(1)).toEqual(['gone', 'gone', null]);
  expect(['gone', 'bad-request']).toContain(code[0]);
  expect(problems).toEqual([]);
});

test('without an origin the frame works, and its host speaks with it', async ({ page, baseURL }) => {
  const address = `${baseURL}/embed/index.html?lesson=self-healing&origin=${site.origin}`;
  const frame = `<iframe title="lesson" sandbox="allow-scripts" width="700" height="600" src="${address}"></iframe>`;
  const problems = troubles(page);
  await page.goto(site.page(frame + script(baseURL)));
  const said = await page.evaluate(async () => {
    const sim = await window.Podarium.connect(document.querySelector('iframe') as HTMLIFrameElement);
    await sim.lesson.next();
    return [(await sim.ready).lesson?.id, (await sim.state.get()).startsWith('1.')];
  });
  expect(said).toEqual(['self-healing', true]);
  await expect(page.frameLocator('iframe').getByTestId('canvas')).toBeVisible();
  expect(problems).toEqual([]);
});

test('of three on a page only the one in view costs anything, and each is by itself', async ({ page, baseURL }) => {
  const one = '<podarium-lesson lesson="self-healing" load="now" autoplay="1" height="500"></podarium-lesson>';
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
  // Scrolled to, the last one goes on where it stood, and the first one rests.
  await page.evaluate(() => document.querySelectorAll('podarium-lesson')[2].scrollIntoView());
  await expect.poll(async () => (await times())[2]).toBeGreaterThan(after[2] + 1_000);
  await page.evaluate(() => document.querySelectorAll('podarium-lesson')[1].remove());
  expect(await times()).toHaveLength(2);
});

test('at 320 by 400 pixels the steps of a lesson can be gone through, and the keyboard comes in and out', async ({
  page,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const frame = `<iframe title="lesson" width="320" height="400" style="border:0" src="${baseURL}/embed/?lesson=self-healing&speed=60"></iframe>`;
  await page.goto(site.page(`<button>before</button>${frame}<button>after</button>`));
  const inside = page.frameLocator('iframe');
  const lesson = inside.getByTestId('lesson');
  const press = async (name: RegExp) => lesson.getByRole('button', { name }).click();
  await expect(inside.getByTestId('canvas')).toBeVisible();
  for (let beat = 0; beat < 3; beat++) await press(/^Next/);
  await lesson
    .locator('label')
    .filter({ has: page.locator('input[name="prediction"]') })
    .nth(1)
    .click();
  await press(/Lock it in/);
  // The task itself, with what a small frame has: the list, and an object's menu.
  await inside.getByRole('button', { name: 'List' }).click();
  await inside
    .getByRole('treeitem', { name: /web-[0-9a-z]+-[0-9a-z]{5}/ })
    .first()
    .click({ button: 'right' });
  await inside.getByRole('menuitem', { name: /Delete pod/ }).click();
  await expect(lesson.locator('[data-verdict="right"]')).toContainText('Another pod', { timeout: 45_000 });
  await press(/^Next/);
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
