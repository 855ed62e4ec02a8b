// What goes wrong when people type: each mistake gets the cluster's own error, the place, and a remedy; the cluster goes on,
// and nothing that was typed is lost.
import { expect, type Page, test } from '@playwright/test';
import { hurry, nginxDeployment, open, paste, podsOf, running, terminalInput, type } from './page.ts';

interface Mistake {
  readonly name: string;
  readonly text: string;
  /** The cluster's own words. */
  readonly says: string | RegExp;
  readonly line: number | undefined;
}

const long = 'x'.repeat(254);

const mistakes: readonly Mistake[] = [
  {
    name: 'malformed',
    text: nginxDeployment.replace('spec:\n  replicas', 'spec\n  replicas'),
    says: /error (parsing|converting).*line \d+/,
    line: 7,
  },
  {
    name: 'tabs',
    text: nginxDeployment.replace('  replicas', '\treplicas'),
    says: 'found character that cannot start any token',
    line: 8,
  },
  {
    name: 'unknown kind',
    text: nginxDeployment.replace('kind: Deployment', 'kind: Deploiment'),
    says: 'no matches for kind "Deploiment" in version "apps/v1"',
    line: 2,
  },
  {
    name: 'wrong type',
    text: nginxDeployment.replace('replicas: 3', 'replicas: three'),
    says: /cannot unmarshal string|spec\.replicas/,
    line: 8,
  },
  {
    name: 'name too long',
    text: nginxDeployment.replace('name: nginx-deployment', `name: ${long}`),
    says: /must be no more than 253 (characters|bytes)/,
    line: 4,
  },
  {
    name: 'selector mismatch',
    text: nginxDeployment.replace('      app: nginx\n  template', '      app: other\n  template'),
    says: '`selector` does not match template `labels`',
    line: undefined,
  },
  {
    name: 'negative replicas',
    text: nginxDeployment.replace('replicas: 3', 'replicas: -3'),
    says: 'must be greater than or equal to 0',
    line: 8,
  },
  {
    name: 'duplicate names',
    text: nginxDeployment.replace(
      '        ports:\n        - containerPort: 80\n',
      '      - name: nginx\n        image: busybox\n',
    ),
    says: 'Duplicate value: "nginx"',
    line: undefined,
  },
];

async function stillAlive(page: Page): Promise<void> {
  const before = await page.evaluate(() => window.podarium?.time.now());
  await expect.poll(() => page.evaluate(() => window.podarium?.time.now())).toBeGreaterThan(Number(before));
  expect((await podsOf(page, 'web')).filter((pod) => pod.phase === 'Running')).toHaveLength(3);
  await expect(page.getByRole('alert')).toHaveCount(0);
}

test('in the editor every mistake is answered in words of the cluster, with place and remedy, and the text stays', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await open(page);
  await hurry(page);
  const editor = page.getByTestId('editor');
  for (const { name, text, says, line } of mistakes) {
    await test.step(name, async () => {
      await paste(page, text);
      await expect(editor.locator('.cm-content')).toContainText('kind: Deplo');
      await editor.getByRole('button', { name: /^Apply/ }).click();
      const status = editor.getByRole('status');
      await expect(status.locator('pre')).toContainText(says);
      // One line of help in our words, after the cluster's.
      await expect(status.locator('span').last()).not.toBeEmpty();
      if (line !== undefined) await expect(status.getByRole('button', { name: `line ${line}` }).first()).toBeVisible();
      const kept = await page.evaluate(() => localStorage.getItem('podarium.files.1'));
      expect(kept === null || kept.length > 0).toBe(true);
    });
  }
  await stillAlive(page);
  // Nothing typed is lost: after a reload every file is still there.
  const files = await editor.getByRole('list', { name: 'Files' }).getByRole('listitem').count();
  await expect
    .poll(() => page.evaluate(() => localStorage.getItem('podarium.files.1')?.includes('containerPort')))
    .toBe(true);
  await page.reload();
  await page.waitForFunction(() => window.podarium !== undefined);
  await page.getByRole('tab', { name: 'YAML' }).click();
  await expect(editor.getByRole('list', { name: 'Files' }).getByRole('listitem')).toHaveCount(files);
});

test('in the terminal mistakes are answered, kept in the history, and the cluster goes on', async ({ page }) => {
  test.setTimeout(90_000);
  await open(page);
  await hurry(page);
  const log = page.getByRole('log');
  const lines: readonly (readonly [string, string | RegExp])[] = [
    ['kubectl get podz', `error: the server doesn't have a resource type "podz"`],
    ['kubectl delete pod nobody', 'Error from server (NotFound): pods "nobody" not found'],
    ['kubectl scale deploy web --replicas=-2', /must be greater than or equal to 0|must be a non-negative/],
    ['kubectl scale deploy web --replicas=many', /invalid argument "many"/],
    ['kubectl frobnicate', 'unknown command "frobnicate"'],
    ['kubectl get pods --bogus', 'unknown flag: --bogus'],
    [`kubectl create deployment ${long} --image=nginx`, /must be no more than 253|RFC 1123/],
    ['kubectl create deployment web --image=nginx', 'already exists'],
    ['get pods', 'Try: kubectl get pods'],
  ];
  for (const [line, says] of lines) {
    await test.step(line.slice(0, 50), async () => {
      await type(page, line);
      await expect(log).toContainText(says);
    });
  }
  for (const [line] of [...lines].reverse().slice(0, 3)) {
    await terminalInput(page).press('ArrowUp');
    await expect(terminalInput(page)).toHaveValue(line);
  }
  await stillAlive(page);
});

test('two megabytes are answered like any other text, and the page stays quick', async ({ page }) => {
  test.setTimeout(90_000);
  await open(page);
  await hurry(page);
  const big = nginxDeployment.replace(
    '  labels:\n    app: nginx\nspec:',
    `  labels:\n    app: nginx\n  annotations:\n    big: "${'x'.repeat(2_000_000)}"\nspec:`,
  );
  await paste(page, big);
  const editor = page.getByTestId('editor');
  await editor.getByRole('button', { name: /^Apply/ }).click();
  await expect(editor.getByRole('status')).toContainText(
    'metadata.annotations: Too long: may not be more than 262144 bytes',
    {
      timeout: 30_000,
    },
  );
  await stillAlive(page);
  await paste(page, nginxDeployment.replace('name: nginx-deployment', 'name: after'));
  await editor.getByRole('button', { name: /^Apply/ }).click();
  await running(page, 'nginx', 3);
});
