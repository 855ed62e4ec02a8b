// The main job, as a person does it: paste the documentation's Deployment, see three pods run, kill one by click and one by kubectl,
// and see who brings them back. Beside the screen a second engine in Node lives the page's own recording and must agree with it:
// on the world's hash, and on which messages there were to draw.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { replay } from '../src/engine/index.ts';
import { hurry, momentOf, nginxDeployment, open, paste, podsOf, running, type } from './page.ts';

test('paste, apply, kill by click and by kubectl: replaced, message by message', async ({ page }) => {
  test.setTimeout(150_000);
  await open(page, '?theme=dark');
  await hurry(page);

  await paste(page, nginxDeployment);
  const editor = page.getByTestId('editor');
  await expect(editor.locator('.cm-content')).toContainText('nginx:1.14.2');
  await editor.getByRole('button', { name: /Apply/ }).click();
  await expect(editor.getByRole('status')).toContainText('deployment.apps/nginx-deployment created');
  const first = await running(page, 'nginx', 3);
  expect(new Set(first.map((pod) => pod.ip)).size).toBe(3);

  // By click, at the tempo made for eyes: whatever is drawn is compared with what was sent.
  await hurry(page, 'auto');
  const [victim] = first;
  await page.locator(`[data-object="Pod/default/${victim.name}"]`).click();
  await page.getByTestId('canvas').focus();
  await page.keyboard.press('m');
  await page.getByRole('menuitem', { name: /Delete pod/ }).click();
  await expect.poll(async () => (await podsOf(page, 'nginx')).filter((pod) => pod.going).length).toBe(1);
  await expect(page.locator(`[data-object="Pod/default/${victim.name}"]`)).toHaveAttribute('data-state', 'Terminating');
  const second = await running(page, 'nginx', 3);
  const born = second.filter((pod) => !first.some((old) => old.uid === pod.uid));
  expect(born).toHaveLength(1);
  expect(second.map((pod) => pod.name)).not.toContain(victim.name);
  expect(born[0].owner).toMatch(/^ReplicaSet\/nginx-deployment-/);
  expect(first.map((pod) => pod.name)).not.toContain(born[0].name);
  expect(first.map((pod) => pod.ip)).not.toContain(born[0].ip);

  const killed = await momentOf(page);
  // Inputs count downwards from -1, and those that the cluster began with count too.
  const { beginnings } = replay({ ...killed.recording, inputs: [] });
  const thread = -(beginnings + killed.recording.inputs.length);
  const drawn = new Set(await page.evaluate(() => window.podarium?.view.drawnTokens()));
  const sent = new Map<number, string>();
  const mine = new Set<number>();
  replay(killed.recording, killed.end, {
    sent: (message) => {
      // What the learner's earlier action still leads to is theirs as well.
      if (message.thread > 0 || message.thread < -beginnings) mine.add(message.id);
      if (message.thread !== thread || message.stream === '' || message.from === message.to) return;
      sent.set(message.id, `${message.from} to ${message.to} at ${message.sentAt}: ${message.body.kind}`);
    },
  });
  expect(sent.size).toBeGreaterThan(100);
  // Those still on their way when the run was paused have been drawn as well: a token is drawn when it sets out.
  expect([...sent].filter(([id]) => !drawn.has(id))).toEqual([]);
  const amber = await page.evaluate(() => window.podarium?.view.drawnTokens({ foreground: true }));
  expect((amber ?? []).filter((id) => !mine.has(id))).toEqual([]);

  // Why, from the inspector: the chain of owners, in order.
  await page.locator(`[data-object="Pod/default/${born[0].name}"]`).click();
  await expect(page.getByTestId('inspector')).toContainText('ReplicaSet controller');

  // And by kubectl, in the terminal.
  await hurry(page);
  await page.getByRole('tab', { name: 'Terminal' }).click();
  const other = second.find((pod) => pod.uid !== born[0].uid);
  await type(page, `kubectl delete pod ${other?.name}`);
  await expect(page.getByRole('log')).toContainText(`pod "${other?.name}" deleted from default namespace`);
  const third = await running(page, 'nginx', 3);
  expect(third.filter((pod) => !second.some((old) => old.uid === pod.uid))).toHaveLength(1);
  await type(page, 'kubectl get rs,deploy -l app=nginx');
  await expect(page.getByRole('log')).toContainText(/deployment\.apps\/nginx-deployment\s+3\/3/);
});

test("the page's world is the world: same recording, same hash, in Node and at the command line, played or sought", async ({
  page,
}, testInfo) => {
  test.setTimeout(90_000);
  await open(page);
  await hurry(page, 10);
  await type(page, 'kubectl create deployment same --image=nginx:1.27 --replicas=2');
  await running(page, 'same', 2);
  await page.evaluate(() => window.podarium?.cluster.do({ unplug: 'node/node-2' }));
  await hurry(page, 60);
  await expect
    .poll(() => page.evaluate(() => window.podarium?.cluster.get('node/node-2').then((n) => JSON.stringify(n))), {
      timeout: 45_000,
    })
    .toContain('NodeStatusUnknown');
  const there = await momentOf(page);
  const here = replay(there.recording, there.end);
  expect(here.hash()).toBe(there.hash);

  const file = testInfo.outputPath('recording.json');
  writeFileSync(file, JSON.stringify({ ...there.recording, end: there.end }));
  const line = execFileSync(process.execPath, ['dist/cli.js', 'run', '--replay', file, '--hash', '--quiet'], {
    encoding: 'utf8',
  });
  expect(line.trim()).toBe(`world ${there.hash} tick ${there.end} revision ${there.revision}`);

  // There and back: the past is another world, and the present is the same again.
  const lived = (there.end - there.recording.lessonStart) / 1000;
  const hashAt = (t: number) =>
    page.evaluate(async (to) => {
      await window.podarium?.time.seek({ t: to });
      return window.podarium?.state.hash();
    }, t);
  const middle = Math.floor(lived / 2);
  expect(await hashAt(middle)).toBe(
    replay(untilOf(there.recording, middle), there.recording.lessonStart + middle * 1000).hash(),
  );
  expect(await hashAt(0)).not.toBe(there.hash);
  expect(await hashAt(lived)).toBe(there.hash);
  await page.evaluate(() => window.podarium?.time.step('back'));
  expect(await page.evaluate(() => window.podarium?.state.hash())).not.toBe(there.hash);
  expect(await hashAt(lived)).toBe(there.hash);
});

type Recorded = Parameters<typeof replay>[0];

/** The recording as it was so many seconds after the start. */
function untilOf(recording: Recorded, seconds: number): Recorded {
  const end = recording.lessonStart + seconds * 1000;
  return { ...recording, inputs: recording.inputs.filter(({ tick }) => tick <= end) };
}
