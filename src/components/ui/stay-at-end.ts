// A list that grows stays at its end while new lines come, unless the reader has scrolled up. It is moved when the browser has measured
// the lines anyway: asking for their height as they come would make it measure the whole page once more in every frame.

/** From so near the end, in pixels, a reader is taken along. */
const near = 24;

/** A `ref` for what scrolls; its one child holds all that grows. */
export function stayAtEnd(element: HTMLElement | null): (() => void) | undefined {
  const content = element?.firstElementChild;
  if (!element || !content) return undefined;
  let atEnd = true;
  const look = () => {
    atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < near;
  };
  const observer = new ResizeObserver(() => {
    if (atEnd) element.scrollTop = element.scrollHeight;
  });
  observer.observe(content);
  observer.observe(element);
  element.addEventListener('scroll', look, { passive: true });
  return () => {
    observer.disconnect();
    element.removeEventListener('scroll', look);
  };
}
