// The one thing that must be true before anything else is worth testing: the built page opens, shows something, asks no
// other machine for anything and reports no error.
import { expect, test } from '@playwright/test';

test('the page opens without errors and without other origins', async ({ page, baseURL }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${baseURL}/`) && !/^(data|blob):/.test(url)) problems.push(`request to ${url}`);
  });
  await page.goto('/');
  await expect(page).toHaveTitle(/Podarium/);
  await expect(page.getByTestId('canvas')).toBeVisible();
  expect(problems).toEqual([]);
});

test('the cluster does not wait for the lessons: they are fetched after it is there, or by who asks for one', async ({
  page,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('/?mode=sandbox');
  await expect(page.getByTestId('canvas').locator('[data-object^="Pod/default/web"]')).toHaveCount(3);
  const lessons = () => asked.filter((path) => /\/scenarios-/.test(path)).length;
  expect(lessons()).toBe(0);
  const now = await page.evaluate(() =>
    window.podarium?.cluster.assert({ that: 'deployment/web', path: 'status.readyReplicas', is: 3 }),
  );
  expect(now).toMatchObject({ holds: true });
  expect(lessons()).toBe(1);
});
