// The lesson's sentence in the picture, at what it speaks of: one bubble, one sentence, with a mark on the object or between the two ends
// of a connection. Where there is no room for it, or nothing to stand at, the panel says it instead.
import { type RefObject, useEffect, useRef } from 'react';
import { placesOf, useLesson } from '../lesson/lesson-store.ts';
import { Markdown } from '../lesson/markdown.tsx';
import { elementFor } from '../lesson/places.ts';
import { setView } from '../session/view-state.ts';
import styles from './narration.module.css';
import { type Box, type Obstacle, type Spot, spotFor } from './narration-spot.ts';

/** What lies in the way is looked at so often; where the object is, at every frame. */
const lookEveryMs = 300;

export function Narration({ root }: { readonly root: RefObject<HTMLElement | null> }) {
  const beat = useLesson((s) => s.view?.beat);
  const bubble = useRef<HTMLDivElement>(null);
  const places = placesOf(beat).join('\n');
  const text = beat?.text ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sentence has another size, and looks for a place of its own
  useEffect(() => {
    if (places === '') return;
    const refs = places.split('\n');
    let request = 0;
    let shown = false;
    let lookedAt = Number.NEGATIVE_INFINITY;
    let obstacles: readonly Obstacle[] = [];
    let spot: Spot | undefined;
    const place = (now: number) => {
      request = requestAnimationFrame(place);
      const element = bubble.current;
      const pane = root.current?.getBoundingClientRect();
      const boxes = refs.map((ref) => elementFor(root.current, ref)?.getBoundingClientRect());
      const target = pane && boxes.every((box) => box !== undefined) ? around(boxes as Box[], pane) : undefined;
      if (shown !== (target !== undefined)) {
        shown = target !== undefined;
        setView({ saidOnCanvas: shown });
      }
      if (!element || !pane) return;
      element.hidden = !target;
      if (!target) return;
      if (now - lookedAt > lookEveryMs) {
        lookedAt = now;
        obstacles = inTheWay(root.current as HTMLElement, refs, pane);
      }
      const size = { width: element.offsetWidth, height: element.offsetHeight };
      spot = spotFor(target, size, pane, obstacles, spot?.place);
      const upright = spot.side === 'below' || spot.side === 'above';
      const tip = upright ? (target.left + target.right) / 2 - spot.x : (target.top + target.bottom) / 2 - spot.y;
      element.style.transform = `translate(${Math.round(spot.x)}px, ${Math.round(spot.y)}px)`;
      element.dataset.side = spot.side;
      element.style.setProperty('--tip', `${Math.round(tip)}px`);
    };
    request = requestAnimationFrame(place);
    return () => {
      cancelAnimationFrame(request);
      setView({ saidOnCanvas: false });
    };
  }, [places, text, root]);
  if (places === '') return null;
  return (
    <div ref={bubble} className={styles.bubble} data-testid="narration" hidden aria-hidden="true">
      <Markdown text={text} />
    </div>
  );
}

/** Everything that has a name in the picture, by what it would cost to cover it: what is lit or spoken of, then pods, then the rest. */
function inTheWay(root: HTMLElement, refs: readonly string[], pane: Box): readonly Obstacle[] {
  const found: Obstacle[] = [];
  for (const element of root.querySelectorAll<HTMLElement>('[data-object]')) {
    const { object = '', lit, live } = element.dataset;
    const named = (lit !== undefined || refs.includes(object)) && !object.startsWith('Process//kube-apiserver/');
    const weight = named ? 6 : weightOf(object) * (live === undefined ? 1 : 2);
    found.push({ ...relative(element.getBoundingClientRect(), pane), weight });
  }
  // Of a connection the way itself; a straight line has no width of its own.
  for (const lane of root.querySelectorAll('path[data-pointed]')) {
    const { left, top, right, bottom } = lane.getBoundingClientRect();
    found.push({ ...relative({ left: left - 6, top, right: right + 6, bottom }, pane), weight: 6 });
  }
  return found;
}

/** The inside of a machine is mostly empty: what is in it counts by itself. */
function weightOf(ref: string): number {
  if (ref.startsWith('Node/')) return 0.15;
  if (ref.startsWith('Pod/kube-system/')) return 0.2;
  // What a machine's programs are called is where they are started and stopped.
  return ref.startsWith('Pod/') ? 4 : /^Process\/\/(kubelet|kube-proxy|containerd)\//.test(ref) ? 3 : 1;
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
  return relative({ left, top, right, bottom }, pane);
}

const relative = ({ left, top, right, bottom }: Box, pane: Box): Box => ({
  left: left - pane.left,
  right: right - pane.left,
  top: top - pane.top,
  bottom: bottom - pane.top,
});
