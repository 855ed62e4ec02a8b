// axe on every screen that the other tests do not look at: home and the pages beside it, a lesson in each of its states, sharing, the tabs
// below the picture, a menu, a branch, a hall, and the picture with a button. Every second one is dark; the colours of all themes are
// compared where they are written.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type {} from '../src/components/app/page-api.ts';

const lesson = (page: Page) => page.getByTestId('lesson');
const api = (page: Page, verb: string, ...args: unknown[]) =>
  page.evaluate(
    ([name, given]) => {
      const [group, method] = (name as string).split('.');
      const groups = window.podarium as unknown as Record<string, Record<string, (...of: unknown[]) => unknown>>;
      return groups[group][method](...(given as unknown[]));
    },
    [verb, args] as const,
  );

/** From a step, as a learner goes on: until the lesson is in the state that is looked for. */
async function nextUntil(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  await expect(async () => {
    if (!(await isThere())) await api(page, 'lesson.next');
    expect(await isThere()).toBe(true);
  }).toPass({ timeout: 20_000, intervals: [50] });
}

interface Screen {
  readonly name: string;
  readonly address: string;
  readonly come: (page: Page) => Promise<unknown>;
}

const dialog = (page: Page) => expect(page.getByRole('dialog').last()).toBeVisible();
const banner = (page: Page, name: string | RegExp) => page.getByRole('banner').getByRole('button', { name });

const screens: readonly Screen[] = [
  { name: 'home', address: '/', come: (page) => page.getByRole('heading', { level: 1 }).first().waitFor() },
  { name: 'what is simplified', address: '/fidelity.html', come: (page) => page.locator('h1').waitFor() },
  { name: "a lesson's own page", address: '/lessons/self-healing.html', come: (page) => page.locator('img').waitFor() },
  { name: 'a narration', address: '/?lesson=self-healing', come: (page) => lesson(page).waitFor() },
  {
    name: 'a question',
    address: '/?lesson=self-healing&step=guess-one',
    come: (page) => nextUntil(page, () => page.locator('input[name="prediction"]').first().isVisible()),
  },
  {
    name: 'a question whose answer is shown',
    address: '/?lesson=self-healing&step=recall',
    come: async (page) => {
      await api(page, 'lesson.answer', 0);
      await expect(lesson(page)).toContainText('Next');
    },
  },
  {
    name: 'a task with hints',
    address: '/?lesson=self-healing&step=delete-one',
    come: async (page) => {
      await api(page, 'lesson.hint');
      await api(page, 'lesson.hint');
    },
  },
  {
    name: 'a task that is done',
    address: '/?lesson=self-healing&step=delete-one',
    come: async (page) => {
      await api(page, 'time.play', { speed: 60 });
      await api(page, 'lesson.solve');
      await expect(lesson(page).getByRole('button', { name: 'Next' })).toBeEnabled();
    },
  },
  {
    name: 'the end of a lesson',
    address: '/?lesson=self-healing&step=recall',
    come: async (page) => {
      await api(page, 'lesson.answer', 1);
      await nextUntil(page, () => page.getByText('In the Kubernetes documentation').isVisible());
    },
  },
  { name: 'a comparison', address: '/?lesson=node-failure&step=tune', come: (page) => lesson(page).waitFor() },
  {
    name: 'sharing',
    address: '/?mode=sandbox',
    come: async (page) => {
      await banner(page, 'Share this run').click();
      await dialog(page);
    },
  },
  ...['terminal', 'events', 'yaml', 'etcd'].map((tab) => ({
    name: `the tab ${tab}`,
    address: '/?mode=sandbox',
    come: (page: Page) => page.getByTestId(`${tab}-tab`).click(),
  })),
  {
    name: 'what can be done with a pod',
    address: '/?mode=sandbox',
    come: async (page) => {
      await page.locator('[data-object^="Pod/default/"]').first().click({ button: 'right' });
      await page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'a branch beside its parent',
    address: '/?mode=sandbox',
    come: async (page) => {
      await api(page, 'cluster.do', { scale: 'deployment/web', to: 5 });
      await api(page, 'time.fork', 'another way');
      await expect(page.getByTestId('timeline')).toContainText('another way');
    },
  },
  {
    name: 'a lecture hall',
    address: '/?lesson=self-healing&mode=present',
    come: (page) => page.getByTestId('hall').waitFor(),
  },
  {
    name: 'a picture with a button',
    address: '/embed/?lesson=self-healing&mode=poster',
    come: (page) => page.getByTestId('poster').waitFor(),
  },
];

test('axe finds nothing on any screen', async ({ page }) => {
  test.setTimeout(180_000);
  for (const [i, { name, address, come }] of screens.entries())
    await test.step(name, async () => {
      const theme = i % 2 === 0 ? 'dark' : 'light';
      await page.goto(`${address}${address.includes('?') ? '&' : '?'}theme=${theme}`);
      if (/lesson=|sandbox/.test(address) && !/poster/.test(address))
        await page.waitForFunction(() => window.podarium !== undefined);
      await come(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 200)}`),
      );
      expect.soft(found, name).toEqual([]);
    });
});
