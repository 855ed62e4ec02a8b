// A lesson learned in a frame with nothing but keys, in a browser that no test runner drives: read on, answer, take a deed from an object's
// menu, ask for hints. What the panel shows says what to do next, as it would say it to a learner.
import type { openFirefox } from './firefox.mjs';

type Firefox = Awaited<ReturnType<typeof openFirefox>>;

const lastTitle = 'What happened, and why';
const mostKeys = 4_000;

/** From the first step to the last page of a lesson whose deed is to delete a pod; returns how many keys that took. */
export async function learnByKeyboard(firefox: Firefox): Promise<number> {
  let keys = 0;
  const press = async (key: string) => {
    keys++;
    await firefox.press(key);
  };
  await firefox.into('iframe');
  while (keys < mostKeys) {
    const { title, shows } = await firefox.run(panel);
    if (title === lastTitle) return keys;
    if (shows === 'question') {
      await press('1');
      keys += await tabTo(firefox, onButton('Lock it in|Answer'), 160);
      await press('Enter');
    } else if (shows === 'Next') {
      keys += await tabTo(firefox, onButton('Next'), 160);
      await press('Enter');
    } else if (title === 'Delete one pod') {
      keys += await fromMenu(firefox);
      await left(firefox, title);
    } else if (shows === 'Hint') {
      keys += await tabTo(firefox, onButton('Hint'), 160);
      await press('Enter');
    }
  }
  throw new Error(`${mostKeys} keys were not enough`);
}

/** What the panel of the lesson offers, in the order in which it wants to be read. */
function panel(): { readonly title: string; readonly shows: string } {
  const lesson = document.querySelector('[data-testid="lesson"]');
  const buttons = [...(lesson?.querySelectorAll('button:enabled') ?? [])].map((each) => each.textContent ?? '');
  const title = lesson?.querySelector('h1')?.textContent ?? '';
  const asks = buttons.some((name) => /Lock it in|Answer/.test(name));
  const open = lesson?.querySelector('input[name="prediction"]:enabled') != null;
  const shows = ['Next', 'Hint'].find((word) => buttons.some((name) => name.includes(word))) ?? '';
  return { title, shows: open && (asks || shows !== 'Next') ? 'question' : shows };
}

/** In the list: to a pod of web with the arrows, its menu with its key, and there to the deed. */
async function fromMenu(firefox: Firefox): Promise<number> {
  let keys = await tabTo(firefox, inTreeOfPods, 160);
  await firefox.press('Home');
  keys += await go(firefox, 'Down', onPod, 80);
  await firefox.press('m');
  keys += await go(firefox, 'Down', onDelete, 20);
  await firefox.press('Enter');
  return keys + 3;
}

/** Waits until the step is another one, or something new can be pressed. */
async function left(firefox: Firefox, title: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const now = await firefox.run(panel);
    if (now.title !== title || now.shows === 'Next') return;
  }
  throw new Error(`nothing came of what was done in “${title}”`);
}

const inTreeOfPods = () =>
  /web-[0-9a-z]+-[0-9a-z]{5}/.test(document.activeElement?.closest('[role="tree"]')?.textContent ?? '');
const onPod = () => /Pod\/default\/web-/.test(document.activeElement?.getAttribute('data-row') ?? '');
const onDelete = () => /Delete pod/.test(document.activeElement?.textContent ?? '');

const onButton = (names: string) =>
  `() => new RegExp(${JSON.stringify(names)}).test(document.activeElement?.textContent ?? '') && document.activeElement?.closest('[data-testid="lesson"]') !== null`;

/** Presses Tab until that holds; returns how often. */
const tabTo = (firefox: Firefox, there: (() => boolean) | string, most: number) => go(firefox, 'Tab', there, most);

async function go(firefox: Firefox, key: string, there: (() => boolean) | string, most: number): Promise<number> {
  for (let presses = 0; presses <= most; presses++) {
    if (await firefox.run(there)) return presses;
    await firefox.press(key);
  }
  throw new Error(`no way there with ${key}: ${there}`);
}
