// Three lessons by mouse on the canvas, from beginning to end: answers and buttons are clicked, and what a task asks for is done to the
// object in the picture. And one of them by finger on a page of 320 by 640, where each page of it is measured.
import { expect, type Page, test } from '@playwright/test';
import { button, type Deed, fromPicture, panel, playLesson, podNamed, press, touch, typeLine } from './lesson-steps.ts';
import { sizeTroubles } from './touch-sizes.ts';

/** What the task names, `web-…` or `node-…`, or else the second pod of web. */
async function named(page: Page, pattern: RegExp): Promise<string> {
  return pattern.exec((await panel(page).textContent()) ?? '')?.[0] ?? podNamed(page, 'app=web', 2);
}

const pod = /web-[0-9a-z]+-[0-9a-z]{5}/;
const deletePod: Deed = async (page) => fromPicture(page, `Pod/default/${await named(page, pod)}`, /Delete pod/);

const lessons: Readonly<Record<string, Readonly<Record<string, Deed>>>> = {
  'self-healing': {
    'delete-one': deletePod,
    race: async (page) => {
      const victim = await named(page, pod);
      await typeLine(page, 'kubectl scale deployment web --replicas=2');
      await fromPicture(page, `Pod/default/${victim}`, /Delete pod/);
    },
  },
  'what-is-a-node': {
    hand: (page) => typeLine(page, `kubectl run hand --image=nginx:1.27 --overrides='{"spec":{"nodeName":"node-2"}}'`),
    fetch: (page) => fromPicture(page, 'Node//node-1', /Start kubelet/, 'node-1'),
  },
  'pod-is-not-a-container': {
    crash: async (page) => fromPicture(page, `Pod/default/${await named(page, pod)}`, /Kill container shop/),
    remove: deletePod,
    keep: async (page) => {
      await typeLine(page, 'kubectl create deployment solo --image=shop/web:1');
      await expect.poll(() => podNamed(page, 'app=solo')).not.toBe('');
      const solo = await podNamed(page, 'app=solo');
      await expect(panel(page).locator('[data-goal="done"]').first()).toBeVisible();
      await fromPicture(page, `Pod/default/${solo}`, /Delete pod/);
    },
  },
};

for (const [id, deeds] of Object.entries(lessons)) {
  test(`${id}, by mouse on the canvas`, async ({ page }) => {
    test.setTimeout(180_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await playLesson(page, id, { deeds, hand: 'mouse' });
    await press(page, button(page, 'Keep the cluster'));
    expect(problems).toEqual([]);
  });
}

test.describe('on a narrow page', () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true });

  /** Taps the pod that is named, and what its sheet offers. */
  const tapDelete: Deed = async (page) => {
    const victim = `Pod/default/${await named(page, pod)}`;
    await touch(page, page.getByTestId('canvas').locator(`[data-object="${victim}"]`));
    await touch(page, page.getByTestId('inspector').getByRole('button', { name: /Delete pod/ }));
    await expect(page.getByTestId('inspector')).toHaveCount(0);
  };
  const helped: Deed = async (page) => {
    for (let hint = 0; hint < 3; hint++) await press(page, button(page, /Hint/));
  };

  test('self-healing, by finger', async ({ page }) => {
    test.setTimeout(180_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await playLesson(page, 'self-healing', {
      deeds: { 'delete-one': tapDelete, race: helped },
      hand: 'finger',
      look: async (name) => {
        problems.push(...(await sizeTroubles(page)).map((trouble) => `${name}: ${trouble}`));
      },
    });
    await press(page, button(page, 'Keep the cluster'));
    expect(problems).toEqual([]);
  });
});
