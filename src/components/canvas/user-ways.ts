// Which way a user's request goes: from the users along the street below the machines, up to the node where it enters, and from that
// node's rules to the pod they chose, on the same machine or by the street on another. The answer comes back the same way.
import type { Address, ObjectRef, ViewMessage, ViewRequest } from '../../engine/index.ts';
import type { Surroundings } from './lanes.ts';
import type { Box, Layout } from './layout.ts';
import { entryOf, streetBelow } from './layout-network.ts';
import type { Point } from './path.ts';

const component = (address: Address): string => address.slice(0, address.indexOf('/'));
const machine = (address: Address): string => address.slice(address.indexOf('/') + 1);

/** Whether an address belongs to users, to a machine's rules or to what runs in pods: the three places a request goes through. */
export const isUserPlace = (address: Address): boolean => /^(traffic|netfilter|pods)\//.test(address);

/** The polyline of a hop of a request or its answer; undefined where there is nothing to draw it between. */
export function userWay(message: ViewMessage, layout: Layout, around: Surroundings): readonly Point[] | undefined {
  const { from, to } = message;
  if (component(from) === 'netfilter') {
    if (component(to) === 'netfilter') return undefined;
    return component(to) === 'traffic'
      ? fromUsers(machine(from), layout)?.toReversed()
      : toPod(machine(from), machine(to), message.object, layout, around);
  }
  if (component(from) === 'traffic') return fromUsers(machine(to), layout);
  // An answer does not say whose it is; the request before it does.
  const object = around.causeOf(message)?.object || message.object;
  return toPod(machine(to), machine(from), object, layout, around)?.toReversed();
}

function fromUsers(entry: string, layout: Layout): Point[] | undefined {
  const at = entryOf(layout, entry);
  const box = layout.nodes[entry];
  if (!at || !box) return undefined;
  const users = layout.network?.traffic;
  const street = streetBelow(layout, box);
  const last = users ? lastStreet(layout) : street;
  // Out of the users' box at the side where the street is.
  const start: Point = users
    ? [users.x + 18, users.y + users.h / 2 < last ? users.y + users.h : users.y]
    : [layout.world.w, street];
  const first: Point = [start[0], last];
  return [start, ...along(first, [at[0], street], box), at];
}

/** From a machine's rules to a pod's tile. */
function toPod(entry: string, home: string, pod: ObjectRef, layout: Layout, around: Surroundings): Point[] | undefined {
  const at = entryOf(layout, entry);
  const box = layout.nodes[home];
  const gate = layout.nodes[entry];
  if (!at || !box || !gate) return undefined;
  const { side, target } = podDoor(box, pod.startsWith('Pod/') ? around.podBox(pod) : undefined);
  const street = streetBelow(layout, box);
  const start: Point = [at[0], streetBelow(layout, gate)];
  return [at, ...along(start, [side, street], box), [side, target[1]], target];
}

/** From one street to a point on another, round the machines between: up or down in the gutter left of the machine it goes to. */
function along(from: Point, to: Point, box: Box): Point[] {
  if (from[1] === to[1]) return [from, to];
  const gutter = box.x - 6;
  return [from, [gutter, from[1]], [gutter, to[1]], to];
}

function lastStreet(layout: Layout): number {
  return Math.max(...Object.values(layout.nodes).map((box) => streetBelow(layout, box)));
}

/** Requests come to a tile from the side that is nearer, along the inside of the machine's border. */
function podDoor(box: Box, tile: Box | undefined): { readonly side: number; readonly target: Point } {
  const left = box.x + 4;
  // A pod that is gone, or painted as a cell among hundreds: the way ends inside the machine.
  if (!tile) return { side: left, target: [left + 8, box.y + box.h * 0.45] };
  const isLeft = tile.x + tile.w / 2 <= box.x + box.w / 2;
  const y = tile.y + tile.h * 0.62;
  return isLeft
    ? { side: left, target: [tile.x + 2, y] }
    : { side: box.x + box.w - 4, target: [tile.x + tile.w - 2, y] };
}

/** Where a lost request ended: at the lower corner of the pod it had been sent to, else on the street before the node where it entered. */
export function deathPlace(
  { pod, entry }: Pick<ViewRequest, 'pod' | 'entry'>,
  layout: Layout,
  around: Surroundings,
): Death | undefined {
  const tile = pod === '' ? undefined : around.podBox(pod);
  if (tile) return { at: [tile.x + tile.w - 7, tile.y + tile.h], words: 'left' };
  const at = entryOf(layout, entry);
  const box = layout.nodes[entry];
  return at && box && { at: [at[0], streetBelow(layout, box)], words: 'right' };
}

/** The point, and the side of it on which words have room. */
export interface Death {
  readonly at: Point;
  readonly words: 'left' | 'right';
}
