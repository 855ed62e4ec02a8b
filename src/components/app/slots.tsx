// The regions of the page that are drawn elsewhere: a region whose component is not here is not shown at all.
// Each is lazy where it can be, so that the shell and the canvas paint first.
import { type ComponentType, lazy } from 'react';

export interface Slots {
  /** Under the canvas: terminal, events, YAML, etcd log. */
  readonly dock?: ComponentType;
  /** Right; opens on selection. */
  readonly inspector?: ComponentType;
  /** Bottom, full width, 100 high. */
  readonly timeline?: ComponentType;
  /** The list twin of the canvas, in the canvas's place. */
  readonly outline?: ComponentType;
  /** Over canvas and inspector: the scheduler's decision about a pod. */
  readonly decision?: ComponentType;
  /** Left, 300 wide, while a lesson runs. */
  readonly lesson?: ComponentType;
}

const Dock = lazy(() => import('../dock/dock.tsx').then(({ Dock }) => ({ default: Dock })));
const Inspector = lazy(() => import('../inspector/inspector.tsx').then(({ Inspector }) => ({ default: Inspector })));
const Timeline = lazy(() => import('../timeline/timeline.tsx').then(({ Timeline }) => ({ default: Timeline })));
const Outline = lazy(() => import('../outline/outline.tsx').then(({ Outline }) => ({ default: Outline })));
const Decision = lazy(() =>
  import('../decision/decision-panel.tsx').then(({ DecisionPanel }) => ({ default: DecisionPanel })),
);
const Lesson = lazy(() => import('../lesson/lesson.tsx').then(({ Lesson }) => ({ default: Lesson })));

export const slots: Slots = {
  dock: Dock,
  inspector: Inspector,
  timeline: Timeline,
  outline: Outline,
  decision: Decision,
  lesson: Lesson,
};
