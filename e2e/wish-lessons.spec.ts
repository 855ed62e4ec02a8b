// The journey, the Service and etcd's memory by keyboard through the list: questions are answered with a wrong belief first, and each task
// is done with the help that the lesson gives, whose last hint acts.
import { type Page, test } from '@playwright/test';
import { button, playLesson, press } from './lesson-steps.ts';

const helped = async (page: Page): Promise<void> => {
  for (let hint = 0; hint < 3; hint++) await press(page, button(page, /Hint/));
};

const tasks: Readonly<Record<string, readonly string[]>> = {
  'follow-one-wish': ['asleep'],
  'service-is-a-promise': ['stop-it', 'repair', 'checkout'],
  'what-etcd-remembers': ['save', 'restore'],
};

for (const [id, names] of Object.entries(tasks)) {
  test(`the lesson ${id} by keyboard through the list`, async ({ page }) => {
    test.setTimeout(240_000);
    await playLesson(page, id, { deeds: Object.fromEntries(names.map((name) => [name, helped])), speed: 60 });
  });
}
