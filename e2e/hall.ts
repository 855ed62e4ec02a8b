// The impatient presenter: a press that ends what is being shown, and nothing more. One that comes when it has just ended by itself would
// begin the next sentence; so the page is asked in the very moment of the key, before it hears it.
import type { Page } from '@playwright/test';

declare global {
  interface Window {
    onlyEnds?: boolean;
  }
}

/** Before the page is opened. */
export const impatient = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const late = (event: KeyboardEvent) => {
      if (!window.onlyEnds) return;
      window.onlyEnds = false;
      if (!document.querySelector('[data-testid="hall"][data-busy]')) event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', late, { capture: true });
  });

/** Ends what is being shown, if something still is. */
export async function endBeat(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.onlyEnds = true;
  });
  await page.keyboard.press('PageDown');
}
