// Where everything stands, by formula: the same machines always stand in the same places, and a new one moves none of the others.
// Row one is the control plane, then the API server as a bar that everything hangs from, then the machines.
// Three forms: full, compact for narrow pages, and scale from 24 workers up (layout-scale.ts). World units are CSS px at zoom 1.
import type { Address, ViewMachine } from '../../engine/index.ts';
import { type NetworkNeed, type NetworkPlace, noNetwork, withNetwork } from './layout-network.ts';
import { scaleLayout } from './layout-scale.ts';
import { type Plane, planeDoors, planesOf } from './planes.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export type Form = 'full' | 'compact' | 'projector' | 'scale';

/** Corners of the thin frame around what runs on a master: its components without the laptop, and its bar. */
export function frameCorners(layout: Layout, master: string): readonly (readonly [number, number])[] {
  const { bar, controllerManager, etcd, planes } = layout;
  const foot = layout.form === 'scale' ? 12 : 20;
  return planes?.[master]?.frame ?? frameAround(controllerManager, etcd, bar, 8, foot);
}

export function frameAround(
  first: Box,
  last: Box,
  bar: Box,
  pad: number,
  foot: number,
): readonly (readonly [number, number])[] {
  const right = bar.x + bar.w + pad;
  const left = bar.x - pad;
  const top = first.y - 16;
  const bottom = bar.y + bar.h + foot;
  const step = bar.y - 8;
  const from = first.x - pad;
  const to = Math.min(right, last.x + last.w + pad);
  return [
    [from, top],
    [to, top],
    [to, step],
    [right, step],
    [right, bottom],
    [left, bottom],
    [left, step],
    [from, step],
  ];
}

/** A process's door to the API server: where its request lane and its watch lane meet its card. */
export interface Door {
  readonly request: number;
  readonly watch: number | undefined;
  /** Where the lanes end at the card. */
  readonly y: number;
  /** Way round other machines: the lanes run in this gutter until they are above them. */
  readonly gutter: { readonly x: number; readonly y: number } | undefined;
}

export interface Group {
  readonly name: string;
  readonly box: Box;
  readonly machines: readonly string[];
  readonly columns: number;
}

export interface Layout {
  readonly form: Form;
  readonly world: Box;
  readonly bar: Box;
  /** Heights of the two rails inside the bar. */
  readonly rails: { readonly request: number; readonly watch: number };
  readonly masters: readonly string[];
  /** Set when there are several masters: what each has. */
  readonly planes?: Readonly<Record<string, Plane>>;
  readonly laptop: Box | undefined;
  readonly controllerManager: Box;
  readonly scheduler: Box;
  readonly etcd: Box;
  readonly tray: Box | undefined;
  readonly legend: Box | undefined;
  readonly nodes: Readonly<Record<string, Box>>;
  readonly groups: readonly Group[];
  readonly doors: Readonly<Record<Address, Door>>;
  /** Services, users and autoscalers, below the machines; undefined while there are none. */
  readonly network?: NetworkPlace;
}

export const scaleFrom = 24;
const nodeWidth = 208;
const gutter = 12;
/** A pane is nearly twice as wide as high. */
const perRow = 6;
const perLongRow = 8;
const column = 144;

export function formOf(workers: number, narrow: boolean, projector: boolean): Form {
  if (workers >= scaleFrom) return 'scale';
  if (narrow) return 'compact';
  return projector ? 'projector' : 'full';
}

/** `aspect` is the pane's height by its width; only the compact form fills the pane by it. */
export function layoutOf(
  form: Form,
  machines: readonly ViewMachine[],
  aspect = 0.55,
  need: NetworkNeed = noNetwork,
): Layout {
  return withNetwork(planeLayout(form, machines, aspect, need), need);
}

function planeLayout(form: Form, machines: readonly ViewMachine[], aspect: number, need: NetworkNeed): Layout {
  const layout = singleLayout(form, machines, aspect, need.bars > 0);
  if (layout.masters.length < 2) return layout;
  const planes = planesOf(layout.masters, layout, form === 'scale' ? 12 : 20);
  return { ...layout, planes, doors: { ...layout.doors, ...planeDoors(planes, machines, layout.laptop) } };
}

function singleLayout(form: Form, machines: readonly ViewMachine[], aspect: number, served: boolean): Layout {
  switch (form) {
    case 'scale':
      return scaleLayout(machines);
    case 'compact':
      return compactLayout(machines, aspect, served);
    default:
      return fullLayout(machines, form);
  }
}

/** Heights of the rows and the gaps between them. */
interface Rows {
  readonly card: number;
  readonly barY: number;
  readonly bar: number;
  readonly nodesY: number;
  readonly node: number;
  /** Between two rows of machines. */
  readonly apart: number;
  readonly nodeWidth: number;
}

const fullRows: Rows = { card: 150, barY: 222, bar: 70, nodesY: 346, node: 250, apart: 46, nodeWidth };
/** Seen from the last row: less of everything, so that it can be larger. */
const projectorRows: Rows = { card: 100, barY: 160, bar: 52, nodesY: 262, node: 142, apart: 46, nodeWidth };
/** The same for two rows of machines: each has one row of tiles, and letters larger by what the picture is smaller. */
const projectorPairs: Rows = { card: 98, barY: 150, bar: 44, nodesY: 234, node: 98, apart: 38, nodeWidth: 246 };
/** No more machines than these are twice four in a hall; of more nothing can be read from the last row. */
const mostPairs = 8;

/** Two rows of machines in a hall. */
export const isPairs = ({ form, nodes }: Layout): boolean =>
  form === 'projector' && Object.values(nodes).some(({ h }) => h === projectorPairs.node);

function fullLayout(machines: readonly ViewMachine[], form: Form): Layout {
  const workers = machines.filter((m) => m.role === 'worker').map((m) => m.name);
  const hall = form === 'projector';
  const most = hall && workers.length <= mostPairs ? mostPairs / 2 : workers.length > 2 * perRow ? perLongRow : perRow;
  const rows = Math.max(1, Math.ceil(workers.length / most));
  const at = !hall ? fullRows : rows === 1 ? projectorRows : projectorPairs;
  const { nodesY } = at;
  const rowPitch = at.node + at.apart;
  const pitch = at.nodeWidth + gutter;
  // As even as they go: eight machines are twice four, not six and two.
  const columns = Math.max(3, Math.ceil(workers.length / rows));
  const right = 16 + columns * pitch + gutter;
  const width = right + column + 16;
  const stretch = (width - 32 - 48) / 768;
  const across = rowOf(
    16,
    16,
    [118, 256, 208, 186].map((w) => Math.round(w * stretch)),
  );
  const [laptop, controllerManager, scheduler, etcd] = across.map(({ x, w }) => ({ x, w, y: 26, h: at.card }));
  const bar = { x: 16, y: at.barY, w: width - 32, h: at.bar };
  const nodes: Record<string, Box> = {};
  workers.forEach((name, i) => {
    const row = Math.floor(i / columns);
    nodes[name] = { x: 16 + (i % columns) * pitch, y: nodesY + row * rowPitch, w: at.nodeWidth, h: at.node };
  });
  const doors = controlPlaneDoors(machines, { laptop, controllerManager, scheduler, etcd }, 34);
  for (const name of workers) {
    const box = nodes[name];
    const deep = box.y > nodesY;
    doors[`kubelet/${name}`] = {
      request: box.x + 38,
      watch: box.x + 62,
      y: box.y - 11,
      gutter: deep ? { x: box.x - 9, y: box.y - 22 } : undefined,
    };
  }
  for (const master of masterNames(machines)) {
    doors[`kubelet/${master}`] = {
      request: bar.x + bar.w - 62,
      watch: bar.x + bar.w - 38,
      y: bar.y + bar.h + 9,
      gutter: undefined,
    };
  }
  return {
    form,
    world: { x: 0, y: 0, w: width, h: nodesY + (rows - 1) * rowPitch + at.node + 12 },
    bar,
    rails: { request: bar.y + 11, watch: bar.y + bar.h - 11 },
    masters: masterNames(machines),
    laptop,
    controllerManager,
    scheduler,
    etcd,
    tray: { x: right, y: nodesY, w: column, h: hall ? 84 : 92 },
    legend: form === 'full' ? { x: right, y: nodesY + 102, w: column, h: 164 } : undefined,
    nodes,
    groups: [],
    doors,
  };
}

/** Fills a narrow pane: what height there is beyond the least goes to the gaps and the machines. */
function compactLayout(machines: readonly ViewMachine[], aspect: number, served: boolean): Layout {
  const workers = machines.filter((m) => m.role === 'worker').map((m) => m.name);
  const columns = Math.min(4, Math.max(3, workers.length));
  const rows = Math.max(1, Math.ceil(workers.length / columns));
  // Where there is room, the foot of the pane stays free for the actions button.
  const pane = 320 * aspect;
  const roomy = pane > 230;
  const foot = (roomy ? 30 : 0) + (served && pane >= 186 ? 24 : 0);
  const free = pane - foot - (roomy ? 6 : 0);
  const height = Math.min(420, Math.max(176 + (rows - 1) * 94, free));
  const spare = Math.min(110, height - 176);
  const cardH = 34 + spare * 0.14;
  const barY = 10 + cardH + 10 + spare * 0.22;
  const bar = { x: 10, y: barY, w: 300, h: 22 + spare * 0.12 };
  const railInset = Math.min(6, bar.h / 2 - 7);
  const nodesY = bar.y + bar.h + 14 + spare * 0.2;
  const nodeH = Math.min(150, (height - nodesY - 6) / rows - 8) - (served && !roomy ? 8 : 0);
  const controllerManager = { x: 10, y: 10, w: 116, h: cardH };
  const scheduler = { x: 134, y: 10, w: 100, h: cardH };
  const etcd = { x: 242, y: 10, w: 68, h: cardH };
  const w = (300 - (columns - 1) * 8) / columns;
  const nodes: Record<string, Box> = {};
  workers.forEach((name, i) => {
    const y = nodesY + Math.floor(i / columns) * (nodeH + 8);
    nodes[name] = { x: 10 + (i % columns) * (w + 8), y, w, h: nodeH };
  });
  const doors = controlPlaneDoors(machines, { laptop: undefined, controllerManager, scheduler, etcd }, 14);
  for (const name of workers) {
    const box = nodes[name];
    doors[`kubelet/${name}`] = {
      request: box.x + w / 2 - 6,
      watch: box.x + w / 2 + 6,
      y: box.y,
      gutter: box.y > nodesY ? { x: box.x - 4, y: box.y - 6 } : undefined,
    };
  }
  const h = nodesY + rows * (nodeH + 8) + foot;
  return {
    form: 'compact',
    world: { x: 0, y: 0, w: 320, h },
    bar,
    // Clear of the bar's name, which stands between them.
    rails: { request: bar.y + railInset, watch: bar.y + bar.h - railInset },
    masters: masterNames(machines),
    laptop: undefined,
    controllerManager,
    scheduler,
    etcd,
    // Beside the corner that belongs to the button.
    tray: roomy ? { x: 10, y: h - 27, w: 214, h: 24 } : undefined,
    legend: undefined,
    nodes,
    groups: [],
    doors,
  };
}

export function masterNames(machines: readonly ViewMachine[]): string[] {
  return machines.filter((m) => m.role === 'control-plane').map((m) => m.name);
}

/** Boxes side by side: their left edges and widths. */
export function rowOf(x: number, gap: number, widths: readonly number[]): { x: number; w: number }[] {
  let at = x;
  return widths.map((w) => {
    const box = { x: at, w };
    at += w + gap;
    return box;
  });
}

interface ControlPlane {
  readonly laptop: Box | undefined;
  readonly controllerManager: Box;
  readonly scheduler: Box;
  readonly etcd: Box;
}

/** Doors of everything above the bar; the lanes of one card are so many px apart, request lane left. */
export function controlPlaneDoors(
  machines: readonly ViewMachine[],
  boxes: ControlPlane,
  apart: number,
): Record<Address, Door> {
  const doors: Record<Address, Door> = {};
  const put = (address: Address, box: Box | undefined, share: number) => {
    if (!box) return;
    const request = Math.round(box.x + box.w * share);
    doors[address] = { request, watch: request + apart, y: box.y + box.h, gutter: undefined };
  };
  for (const machine of machines) {
    for (const address of machine.processes) {
      const component = address.slice(0, address.indexOf('/'));
      if (component === 'kubectl') put(address, boxes.laptop, 0.42);
      else if (component === 'kube-controller-manager') put(address, boxes.controllerManager, 0.18);
      else if (component === 'kube-scheduler') put(address, boxes.scheduler, 0.47);
      else if (component === 'etcd') put(address, boxes.etcd, 0.3);
    }
  }
  return doors;
}
