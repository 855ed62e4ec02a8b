// The regions of the page that are drawn elsewhere: a region whose component is not here is not shown at all.
// Each is lazy where it can be, so that the shell and the canvas paint first.
import type { ComponentType } from 'react';

export interface Slots {
  /** Under the canvas: terminal, events, YAML, etcd log. */
  readonly dock?: ComponentType;
  /** Right; opens on selection. */
  readonly inspector?: ComponentType;
  /** Bottom, full width, 100 high. */
  readonly timeline?: ComponentType;
  /** The list twin of the canvas, in the canvas's place. */
  readonly outline?: ComponentType;
  /** Left, 300 wide, while a lesson runs. */
  readonly lesson?: ComponentType;
}

export const slots: Slots = {};
