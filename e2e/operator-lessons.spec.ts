// Lessons that live for minutes: a rolling update, an autoscaler, a machine that falls silent. Played with the keyboard alone and the
// list instead of the canvas, at many times the speed of a clock; each question is answered by a wrong belief first.
import { expect, type Page, test } from '@playwright/test';
import { button, type Deed, fromMenu, panel, playLesson, press, typeLine } from './lesson-steps.ts';

/** The machine that the task itself tells: which one it is hangs on the lesson's seed. */
async function toldNode(page: Page): Promise<string> {
  return /node-\d/.exec((await panel(page).textContent()) ?? '')?.[0] ?? '';
}

const patient =
  '{"spec":{"template":{"spec":{"tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":20}]}}}}';

/** A line of kubectl, and then the step's own button. */
const prepared =
  (line: string, start: RegExp): Deed =>
  async (page) => {
    await typeLine(page, line);
    await expect(page.getByTestId('terminal')).toContainText('patched');
    await press(page, button(page, start));
  };

const lessons: Readonly<Record<string, Readonly<Record<string, Deed>>>> = {
  'rolling-update': {
    roll: (page) => typeLine(page, 'kubectl set image deployment/web web=shop/web:2'),
    trap: prepared(`kubectl patch deployment web -p '{"spec":{"minReadySeconds":15}}'`, /Ship/),
  },
  autoscaling: {
    create: (page) => typeLine(page, 'kubectl autoscale deployment web --cpu=50% --min=1 --max=6'),
    sale: (page) => press(page, button(page, /Begin the sale/)),
    faster: prepared(
      `kubectl patch hpa web -p '{"spec":{"behavior":{"scaleDown":{"stabilizationWindowSeconds":60}}}}'`,
      /End the sale/,
    ),
  },
  'node-failure': {
    plug: async (page) => fromMenu(page, new RegExp(`^Node ${await toldNode(page)}`), /Unplug/),
    tune: prepared(`kubectl patch deployment web -p '${patient}'`, /Cut node-\d off/),
  },
};

for (const [id, deeds] of Object.entries(lessons)) {
  test(`${id}, by keyboard through the list`, async ({ page }) => {
    test.setTimeout(240_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await playLesson(page, id, { deeds, speed: 60 });
    await press(page, button(page, 'Keep the cluster'));
    expect(problems).toEqual([]);
  });
}
