// Animation frames that wait while nobody can see the page. A browser gives a hidden tab none, but a frame of another page goes on when it
// is scrolled away; three lessons on one page would then cost three times as much as the one that is looked at.

type Callback = (at: number) => void;

const waiting = new Map<number, { readonly callback: Callback; request: number }>();
let last = 0;
let shown = true;

/** Like `requestAnimationFrame`, once the page is seen. */
export function nextFrame(callback: Callback): number {
  const id = ++last;
  waiting.set(id, { callback, request: 0 });
  if (shown) ask(id);
  return id;
}

export function cancelFrame(id: number): void {
  const entry = waiting.get(id);
  if (entry) cancelAnimationFrame(entry.request);
  waiting.delete(id);
}

/** Whether the page can be seen now. What waited goes on with the next frame. */
export function setShown(now: boolean): void {
  if (now === shown) return;
  shown = now;
  for (const [id, entry] of waiting) {
    if (now) ask(id);
    else cancelAnimationFrame(entry.request);
  }
}

function ask(id: number): void {
  const entry = waiting.get(id);
  if (!entry) return;
  entry.request = requestAnimationFrame((at) => {
    waiting.delete(id);
    entry.callback(at);
  });
}

/** Follows whether the page is on screen: its tab, and its place in the page around it. */
export function followVisibility(root: Element): void {
  let inView = true;
  const tell = () => setShown(inView && document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', tell);
  new IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? true;
    tell();
  }).observe(root);
}
