// Several masters in the place of one: the row of components and the bar are cut into columns, one a master, each with its own
// controller-manager, scheduler and etcd, and with its piece of the bar. So a member that falls behind stands beside the others.
// They stand as a stair: beside each card there is room for the lanes of those above it, so that no lane crosses words.
import type { Address, ViewMachine } from '../../engine/index.ts';
import { type Box, controlPlaneDoors, type Door, frameAround } from './layout.ts';

export interface Plane {
  readonly controllerManager: Box;
  readonly scheduler: Box;
  readonly etcd: Box;
  readonly bar: Box;
  readonly frame: readonly (readonly [number, number])[];
}

interface Whole {
  readonly controllerManager: Box;
  readonly etcd: Box;
  readonly bar: Box;
}

const gap = 18;

/** By master. `foot` is the room that a frame leaves below the bar. */
export function planesOf(masters: readonly string[], whole: Whole, foot: number): Record<string, Plane> {
  const { controllerManager: first, etcd: last, bar } = whole;
  const between = first.h < 60 ? 8 : gap;
  const right = bar.x + bar.w;
  const width = (Math.max(last.x + last.w, right) - first.x - between * (masters.length - 1)) / masters.length;
  const line = Math.round(first.h * (first.h < 60 ? 0.26 : 0.22));
  const step = stepOf(width);
  const planes: Record<string, Plane> = {};
  masters.forEach((master, i) => {
    const x = first.x + i * (width + between);
    const controllerManager = { x, y: first.y, w: width, h: line };
    const scheduler = { x: x + step, y: first.y + line + 4, w: width - step, h: line };
    const etcd = { x: x + 2 * step, y: first.y + 2 * line + 8, w: width - 2 * step, h: first.h - 2 * line - 8 };
    const left = i === 0 ? bar.x : x;
    const piece = { x: left, y: bar.y, w: x + width - left, h: bar.h };
    const frame = frameAround(controllerManager, etcd, piece, Math.min(8, between / 2 - 1), foot);
    planes[master] = { controllerManager, scheduler, etcd, bar: piece, frame };
  });
  return planes;
}

/** How far a card stands back from the one above it. */
const stepOf = (width: number): number => Math.round(Math.min(26, width * 0.14));

/** The doors of what runs on the masters, each below its own card, and of their kubelets at the end of their piece of the bar. */
export function planeDoors(
  planes: Readonly<Record<string, Plane>>,
  machines: readonly ViewMachine[],
  laptop: Box | undefined,
): Record<Address, Door> {
  const doors: Record<Address, Door> = {};
  for (const machine of machines) {
    const plane = planes[machine.name];
    if (!plane) continue;
    const { x: left, w: width } = plane.controllerManager;
    const apart = Math.min(24, width / 9);
    const step = stepOf(width);
    const own = controlPlaneDoors([machine], { laptop, ...plane }, apart);
    for (const address in own) {
      const component = address.slice(0, address.indexOf('/'));
      const stair = ['kube-controller-manager', 'kube-scheduler'].indexOf(component);
      const request = Math.round(stair < 0 ? plane.etcd.x + plane.etcd.w * 0.45 : left + step * (stair + 0.22));
      doors[address] = { ...own[address], request, watch: request + (stair < 0 ? apart : Math.round(step * 0.46)) };
    }
    const end = plane.bar.x + plane.bar.w;
    doors[`kubelet/${machine.name}`] = {
      request: end - 44,
      watch: end - 20,
      y: plane.bar.y + plane.bar.h + 9,
      gutter: undefined,
    };
  }
  return doors;
}
