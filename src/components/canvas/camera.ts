// The camera: it keeps the whole cluster in view until the learner moves it, and returns when asked to.
import type { ReactFlowInstance } from '@xyflow/react';
import { useView } from '../session/view-state.ts';
import type { Layout } from './layout.ts';
import type { Piece } from './pieces.tsx';

const margin = 10;
/** Height of the toolbar with its distance from the edge, and of what is below the lowest bar in the world. */
const toolbar = 40;
const below = 28;
const nearest = 1.5;
const moveMs = 320;

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The view that shows the whole world in a pane, not nearer than half again unless it is for a projector. */
export function fitOf(layout: Layout, width: number, height: number, projector: boolean): View {
  const { world } = layout;
  const inner = layout.form === 'compact' ? 0 : margin;
  const shown = Math.min((width - inner * 2) / world.w, (height - inner * 2) / world.h);
  // The toolbar stands in the strip below the bars of Services; where that is too low, the picture goes up a little.
  // A cluster of many machines has a bar of its own there.
  const strip =
    layout.form === 'scale' && !projector
      ? toolbar
      : layout.network && layout.form === 'full'
        ? Math.max(0, toolbar - inner - below * shown)
        : 0;
  const free = Math.min(shown, (height - inner * 2 - strip) / world.h);
  const zoom = Math.max(0.1, Math.min(projector || layout.form === 'compact' ? 3 : nearest - 0.06, free));
  return {
    zoom,
    x: (width - world.w * zoom) / 2 - world.x * zoom,
    y: (height - strip - world.h * zoom) / 2 - world.y * zoom,
  };
}

export function moveTo(flow: ReactFlowInstance<Piece>, view: View, now = false): void {
  void flow.setViewport(view, { duration: now || useView.getState().reducedMotion ? 0 : moveMs });
}

/** Whether the camera is there, give or take what a screen can show. */
export function isSeenSo(flow: ReactFlowInstance<Piece>, view: View): boolean {
  const now = flow.getViewport();
  return Math.abs(now.x - view.x) + Math.abs(now.y - view.y) + Math.abs(now.zoom - view.zoom) * 100 < 1;
}
