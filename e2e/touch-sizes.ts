// What a finger meets on a page: whether each control is large enough, inside the page, and not under something else.
import type { Page } from '@playwright/test';

/** The smallest side of what a finger presses, in CSS pixels. */
export const leastSide = 44;

/** A sentence for each control that a finger would miss; none when all is well. */
export async function sizeTroubles(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const troubles = new Set<string>();
    const name = (element: Element) =>
      (element.getAttribute('aria-label') || element.textContent || element.tagName).trim().slice(0, 40);
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) troubles.add(`the page is ${scrollWidth - clientWidth} px too wide`);
    /** What is scrolled out of a box around it is not under anything. */
    const isScrolledAway = (element: Element, { x, y }: { x: number; y: number }) => {
      for (let box = element.parentElement; box; box = box.parentElement) {
        if (getComputedStyle(box).overflowY === 'visible') continue;
        const { left, right, top, bottom } = box.getBoundingClientRect();
        if (x < left || x > right || y < top || y > bottom) return true;
      }
      return false;
    };
    // What stands in a sentence, and what is drawn in the picture, is as large as its sentence and its picture.
    const controls = document.querySelectorAll<HTMLElement>(
      'button, select, summary, label:has(input), a[href], [role="tab"], [role="treeitem"], [role="menuitem"]',
    );
    for (const control of controls) {
      if (control.closest('[data-testid="canvas"], .visually-hidden, p a, [inert]') !== null) continue;
      const box = control.getBoundingClientRect();
      if (
        box.width < 2 ||
        box.height < 2 ||
        !control.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      )
        continue;
      if (box.bottom < 0 || box.top > innerHeight) continue;
      if (getComputedStyle(control).clipPath !== 'none') continue;
      const [wide, high] = [Math.round(box.width), Math.round(box.height)];
      if (wide < least || high < least) troubles.add(`“${name(control)}” is ${wide} by ${high}`);
      if (box.left < -0.5 || box.right > innerWidth + 0.5) troubles.add(`“${name(control)}” is cut at the side`);
      const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
      if (middle.x < 0 || middle.y < 0 || middle.x > innerWidth || middle.y > innerHeight) continue;
      if (isScrolledAway(control, middle)) continue;
      const hit = document.elementFromPoint(middle.x, middle.y);
      if (hit && !control.contains(hit) && !hit.contains(control))
        troubles.add(`“${name(control)}” lies under “${name(hit)}”`);
    }
    return [...troubles];
  }, leastSide);
}
