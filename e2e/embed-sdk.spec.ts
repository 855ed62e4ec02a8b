// The SDK between two sites: every verb, every event and every error there is. The lists are those of the protocol itself, so that what is
// added to it and not played here is noticed.
import { expect, test } from '@playwright/test';
import { type ErrorCode, type EventName, errorCodes, eventNames } from '../src/share/sdk.ts';
import { verbs } from '../src/share/verbs.ts';
import { causes } from './embed-deeds.ts';
import { embed, heard, script } from './embed-host.ts';
import { clusterCases, lessonCases, type VerbCase } from './embed-verbs.ts';
import { type CourseSite, courseSite, troubles } from './hosts.ts';

let site: CourseSite;
test.beforeAll(async () => {
  site = await courseSite();
});
test.afterAll(() => site.close());

test('every verb has its line', () => {
  expect(Object.keys({ ...clusterCases, ...lessonCases }).sort()).toEqual(Object.keys(verbs).sort());
});

const places: Readonly<Record<string, readonly [options: object, cases: Readonly<Record<string, VerbCase>>]>> = {
  'an open cluster': [{ lesson: undefined, mode: 'sandbox' }, clusterCases],
  'a lesson': [{}, lessonCases],
};

for (const [place, [options, cases]] of Object.entries(places))
  test(`every verb of ${place} is done for a host of another origin`, async ({ page, baseURL }) => {
    const problems = troubles(page);
    await embed(page, site, baseURL, options);
    const frame = page.frameLocator('iframe');
    for (const [verb, { does, is, shows }] of Object.entries(cases))
      await test.step(verb, async () => {
        expect(await page.evaluate(does), verb).toEqual(is);
        if (shows) await expect(frame.locator(shows).first(), verb).toBeVisible();
      });
    expect(problems).toEqual([]);
  });

/** What each event says. */
const says: Readonly<Record<EventName, Record<string, unknown>>> = {
  ready: {
    protocol: 1,
    lesson: expect.objectContaining({ id: 'self-healing' }),
    capabilities: expect.arrayContaining(['time.play']),
  },
  resize: { height: expect.any(Number) },
  step: { step: 'guess-one', index: 1, of: 11, title: 'One pod fewer' },
  prediction: { answer: 0, correct: false, confidence: 'certain', misconception: 'command-once' },
  action: { id: expect.any(Number), action: { delete: expect.any(String) }, words: expect.any(String) },
  event: { type: 'ADDED', object: expect.stringContaining('Pod/default/web-'), revision: expect.any(Number) },
  verdict: { passed: true, clauses: expect.arrayContaining([expect.objectContaining({ state: 'done' })]) },
  hint: { number: 1, text: expect.any(String), step: 'race' },
  score: { scaled: expect.any(Number), raw: expect.any(Number), max: 100 },
  complete: { passed: expect.any(Boolean), scaled: expect.any(Number) },
  state: { state: expect.stringMatching(/^1\.[\w-]{100,}$/) },
  link: { link: expect.stringContaining('#s=1.') },
  error: { code: 'unknown-lesson', message: expect.any(String) },
};

test('every event is told, with its moment, its step and its number', async ({ page, baseURL }) => {
  expect(Object.keys(causes).sort()).toEqual([...eventNames].sort());
  const problems = troubles(page);
  await embed(page, site, baseURL);
  for (const name of Object.keys(causes) as EventName[])
    await test.step(name, async () => {
      const cause = causes[name];
      if (cause) await page.evaluate(cause);
      await expect.poll(() => heard(page, name)).toContainEqual(expect.objectContaining(says[name]));
    });
  const stamps = await page.evaluate(() => window.heard.map(([name, { t, step, seq }]) => ({ name, t, step, seq })));
  for (const stamp of stamps)
    expect(stamp).toMatchObject({ t: expect.any(Number), step: expect.any(String), seq: expect.any(Number) });
  const numbers = stamps.filter(({ name }) => name !== 'error').map(({ seq }) => Number(seq));
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(problems).toEqual([]);
});

test('stored changes come filtered and no faster than asked for; who stops listening hears no more', async ({
  page,
  baseURL,
}) => {
  await embed(page, site, baseURL, { lesson: undefined, mode: 'sandbox' });
  const told = await page.evaluate(async () => {
    const { sim } = window;
    const heard: { object: string; missed: number }[] = [];
    const off = sim.on('event', (event) => heard.push(event), { kinds: ['Pod'], namespace: 'default', perSecond: 2 });
    await sim.time.play({ speed: 1000 });
    for (let copies = 9; !heard.some(({ missed }) => missed > 0); copies = 12 - copies)
      await sim.cluster.do({ scale: 'deployment/web', to: copies });
    off();
    await sim.describe();
    const count = heard.length;
    await sim.cluster.do({ scale: 'deployment/web', to: 5 });
    await sim.describe();
    return [new Set(heard.map(({ object }) => object.split('/').slice(0, 2).join('/'))).size, heard.length - count];
  });
  expect(told).toEqual([1, 0]);
});

/** What a host has to do to get each error. Two of them need no page: see src/embed/frame/serve.test.ts. */
const errors: Readonly<Record<Exclude<ErrorCode, 'failed' | 'unknown-verb' | 'version'>, () => Promise<string>>> = {
  'unknown-lesson': () => window.code(window.sim.lesson.load('no-such-lesson')),
  'unknown-step': () => window.code(window.sim.lesson.goto('nowhere')),
  'unknown-object': () => window.code(window.sim.view.focus('pod/nobody')),
  'bad-request': () => window.code(window.sim.lesson.answer(0)),
  'bad-action': () => window.code(window.sim.cluster.do({ dance: 1 })),
  'bad-lesson': () => window.code(window.sim.lesson.load({ format: 'lesson/1', title: 7 })),
  'bad-state': () => window.code(window.sim.state.set('1.AAAA')),
  locked: () => window.code(window.sim.lesson.solve()),
  limit: async () => {
    const { lesson } = window.sim;
    await lesson.goto('delete-one');
    for (let i = 0; i < 3; i++) await lesson.hint();
    return window.code(lesson.hint());
  },
  'no-lesson': async () => {
    const { lesson } = window.sim;
    await lesson.goto('recall');
    await lesson.answer(1);
    while ((await window.code(lesson.info())) === 'no error') await window.code(lesson.next());
    return window.code(lesson.info());
  },
  timeout: async () => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<p>No lesson here.</p>';
    document.body.append(frame);
    return window.code(window.Podarium.connect(frame));
  },
  gone: async () => {
    window.sim.destroy();
    return window.code(window.sim.time.now());
  },
};

test('every error has its name', async ({ page, baseURL }) => {
  expect([...Object.keys(errors), 'failed', 'unknown-verb', 'version'].sort()).toEqual([...errorCodes].sort());
  await embed(page, site, baseURL, { lock: ['solve'] });
  for (const [code, cause] of Object.entries(errors))
    await test.step(code, async () => {
      const asked = page.evaluate(cause);
      expect(await asked, code).toBe(code);
    });
});

test('a frame that was taken away mid-run is gone, and one that came back is listened to again', async ({
  page,
  baseURL,
}) => {
  const problems = troubles(page);
  await embed(page, site, baseURL);
  const codes = await page.evaluate(async () => {
    const { sim } = window;
    await sim.time.play({ speed: 60 });
    const asked = window.code(sim.time.seek({ t: 600 }).then(() => sim.time.now()));
    sim.frame.remove();
    return [await asked, await window.code(sim.describe()), document.querySelectorAll('iframe').length];
  });
  expect(codes).toEqual(['gone', 'gone', 0]);
  await embed(page, site, baseURL);
  const again = await page.evaluate(async () => {
    const { sim } = window;
    const place = document.createElement('div');
    document.body.append(place);
    // Moved, the frame loads anew: what waits is told so, who listens listens on.
    place.append(sim.frame);
    window.heard.length = 0;
    while ((await window.code(sim.lesson.info())) !== 'no error');
    for (let i = 0; i < 3; i++) await sim.lesson.next();
    return (await sim.lesson.info()).step;
  });
  expect(again).toBe('guess-one');
  await expect.poll(async () => (await heard(page, 'step')).at(-1)?.step).toBe('guess-one');
  expect(problems).toEqual([]);
});

test('a frame that answers before it has loaded to its end is one frame: what waits is answered, who listens hears', async ({
  page,
  baseURL,
}) => {
  const problems = troubles(page);
  await embed(page, site, baseURL);
  const codes = await page.evaluate(async () => {
    const { sim } = window;
    const asked = [window.code(sim.time.seek({ t: 1 }))];
    // A browser tells of the end of loading when it likes.
    sim.frame.dispatchEvent(new Event('load'));
    asked.push(window.code(sim.describe()));
    return Promise.all(asked);
  });
  expect(codes).toEqual(['no error', 'no error']);
  await page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await window.sim.lesson.next();
  });
  await expect.poll(async () => (await heard(page, 'step')).at(-1)?.step).toBe('guess-one');
  expect(problems).toEqual([]);
});

test('the frame is said to be silent in words that help', async ({ page, baseURL }) => {
  await page.clock.install();
  await page.goto(site.page(`<iframe title="silent" src="${baseURL}/fidelity.html"></iframe>${script(baseURL)}`));
  const asked = page.evaluate(() =>
    window.Podarium.connect(document.querySelector('iframe') as HTMLIFrameElement).catch(
      ({ code, message }) => `${code}: ${message}`,
    ),
  );
  await page.clock.runFor(11_000);
  const message = await asked;
  expect(message).toContain(`timeout: The frame at ${baseURL} did not answer for 10 s.`);
  expect(message).toContain(`origin=${site.origin}`);
});
