// Hands that know nothing: they press, drag, scroll, tap and type wherever luck sends them, and luck is a seed. What they do is written down
// in words, so that what went wrong can be done again by hand, and with the same seed by the same hands.
import type { Page } from '@playwright/test';

/** A small generator of numbers from 0 to 1, the same for a seed on every machine. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly words: string;
}

interface Hand {
  readonly page: Page;
  readonly draw: () => number;
  readonly fingers: boolean;
}

/** Does something and says what; '' when there was nothing to do it to. */
type Deed = (hand: Hand) => Promise<string>;

const one = <T>(all: readonly T[], draw: () => number): T => all[Math.floor(draw() * all.length)];

const keys = [
  ...['Tab', 'Shift+Tab', 'Enter', 'Space', 'Escape', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'],
  ...['PageDown', 'Delete', 'Backspace', 'Control+z', 'Control+Shift+z', 'Control+y', 'Control+a', 'Control+Enter'],
  ...'?/.,nNzZfFslbwdyt+-0123[]'.split(''),
];
const lines = [
  ...['kubectl get pods', 'kubectl delete pod --all', 'kubectl scale deploy/web --replicas=7', 'kubectl drain node-1'],
  ...['kubectl get nodes -o yaml', 'kubectl describe pods', 'kubectl apply -f -', 'kubectl rollout restart deploy web'],
  ...['kubectl exec -it web -- sh', 'kubectl get pods -w', 'kubectl explain pod.spec', 'kubectl "', 'ls | grep', ''],
  ...['kubectl create deployment x --image=nginx:1.27 --replicas=3', 'kubectl logs -f deploy/web', 'clear', 'help'],
  ...['\u202e<script>alert(1)</script>', '😀'.repeat(40), 'kind: Pod\nmetadata: {name: }', '['.repeat(300), '-1e999'],
];

/** Everything on screen that says it can be pressed, and everything of the picture. */
const pressable = (page: Page): Promise<readonly Place[]> =>
  page.evaluate(() => {
    const modal = document.querySelector('dialog[open]');
    const asked = 'button, a[href], input, select, textarea, summary, [role], [tabindex], [data-object]';
    return [...(modal ?? document).querySelectorAll(asked)].flatMap((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      if (width < 2 || height < 2 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return [];
      const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40);
      return [{ x, y, words: `${element.tagName.toLowerCase()} "${words}"` }];
    });
  });

async function somewhere({ page, draw }: Hand): Promise<Place> {
  const { width, height } = page.viewportSize() ?? { width: 1, height: 1 };
  const [x, y] = [Math.floor(draw() * width), Math.floor(draw() * height)];
  return { x, y, words: `${x},${y}` };
}

const press: Deed = async (hand) => {
  const found = await pressable(hand.page);
  const { x, y, words } = found.length > 0 ? one(found, hand.draw) : await somewhere(hand);
  if (hand.fingers) await hand.page.touchscreen.tap(x, y);
  else await hand.page.mouse.click(x, y);
  return `press ${words} at ${Math.round(x)},${Math.round(y)}`;
};

const menu: Deed = async (hand) => {
  const { x, y, words } = one([...(await pressable(hand.page)), await somewhere(hand)], hand.draw);
  await hand.page.mouse.click(x, y, { button: 'right' });
  return `right button on ${words}`;
};

const anywhere: Deed = async (hand) => {
  const { x, y, words } = await somewhere(hand);
  const clickCount = hand.draw() < 0.3 ? 2 : 1;
  await hand.page.mouse.click(x, y, { clickCount });
  return `click ${clickCount} times at ${words}`;
};

const drag: Deed = async (hand) => {
  const found = await pressable(hand.page);
  const from = hand.draw() < 0.6 && found.length > 0 ? one(found, hand.draw) : await somewhere(hand);
  const to = await somewhere(hand);
  await hand.page.mouse.move(from.x, from.y);
  await hand.page.mouse.down();
  await hand.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 2 });
  if (hand.draw() < 0.15) await hand.page.keyboard.press('Escape');
  await hand.page.mouse.move(to.x, to.y, { steps: 2 });
  await hand.page.mouse.up();
  return `drag ${from.words} to ${to.words}`;
};

const scroll: Deed = async ({ page, draw }) => {
  const pinch = draw() < 0.4;
  if (pinch) await page.keyboard.down('Control');
  const by = Math.round((draw() - 0.5) * 1_200);
  await page.mouse.wheel(Math.round((draw() - 0.5) * 200), by);
  if (pinch) await page.keyboard.up('Control');
  return `${pinch ? 'pinch' : 'scroll'} by ${by}`;
};

const key: Deed = async ({ page, draw }) => {
  const pressed = Array.from({ length: 1 + Math.floor(draw() * 3) }, () => one(keys, draw));
  for (const each of pressed) await page.keyboard.press(each);
  return `keys ${pressed.join(' ')}`;
};

const type: Deed = async (hand) => {
  const { page, draw } = hand;
  const fields = (await pressable(page)).filter(({ words }) => /^(input|textarea|div "|select)/.test(words));
  const field = fields.length > 0 && draw() < 0.8 ? one(fields, draw) : undefined;
  if (field) await page.mouse.click(field.x, field.y);
  const line = one(lines, draw);
  await page.keyboard.insertText(line);
  if (draw() < 0.7) await page.keyboard.press('Enter');
  return `type ${JSON.stringify(line.slice(0, 40))} into ${field?.words ?? 'what has the focus'}`;
};

const size: Deed = async ({ page, draw }) => {
  const [width, height] = one(
    [
      [1280, 800],
      [320, 400],
      [640, 480],
      [1920, 1080],
      [390, 844],
    ] as const,
    draw,
  );
  await page.setViewportSize({ width, height });
  return `window of ${width} by ${height}`;
};

const turn: Deed = async ({ page, draw }) => {
  const back = draw() < 0.7;
  await (back ? page.goBack({ waitUntil: 'commit' }) : page.goForward({ waitUntil: 'commit' }));
  return back ? 'back' : 'forward';
};

const shares: readonly (readonly [share: number, deed: Deed])[] = [
  [40, press],
  [8, menu],
  [8, anywhere],
  [8, drag],
  [6, scroll],
  [16, key],
  [9, type],
  [3, size],
  [2, turn],
];
const all = shares.reduce((sum, [share]) => sum + share, 0);

/** One deed, in words. */
export async function doSomething(hand: Hand): Promise<string> {
  let left = hand.draw() * all;
  for (const [share, deed] of shares) {
    left -= share;
    if (left < 0) return deed(hand);
  }
  return '';
}
