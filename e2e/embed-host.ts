// A course page with a lesson in it, as the tests of embedding need it: the SDK as `window.sim`, everything it tells as `window.heard`.
import type { Page } from '@playwright/test';
import { type EventName, eventNames, type Podarium } from '../src/share/sdk.ts';
import type { CourseSite } from './hosts.ts';

export type Sim = Podarium & { destroy(): void; frame: HTMLIFrameElement };

interface Offered {
  embedLesson(where: string, options: object): Promise<Sim>;
  connect(frame: HTMLIFrameElement, options?: object): Promise<Podarium>;
}

declare global {
  interface Window {
    Podarium: Offered;
    sim: Sim;
    heard: [string, Record<string, unknown>][];
    code(promise: Promise<unknown>): Promise<string>;
  }
}

/** The classic script, and a way to ask for the code of what goes wrong. */
export const script = (baseURL: string | undefined): string =>
  `<script src="${baseURL}/podarium.js"></script>
   <script>window.code = (promise) => promise.then(() => 'no error', (error) => error.code);</script>`;

/** Opens a course page with one lesson in it. */
export async function embed(
  page: Page,
  site: CourseSite,
  baseURL: string | undefined,
  options: object = {},
): Promise<void> {
  await page.goto(site.page(`<button>before</button><div id="place"></div><button>after</button>${script(baseURL)}`));
  await page.evaluate(
    async ([given, base, names]) => {
      window.sim = await window.Podarium.embedLesson('#place', { lesson: 'self-healing', base, ...given });
      window.heard = [];
      for (const name of names) window.sim.on(name, (event) => window.heard.push([name, { ...event }]));
      await window.sim.ready;
    },
    [options, `${baseURL}/`, eventNames] as const,
  );
}

/** What was told under that name. */
export const heard = (page: Page, name: EventName): Promise<Record<string, unknown>[]> =>
  page.evaluate((of) => window.heard.filter(([each]) => each === of).map(([, event]) => event), name);
