// The first lessons of the course from beginning to end, with the keyboard alone and the list instead of the canvas. Every question is
// answered by a wrong belief first, every task is done as a learner would do it: from the tree's menu, by its button, or by kubectl.
import { expect, type Page, test } from '@playwright/test';
import { button, type Deed, fromMenu, panel, playLesson, podNamed, press, typeLine } from './lesson-steps.ts';

/** The name that the task itself tells: `web-…` in its goal. */
async function toldPod(page: Page): Promise<string> {
  const goal = (await panel(page).textContent()) ?? '';
  return /web-[0-9a-z]+-[0-9a-z]{5}/.exec(goal)?.[0] ?? (await podNamed(page, 'app=web'));
}

const told =
  (line: (pod: string) => string): Deed =>
  async (page) =>
    typeLine(page, line(await toldPod(page)));

const lessons: Readonly<Record<string, Readonly<Record<string, Deed>>>> = {
  'what-is-a-node': {
    hand: (page) => typeLine(page, `kubectl run hand --image=nginx:1.27 --overrides='{"spec":{"nodeName":"node-2"}}'`),
    fetch: (page) => fromMenu(page, /^Node node-1/, /Start kubelet/),
  },
  'pod-is-not-a-container': {
    crash: async (page) => fromMenu(page, new RegExp(await toldPod(page)), /shop/),
    remove: async (page) => fromMenu(page, new RegExp(await toldPod(page)), /Delete pod/),
    keep: async (page) => {
      await typeLine(page, 'kubectl create deployment solo --image=shop/web:1');
      await expect.poll(() => podNamed(page, 'app=solo')).not.toBe('');
      const pod = await podNamed(page, 'app=solo');
      await expect(panel(page).locator('[data-goal="done"]').first()).toBeVisible();
      await typeLine(page, `kubectl delete pod ${pod}`);
    },
  },
  'labels-are-the-wiring': {
    cut: told((pod) => `kubectl label pod ${pod} app-`),
    back: told((pod) => `kubectl label pod ${pod} app=web`),
    quarantine: told((pod) => `kubectl label pod ${pod} lane-`),
  },
  'why-is-it-pending': {
    room: (page) => typeLine(page, 'kubectl scale deployment web --replicas=3'),
    join: (page) => press(page, button(page, /Switch node-3 on/)),
    spread: (page) => typeLine(page, 'kubectl rollout restart deployment web'),
  },
};

for (const [id, deeds] of Object.entries(lessons)) {
  test(`${id}, by keyboard through the list`, async ({ page }) => {
    test.setTimeout(180_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await playLesson(page, id, { deeds });
    await press(page, button(page, 'Keep the cluster'));
    expect(problems).toEqual([]);
  });
}
