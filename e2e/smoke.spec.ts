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
