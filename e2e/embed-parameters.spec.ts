// Every parameter of an address as a learner in the frame meets it, by the names of the parameters' own table: one that is added there and
// not looked at here is an error of types.
import { expect, type Page, test } from '@playwright/test';
import { controls, type ParameterName, parameterTable } from '../src/share/parameters.ts';
import { sizeTroubles } from './touch-sizes.ts';

interface Look {
  /** The query of the frame's address; `lesson=self-healing` when it names neither lesson nor mode. */
  readonly query: string;
  readonly sees: (page: Page, notes: readonly string[]) => Promise<unknown>;
}

const lesson = (page: Page) => page.getByTestId('lesson');
const root = (page: Page) => page.locator('html');
const code = (page: Page, verb: string, ...args: unknown[]) =>
  page.evaluate(
    async ([name, given]) => {
      const [group, method] = name.split('.');
      const api = window.podarium as unknown as Record<string, Record<string, (...of: unknown[]) => Promise<unknown>>>;
      return api[group][method](...given).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
    },
    [verb, args] as const,
  );
const now = (page: Page) => page.evaluate(() => window.podarium?.time.now() ?? -1);
const podOnCanvas = '[data-object^="Pod/default/web"]';

/** What can be hidden, and where it is when it is not. */
const places: Readonly<Record<(typeof controls)[number], string>> = {
  bar: '[data-shell] > header',
  home: 'header a[href="./"]',
  switch: 'button:has-text("List")',
  version: 'header code:has-text("v1.36")',
  terminal: 'header button[aria-label="Terminal"]',
  share: 'header button[aria-label="Share this run"]',
  theme: 'header button[aria-label^="Switch to"]',
  help: 'header button[aria-label="Keys"]',
  lesson: '[data-testid="lesson"]',
  dock: '[data-testid="terminal-tab"]',
  inspector: '[data-testid="inspector"]',
  timeline: '[data-testid="timeline"]',
};

const looks: Readonly<Record<ParameterName, readonly Look[]>> = {
  lesson: [
    { query: 'lesson=what-is-a-node', sees: (page) => expect(lesson(page)).toContainText('kubelet') },
    {
      query: 'lesson=no-such-lesson',
      sees: (page) => expect(page.getByRole('alert')).toContainText('no-such-lesson'),
    },
  ],
  step: [
    {
      query: 'lesson=self-healing&step=race',
      sees: async (page) => {
        await expect(lesson(page).getByRole('heading', { level: 1 })).toHaveText('Be rid of this one');
        // Nobody has been here before, whatever step the address names.
        await expect(lesson(page)).not.toContainText('where you left');
      },
    },
  ],
  t: [{ query: 'mode=sandbox&t=1m5s', sees: async (page) => expect(await now(page)).toBe(65_000) }],
  seed: [
    {
      query: 'mode=sandbox&seed=4711',
      sees: (page) => expect(page.locator(places.version)).toContainText('4711'),
    },
  ],
  mode: [
    { query: 'lesson=self-healing&mode=lesson', sees: (page) => expect(lesson(page)).toContainText('Next') },
    { query: 'mode=sandbox', sees: (page) => expect(lesson(page)).not.toContainText('Next') },
    {
      query: 'lesson=self-healing&mode=poster',
      sees: async (page) => {
        const picture = page.getByTestId('poster').getByRole('img');
        await expect(picture).toHaveJSProperty('complete', true);
        expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300);
        await page.getByTestId('poster').getByRole('button').click();
        await expect(lesson(page)).toContainText('Next');
      },
    },
    {
      query: 'mode=readonly',
      sees: async (page) => {
        expect(await code(page, 'cluster.do', { delete: 'deployment/web' })).toBe('locked');
        expect(await code(page, 'time.play')).toBe('done');
        await page.locator(podOnCanvas).first().click({ button: 'right' });
        await page.getByRole('menuitem', { name: /Delete pod/ }).click();
        await expect(page.getByText('This page only shows: acting is switched off here.')).toBeVisible();
        await expect(page.locator(podOnCanvas)).toHaveCount(3);
      },
    },
  ],
  ui: [
    { query: 'ui=full', sees: (page) => expect(page.getByTestId('terminal-tab')).toBeVisible() },
    {
      query: 'ui=compact',
      sees: async (page) => {
        await expect(page.getByTestId('canvas')).toHaveAttribute('data-form', 'compact');
        await expect(page.getByTestId('terminal-tab')).toBeHidden();
      },
    },
    {
      query: 'ui=canvas',
      sees: async (page) => {
        await expect(page.getByTestId('canvas')).toBeVisible();
        await expect(page.locator(places.bar)).toHaveCount(0);
      },
    },
    { query: 'ui=list', sees: (page) => expect(page.getByTestId('outline')).toBeVisible() },
  ],
  hide: [
    {
      query: 'theme=light',
      sees: async (page) => {
        await page.locator(podOnCanvas).first().click();
        // In a frame the name leads nowhere; the terminal's button is for narrow ones.
        for (const [name, place] of Object.entries(places))
          if (name === 'terminal') await expect(page.locator(place), name).toBeAttached();
          else if (name !== 'home') await expect(page.locator(place).first(), name).toBeVisible();
      },
    },
    {
      query: `hide=${controls.filter((name) => name !== 'bar').join(',')}`,
      sees: async (page) => {
        await page.locator(podOnCanvas).first().click();
        for (const [name, place] of Object.entries(places))
          if (name !== 'bar') await expect(page.locator(place), name).toHaveCount(0);
      },
    },
  ],
  lock: [
    {
      query: 'lesson=self-healing&step=delete-one&lock=act,play,speed,step,seek,fork,goto,hint,solve,reset,load,state',
      sees: async (page) => {
        const asked: readonly (readonly [string, ...unknown[]])[] = [
          ['cluster.do', { delete: 'deployment/web' }],
          ['time.play'],
          ['time.pause'],
          ['time.step', 'event'],
          ['time.seek', { t: 1 }],
          ['time.fork'],
          ['lesson.goto', 'race'],
          ['lesson.hint'],
          ['lesson.solve'],
          ['lesson.reset'],
          ['lesson.load', 'what-is-a-node'],
          ['state.set', '1.AAAA'],
        ];
        for (const [verb, ...args] of asked) expect(await code(page, verb, ...args), verb).toBe('locked');
        await expect(lesson(page).getByRole('button', { name: /Hint/ })).toHaveCount(0);
        for (const name of ['Pause', 'Play'])
          await expect(
            page.getByTestId('timeline').getByRole('button', { name, exact: true, disabled: false }),
          ).toHaveCount(0);
      },
    },
    {
      query: 'lock=share',
      sees: (page) => expect(page.locator(places.share)).toHaveCount(0),
    },
  ],
  tools: [
    {
      query: 'mode=sandbox&tools=events',
      sees: async (page) => {
        await expect(page.getByTestId('events-tab')).toBeVisible();
        await expect(page.getByTestId('terminal-tab')).toHaveCount(0);
      },
    },
  ],
  speed: [
    { query: 'speed=60', sees: (page) => expect(page.getByTestId('timeline')).toContainText('×60') },
    {
      query: 'speed=61',
      sees: async (_, notes) => expect(notes.join()).toContain('speed=61 is left out: it may be auto, 1, 5'),
    },
  ],
  autoplay: [
    {
      query: 'mode=sandbox&autoplay=1',
      sees: (page) => expect.poll(() => now(page)).toBeGreaterThan(0),
    },
    {
      query: 'mode=sandbox',
      sees: async (page) => {
        expect(await now(page)).toBe(0);
        await page.locator(podOnCanvas).first().click();
        await expect.poll(() => now(page)).toBeGreaterThan(0);
      },
    },
  ],
  theme: ['light', 'dark', 'projector', 'contrast'].map((theme) => ({
    query: `theme=${theme}`,
    sees: (page) => expect(root(page)).toHaveAttribute('data-theme', theme),
  })),
  motion: [
    { query: 'motion=reduced', sees: (page) => expect(root(page)).toHaveAttribute('data-motion', 'reduced') },
    { query: 'motion=full', sees: (page) => expect(root(page)).toHaveAttribute('data-motion', 'full') },
  ],
  sound: [
    {
      query: 'sound=1',
      sees: async (_, notes) => expect(notes).toEqual(['Podarium: sound: Podarium makes no sound.']),
    },
  ],
  lang: [
    {
      query: 'lesson=self-healing&lang=xx',
      sees: async (_, notes) => expect(notes.join()).toContain('has no texts in xx'),
    },
  ],
  dir: [
    {
      query: 'lesson=self-healing&dir=rtl',
      sees: async (page) => {
        const [words, picture] = [await lesson(page).boundingBox(), await page.getByTestId('canvas').boundingBox()];
        expect(words?.x).toBeGreaterThan((picture?.x ?? 0) + (picture?.width ?? 0) - 1);
        // Time runs on to the right, and a command begins at the left.
        await expect(page.getByTestId('timeline')).toHaveCSS('direction', 'ltr');
        await expect(page.getByTestId('canvas')).toHaveCSS('direction', 'ltr');
        expect(await sideways(page)).toBe(0);
      },
    },
  ],
  text: [
    {
      query: 'lesson=self-healing&text=1.5',
      sees: async (page) => {
        const size = (await lesson(page).getByRole('button', { name: 'Next' }).boundingBox())?.height ?? 0;
        expect(size).toBeGreaterThan(55);
        expect(await sideways(page)).toBe(0);
      },
    },
  ],
  links: [
    {
      query: 'lesson=self-healing&step=recall&links=1',
      sees: async (page) => expect(await docsLinks(page)).toBeGreaterThan(0),
    },
    {
      query: 'lesson=self-healing&step=recall',
      sees: async (page) => expect(await docsLinks(page)).toBe(0),
    },
  ],
  k8s: [
    { query: 'k8s=1.36', sees: async (page, notes) => expect([await page.title(), notes]).toEqual(['Podarium', []]) },
    { query: 'k8s=1.20', sees: async (_, notes) => expect(notes.join()).toContain('it may be 1.36') },
  ],
  report: [
    { query: 'report=none', sees: async (_, notes) => expect(notes).toEqual([]) },
    { query: 'report=fax', sees: async (_, notes) => expect(notes.join()).toContain('report=fax is left out') },
  ],
  origin: [
    {
      query: 'origin=https://course.example/path',
      sees: async (_, notes) => expect(notes.join()).toContain('is left out: it may be the origin of the page'),
    },
  ],
  qr: [{ query: 'qr=1', sees: async (_, notes) => expect(notes.join()).toContain('Podarium draws no QR codes') }],
  nodes: [
    {
      query: 'mode=sandbox&nodes=5',
      sees: (page) => expect(page.locator('[data-object="Node//node-5"]')).toBeVisible(),
    },
  ],
  replicas: [{ query: 'mode=sandbox&replicas=2', sees: (page) => expect(page.locator(podOnCanvas)).toHaveCount(2) }],
  masters: [
    {
      query: 'mode=sandbox&masters=3',
      sees: async (page) => expect(await page.evaluate(() => window.podarium?.describe())).toContain('master-3'),
    },
  ],
};

async function docsLinks(page: Page): Promise<number> {
  await page.evaluate(async () => {
    await window.podarium?.lesson.answer(1);
    while ((await window.podarium?.lesson.info())?.passed === undefined) await window.podarium?.lesson.next();
  });
  await expect(lesson(page).getByText('In the Kubernetes documentation')).toBeVisible();
  return lesson(page).locator('a[href^="https://"]').count();
}

const sideways = (page: Page) =>
  root(page).evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement as Element;
    return scrollWidth - clientWidth;
  });

async function open(page: Page, query: string): Promise<readonly string[]> {
  const notes: string[] = [];
  page.on('console', (message) => message.text().startsWith('Podarium: ') && notes.push(message.text()));
  const full = /(^|&)(lesson|mode)=/.test(query) ? query : `lesson=self-healing&${query}`;
  await page.goto(`/embed/?${full}`);
  if (!full.includes('poster')) await page.waitForFunction(() => window.podarium !== undefined);
  return notes;
}

test('every parameter of the table is looked at', () => {
  expect(Object.keys(looks).sort()).toEqual(Object.keys(parameterTable).sort());
});

for (const [name, all] of Object.entries(looks))
  test(`the parameter ${name} in a frame`, async ({ page }) => {
    for (const { query, sees } of all)
      await test.step(query, async () => {
        const problems: string[] = [];
        page.on('pageerror', (error) => problems.push(error.message));
        const notes = await open(page, query);
        await sees(page, notes);
        expect(problems).toEqual([]);
      });
  });

test('one and a half times as large, nothing leaves a frame of 320 pixels', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 600 });
  for (const step of ['wish', 'guess-one', 'delete-one']) {
    await open(page, `lesson=self-healing&step=${step}&text=1.5`);
    await expect(lesson(page)).toBeVisible();
    expect(await sideways(page), step).toBe(0);
    expect(await sizeTroubles(page), step).toEqual([]);
  }
});
