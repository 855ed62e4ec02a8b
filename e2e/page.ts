// What the browser tests do over and over: open the page, paste a text, type a line, wait for the cluster. Every wait is for
// something that can be seen or asked for; none is for time.
import { expect, type Page } from '@playwright/test';
// Gives `window.podarium` its type.
import type {} from '../src/components/app/page-api.ts';
import { nginxDeployment } from '../src/components/editor/examples.ts';
import type { Recording } from '../src/engine/index.ts';

/** The first Deployment of the Kubernetes documentation, as it stands there. */
export { nginxDeployment };

export async function open(page: Page, query = ''): Promise<void> {
  const address = new URLSearchParams(query);
  if (!address.has('lesson')) address.set('mode', 'sandbox');
  await page.goto(`/?${address}`);
  await page.waitForFunction(() => window.podarium !== undefined);
  // The panels under the canvas arrive after it, and with them whatever listens for pasted text.
  if (!query.includes('projector')) await page.getByTestId('terminal-tab').waitFor({ state: 'attached' });
  else await page.locator('[data-shell]').waitFor();
}

export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

/** The adaptive tempo is for eyes; what only has to happen may happen fast. */
export async function hurry(page: Page, speed: number | 'auto' = 60): Promise<void> {
  await page.evaluate((to) => window.podarium?.time.play({ speed: to }), speed);
}

export const terminalInput = (page: Page) => page.getByTestId('terminal').getByRole('textbox');

export async function type(page: Page, line: string): Promise<void> {
  await terminalInput(page).fill(line);
  await terminalInput(page).press('Enter');
}

/** Pods of a Deployment as the API has them. */
export interface PodSeen {
  readonly name: string;
  readonly uid: string;
  readonly ip: string;
  readonly phase: string;
  readonly owner: string;
  readonly going: boolean;
}

export async function podsOf(page: Page, app: string): Promise<readonly PodSeen[]> {
  return page.evaluate(async (label) => {
    interface Pod {
      metadata: {
        name: string;
        uid: string;
        labels?: Record<string, string>;
        deletionTimestamp?: string;
        ownerReferences?: { kind: string; name: string }[];
      };
      status: { phase: string; podIP?: string; conditions?: { type: string; status: string }[] };
    }
    const pods = ((await window.podarium?.cluster.list('pods')) ?? []) as Pod[];
    return pods
      .filter((pod) => pod.metadata.labels?.app === label)
      .map(({ metadata, status }) => ({
        name: metadata.name,
        uid: metadata.uid,
        ip: status.podIP ?? '',
        phase: status.phase,
        owner: metadata.ownerReferences?.map(({ kind, name }) => `${kind}/${name}`).join() ?? '',
        going: metadata.deletionTimestamp !== undefined,
      }));
  }, app);
}

/** Waits until so many pods run and none is on its way out. */
export async function running(page: Page, app: string, count: number): Promise<readonly PodSeen[]> {
  await expect
    .poll(
      async () => {
        const pods = await podsOf(page, app);
        return `${pods.filter((pod) => pod.phase === 'Running' && !pod.going).length} of ${pods.length}`;
      },
      { timeout: 45_000, intervals: [100, 250] },
    )
    .toBe(`${count} of ${count}`);
  return podsOf(page, app);
}

/** Pauses and tells what there is to live this run again, and its hash there. */
export async function momentOf(
  page: Page,
): Promise<{ readonly recording: Recording; readonly end: number; readonly hash: string; readonly revision: number }> {
  return page.evaluate(async () => {
    const api = window.podarium;
    if (!api) throw new Error('the page offers no API');
    await api.time.pause();
    // Whole ticks only: in the middle of one there is no time that another run could be told to go to.
    const end = (await api.state.tick()) + 1;
    const start = end - (await api.time.now()) - 1;
    await api.time.seek({ t: (end - start) / 1000 });
    const recording = await api.state.recording();
    return { recording, end, hash: await api.state.hash(), revision: await api.state.revision() };
  });
}
