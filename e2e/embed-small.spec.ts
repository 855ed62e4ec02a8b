// Lessons in the smallest frame there is, 320 by 400 pixels, from beginning to end: by keyboard through the list and by finger on the
// picture. On each page of them everything that can be pressed is large enough for a finger, inside the frame, and under nothing else.
// `LOOK=folder` keeps a picture of every page, `SIZE=480x640` plays in another frame, `EVERY=1` plays every lesson both ways.
import { expect, type Page, test } from '@playwright/test';
import { button, type Deed, fromMenu, panel, playLesson, press, touch, typeLine } from './lesson-steps.ts';
import { sizeTroubles } from './touch-sizes.ts';

const [width, height] = (process.env.SIZE ?? '320x400').split('x').map(Number);
const folder = process.env.LOOK;

/** Opens node-1 in the list and taps its kube-proxy, and what is offered for it. */
const proxyOfNode1 =
  (offer: RegExp): Deed =>
  async (page) => {
    await touch(page, page.getByRole('button', { name: 'List' }));
    const machines = page.getByRole('tree', { name: 'Control plane and machines' });
    await touch(page, machines.locator('[data-row="Node//node-1"] [data-toggle]'));
    await touch(page, machines.locator('[data-row="Process//kube-proxy/node-1"]'));
    await touch(page, page.getByTestId('inspector').getByRole('button', { name: offer }));
    await expect(page.getByTestId('inspector')).toHaveCount(0);
    await touch(page, page.getByRole('button', { name: 'Canvas' }));
  };

/** Taps an object of the picture, and what is offered for it. */
const fromSheet =
  (object: string, offer: RegExp): Deed =>
  async (page) => {
    await touch(page, page.getByTestId('canvas').locator(object).first());
    await touch(page, page.getByTestId('inspector').getByRole('button', { name: offer }));
    await expect(page.getByTestId('inspector')).toHaveCount(0);
  };

const helped: Deed = async (page) => {
  for (let hint = 0; hint < 3; hint++) await press(page, button(page, /Hint/));
};

const toldNode = async (page: Page): Promise<string> =>
  /node-\d/.exec((await panel(page).textContent()) ?? '')?.[0] ?? '';

const patient =
  '{"spec":{"template":{"spec":{"tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":20}]}}}}';

const prepared: Deed = async (page) => {
  await typeLine(page, `kubectl patch deployment web -p '${patient}'`);
  await expect(page.getByTestId('terminal')).toContainText('patched');
  await press(page, page.getByRole('button', { name: 'Fold the dock' }));
  await press(page, button(page, /Cut node-\d off/));
};

interface Deeds {
  readonly keyboard: Readonly<Record<string, Deed>>;
  readonly finger: Readonly<Record<string, Deed>>;
}

const pod = /web-[0-9a-z]+-[0-9a-z]{5}/;

const lessons: Readonly<Record<string, Deeds>> = {
  'self-healing': {
    keyboard: { 'delete-one': (page) => fromMenu(page, pod, /Delete pod/), race: helped },
    finger: { 'delete-one': fromSheet('[data-object^="Pod/default/web"]', /Delete pod/), race: helped },
  },
  'service-is-a-promise': {
    keyboard: {
      'stop-it': helped,
      repair: helped,
      checkout: helped,
    },
    finger: {
      'stop-it': proxyOfNode1(/Stop/),
      repair: proxyOfNode1(/Start/),
      checkout: helped,
    },
  },
  'node-failure': {
    keyboard: {
      plug: async (page) => fromMenu(page, new RegExp(`^Node ${await toldNode(page)}`), /Unplug/),
      tune: prepared,
    },
    finger: {
      plug: async (page) => {
        await touch(page, page.getByRole('button', { name: 'List' }));
        const machines = page.getByRole('tree', { name: 'Control plane and machines' });
        await touch(page, machines.locator(`[data-row="Node//${await toldNode(page)}"]`));
        await touch(page, page.getByTestId('inspector').getByRole('button', { name: /Unplug/ }));
      },
      tune: prepared,
    },
  },
};

test.use({ viewport: { width, height }, hasTouch: true, deviceScaleFactor: folder ? 2 : 1 });

for (const [id, deeds] of Object.entries(lessons))
  for (const hand of ['keyboard', 'finger'] as const) {
    // By keyboard through the list the other two are played at another size, in the tests of lessons.
    if (hand === 'keyboard' && id !== 'self-healing' && !process.env.EVERY) continue;
    test(`${id} in a frame of ${width} by ${height}, by ${hand}`, async ({ page }) => {
      test.setTimeout(240_000);
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      let pages = 0;
      await playLesson(page, id, {
        address: `/embed/?lesson=${id}${hand === 'keyboard' ? '&ui=list' : ''}`,
        deeds: deeds[hand],
        speed: id === 'node-failure' ? 300 : 60,
        ...(hand === 'finger' ? { hand } : {}),
        look: async (name) => {
          pages++;
          problems.push(...(await sizeTroubles(page)).map((trouble) => `${name}: ${trouble}`));
          if (folder)
            await page.screenshot({ path: `${folder}/${id}-${hand}-${String(pages).padStart(2, '0')}-${name}.png` });
        },
      });
      await press(page, button(page, 'Keep the cluster'));
      expect(problems).toEqual([]);
    });
  }
