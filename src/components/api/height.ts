// How high a frame would like to be: its bars, a picture one can read, and the lesson's text without scrolling. It depends on the width and
// on what is written, never on the height the frame has, so that a host that follows it comes to rest.

const wide = 560;
const most = 1_200;

/** In CSS pixels; 0 while there is nothing to measure. */
export function heightWanted(): number {
  const shell = document.querySelector<HTMLElement>('[data-shell]');
  if (!shell) return 0;
  const lesson = shell.querySelector<HTMLElement>('[data-testid="lesson"]');
  const text = lesson?.querySelector<HTMLElement>('[data-grows]');
  const foot = lesson && text ? lesson.offsetHeight - text.clientHeight : 0;
  const told = text ? contentOf(text) + foot : (lesson?.scrollHeight ?? 0);
  const bar = shell.querySelector('header')?.getBoundingClientRect().height ?? 0;
  const timeline = shell.querySelector('[data-testid="timeline"]')?.getBoundingClientRect().height ?? 0;
  const place = getComputedStyle(shell);
  const beside = place.getPropertyValue('--lesson-place').trim() === 'beside';
  const picture = Number.parseFloat(place.getPropertyValue('--picture')) || 0;
  const wanted = beside ? Math.max(wide, bar + told + timeline) : bar + picture + told + timeline;
  return Math.min(most, Math.ceil(wanted));
}

/** The height that a box would need to show all that is in it, however high it is and wherever it is scrolled to. */
function contentOf(box: HTMLElement): number {
  const bottoms = [...box.children].map((child) => child.getBoundingClientRect().bottom);
  if (bottoms.length === 0) return 0;
  return (
    Math.max(...bottoms) -
    box.getBoundingClientRect().top +
    box.scrollTop +
    Number.parseFloat(getComputedStyle(box).paddingBottom)
  );
}
