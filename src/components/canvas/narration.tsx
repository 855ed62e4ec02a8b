// The lesson's sentence in the picture, at what it speaks of: one bubble, one sentence, with a mark on the object or between the two ends
// of a connection. Where there is no room for it, or nothing to stand at, the panel says it instead.
import { type RefObject, useEffect, useRef } from 'react';
import { placesOf, useLesson } from '../lesson/lesson-store.ts';
import { Markdown } from '../lesson/markdown.tsx';
import { elementFor } from '../lesson/places.ts';
import { setView } from '../session/view-state.ts';
import styles from './narration.module.css';

const gap = 12;
const margin = 8;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function Narration({ root }: { readonly root: RefObject<HTMLElement | null> }) {
  const beat = useLesson((s) => s.view?.beat);
  const bubble = useRef<HTMLDivElement>(null);
  const places = placesOf(beat).join('\n');
  const text = beat?.text ?? '';
  useEffect(() => {
    if (places === '') return;
    const refs = places.split('\n');
    let request = 0;
    let shown = false;
    const place = () => {
      request = requestAnimationFrame(place);
      const element = bubble.current;
      const pane = root.current?.getBoundingClientRect();
      const boxes = refs.map((ref) => boxOf(root.current, ref));
      const target = pane && boxes.every((box) => box !== undefined) ? around(boxes as Box[], pane) : undefined;
      if (shown !== (target !== undefined)) {
        shown = target !== undefined;
        setView({ saidOnCanvas: shown });
      }
      if (!element || !pane) return;
      element.hidden = !target;
      if (!target) return;
      const { x, y, below } = spotFor(target, element.offsetWidth, element.offsetHeight, pane.width, pane.height);
      element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      element.dataset.side = below ? 'below' : 'above';
      element.style.setProperty('--tip', `${Math.round((target.left + target.right) / 2 - x)}px`);
    };
    place();
    return () => {
      cancelAnimationFrame(request);
      setView({ saidOnCanvas: false });
    };
  }, [places, root]);
  if (places === '') return null;
  return (
    <div ref={bubble} className={styles.bubble} data-testid="narration" hidden aria-hidden="true">
      <Markdown text={text} />
    </div>
  );
}

function boxOf(root: HTMLElement | null, ref: string): Box | undefined {
  return elementFor(root, ref)?.getBoundingClientRect();
}

/**
 * Around one object, or the middle of the way between two; relative to the pane, undefined when it lies outside. A narrow thing below
 * a wide one is joined to it straight up, so where both overlap the way runs through the overlap.
 */
function around(boxes: readonly Box[], pane: Box): Box | undefined {
  let { left, top, right, bottom } = boxes[0];
  if (boxes.length === 2) {
    const [a, b] = boxes;
    left = right = (Math.max(a.left, b.left) + Math.min(a.right, b.right)) / 2;
    top = bottom = (Math.max(a.top, b.top) + Math.min(a.bottom, b.bottom)) / 2;
  }
  if (right < pane.left || left > pane.right || bottom < pane.top || top > pane.bottom) return undefined;
  return { left: left - pane.left, right: right - pane.left, top: top - pane.top, bottom: bottom - pane.top };
}

/** Below what it speaks of, or above where there is no room; kept inside the pane. */
function spotFor(at: Box, width: number, height: number, paneWidth: number, paneHeight: number) {
  const below = at.bottom + gap + height + margin <= paneHeight || at.top - gap - height < margin;
  const y = below ? Math.min(at.bottom + gap, paneHeight - height - margin) : at.top - gap - height;
  const x = (at.left + at.right) / 2 - width / 2;
  return { x: Math.max(margin, Math.min(paneWidth - width - margin, x)), y: Math.max(margin, y), below };
}
