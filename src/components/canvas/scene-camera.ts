// The lesson's camera: brings what a sentence speaks of into view, follows one object, or holds still. It never comes so near or goes so
// far that a tile cannot be read, and it leaves the picture alone once the learner has moved it.
import type { ReactFlowInstance } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { hasCamera, useLesson } from '../lesson/lesson-store.ts';
import { elementFor, onPicture } from '../lesson/places.ts';
import { moveTo } from './camera.ts';
import type { Piece } from './pieces.tsx';

const nearest = 1.4;
const furthest = 0.76;
const padding = 48;
const followEveryMs = 400;

interface Camera {
  readonly root: RefObject<HTMLElement | null>;
  readonly flow: ReactFlowInstance<Piece>;
  /** The whole picture again. */
  readonly showAll: () => void;
  /** Whether all of it can be read from the last row: then nothing is gained by coming nearer, and the rest is lost. */
  readonly readable: () => boolean;
  readonly own: { current: boolean };
}

export function useSceneCamera({ root, flow, showAll, readable, own }: Camera): void {
  const scene = useLesson((s) => s.view?.scene);
  const wanted = scene && hasCamera(scene) ? JSON.stringify([scene.fit, scene.follow, scene.hold]) : '';
  useEffect(() => {
    if (wanted === '') return;
    const [fit, follow, hold] = JSON.parse(wanted) as [string[], string, boolean];
    if (hold) return;
    if (readable()) return showAll();
    if (fit.length > 0) {
      // A card that has to come first may be drawn a frame later.
      const request = requestAnimationFrame(() => bring(root.current, flow, fit.map(onPicture), own));
      if (follow === '') return () => cancelAnimationFrame(request);
    }
    const timer =
      follow === '' ? 0 : window.setInterval(() => bring(root.current, flow, [onPicture(follow)], own), followEveryMs);
    return () => window.clearInterval(timer);
  }, [wanted, root, flow, own, showAll, readable]);
  const moved = wanted !== '';
  useEffect(() => {
    if (!moved) return;
    return () => showAll();
  }, [moved, showAll]);
}

/** Moves the camera so that all of them are seen, if they are not seen well enough already. */
function bring(
  root: HTMLElement | null,
  flow: ReactFlowInstance<Piece>,
  refs: readonly string[],
  own: { current: boolean },
): void {
  const pane = root?.getBoundingClientRect();
  if (!root || !pane) return;
  const boxes = refs.map((ref) => elementFor(root, ref)?.getBoundingClientRect()).filter((box) => box !== undefined);
  if (boxes.length === 0) return;
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  const { x, y, zoom } = flow.getViewport();
  const [w, h] = [(right - left) / zoom, (bottom - top) / zoom];
  const inside = left >= pane.left && right <= pane.right && top >= pane.top && bottom <= pane.bottom;
  const free = Math.min((pane.width - padding * 2) / w, (pane.height - padding * 2) / h);
  const next = inside && zoom >= furthest ? zoom : Math.max(furthest, Math.min(nearest, free));
  if (inside && next === zoom) return;
  const centreX = ((left + right) / 2 - pane.left - x) / zoom;
  const centreY = ((top + bottom) / 2 - pane.top - y) / zoom;
  own.current = false;
  moveTo(flow, { zoom: next, x: pane.width / 2 - centreX * next, y: pane.height / 2 - centreY * next });
}
