// Where Services stand: below the machines, because a Service is no machine. It is rules on every node, so its bar runs under all of
// them, and what users send enters a node at its lower border, where kube-proxy has written what to do. Users stand at the right.
import type { ViewAutoscaler, ViewService, ViewTraffic } from '../../engine/index.ts';
import type { Box, Door, Layout } from './layout.ts';
import type { Point } from './path.ts';

/** What there is to be drawn; all zero means nothing below the machines. */
export interface NetworkNeed {
  /** Services with a bar of their own. */
  readonly bars: number;
  /** A line of words: Services without a bar, autoscalers. */
  readonly line: boolean;
  readonly sources: number;
}

export interface NetworkPlace {
  readonly bars: readonly Box[];
  readonly line: Box | undefined;
  readonly traffic: Box | undefined;
}

export const noNetwork: NetworkNeed = { bars: 0, line: false, sources: 0 };
/** More Services than these are folded into words. */
export const mostBars = 3;
export const mostSources = 3;
const rightColumn = 160;
/** The metrics server's chip stands left of the master's kubelet. */
const besideKubelet = 112;

const isOwn = ({ namespace, name }: ViewService): boolean =>
  namespace !== 'kube-system' && !(namespace === 'default' && name === 'kubernetes');

/** Which Services have a bar: those that users ask for first, then by name; the system's own never. */
export function shownServices(
  services: readonly ViewService[],
  traffic: readonly ViewTraffic[],
): { readonly bars: readonly ViewService[]; readonly folded: readonly ViewService[] } {
  const asked = new Set(traffic.map((source) => source.to));
  const order = (service: ViewService) => `${asked.has(service.ref) ? 0 : 1} ${service.ref}`;
  const own = services.filter(isOwn).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const bars = own.slice(0, mostBars);
  return { bars, folded: services.filter((service) => !bars.includes(service)) };
}

export function networkNeed(
  services: readonly ViewService[],
  traffic: readonly ViewTraffic[],
  autoscalers: readonly ViewAutoscaler[],
): NetworkNeed {
  const { bars, folded } = shownServices(services, traffic);
  const line = autoscalers.length > 0 || (bars.length > 0 && folded.length > 0);
  // Who asks for nothing of a Service that nobody has made is not there yet.
  const there = traffic.filter(({ rate, sent }) => bars.length > 0 || rate > 0 || sent > 0);
  return { bars: bars.length, line, sources: there.length };
}

/** The layout with a row for the network below the machines, if there is anything to show, and with kube-proxy's doors. */
export function withNetwork(layout: Layout, need: NetworkNeed): Layout {
  const doors = { ...layout.doors, ...proxyDoors(layout) };
  const { bars, line, sources } = need;
  if (bars === 0 && !line && sources === 0) return { ...layout, doors };
  const network = layout.form === 'compact' ? narrowPlace(layout, need) : widePlace(layout, need);
  const parts = [...network.bars, network.line, network.traffic].filter((box) => box !== undefined);
  const foot = layout.form === 'compact' ? 0 : layout.form === 'projector' ? 8 : 12;
  const h = Math.max(layout.world.h, ...parts.map((box) => box.y + box.h + foot));
  return { ...layout, doors, network, world: { ...layout.world, h } };
}

function widePlace(layout: Layout, { bars, line, sources }: NetworkNeed): NetworkPlace {
  const large = layout.form === 'projector';
  const top = machinesBottom(layout) + (large ? 24 : 28);
  const x = layout.bar.x;
  const w = layout.world.w - x - 16 - (sources > 0 ? rightColumn : 0);
  const height = bars > 1 ? 30 : large ? 32 : 40;
  const boxes = Array.from({ length: bars }, (_, i) => ({ x, y: top + i * (height + 5), w, h: height }));
  const below = top + bars * (height + 5);
  return {
    bars: boxes,
    line: line ? { x, y: below, w, h: 16 } : undefined,
    traffic:
      sources > 0
        ? {
            x: layout.world.w - 16 - rightColumn + 16,
            // In a hall every line of height counts: the users stand beside the machines.
            y: large && layout.tray ? layout.tray.y + layout.tray.h + 8 : top,
            w: rightColumn - 16,
            h: 62 + (sources > 1 ? Math.min(mostSources, sources) * 15 : 0),
          }
        : undefined,
  };
}

/** Narrow: one line with everything in words, where the pane has a line to spare. */
function narrowPlace(layout: Layout, { bars }: NetworkNeed): NetworkPlace {
  const y = machinesBottom(layout) + 6;
  const free = layout.world.h - y;
  // The button for actions stands in the corner, where there is no line free below the bar.
  const box = { x: 10, y, w: free < 48 ? 214 : 300, h: 19 };
  return { bars: free >= 24 && bars > 0 ? [box] : [], line: undefined, traffic: undefined };
}

function machinesBottom(layout: Layout): number {
  const boxes = [...Object.values(layout.nodes), ...layout.groups.map((group) => group.box)];
  return Math.max(layout.bar.y + layout.bar.h + 40, ...boxes.map((box) => box.y + box.h));
}

/** kube-proxy straddles the lower border of its node; its lanes run in the gutter at the right and come in from the side. */
function proxyDoors(layout: Layout): Record<string, Door> {
  const doors: Record<string, Door> = {};
  if (layout.form === 'scale') return doors;
  const firstRow = Math.min(...Object.values(layout.nodes).map((box) => box.y));
  for (const name in layout.nodes) {
    const box = layout.nodes[name];
    const y = box.y + box.h;
    const side = box.x + box.w + (layout.form === 'compact' ? -1 : box.y > firstRow ? 4 : 1);
    doors[`kube-proxy/${name}`] = {
      request: chipRight(layout, box),
      watch: chipRight(layout, box),
      y,
      gutter: { x: side, y },
    };
  }
  for (const name of layout.masters) {
    const door = layout.doors[`kubelet/${name}`];
    if (!door) continue;
    doors[`kube-proxy/${name}`] = door;
    doors[`metrics-server/${name}`] = { ...door, request: door.request - besideKubelet, watch: undefined };
  }
  return doors;
}

const chipRight = (layout: Layout, box: Box): number => box.x + box.w - (layout.form === 'compact' ? 6 : 12);

/** kube-proxy's chip stands as far below the border of its machine; what comes to it or leaves it crosses none of its words. */
const chipBelow = 11;

/** Where requests enter a machine and its rules decide: below kube-proxy's chip on the lower border. */
export function entryOf(layout: Layout, machine: string): Point | undefined {
  const box = layout.nodes[machine];
  if (!box || layout.form === 'scale') return undefined;
  const compact = layout.form === 'compact';
  return compact ? [box.x + box.w / 2, box.y + box.h] : [box.x + box.w - 58, box.y + box.h + chipBelow];
}

/** The height at which requests cross below the row of machines that this box is in. */
export const streetBelow = (layout: Layout, box: Box): number => box.y + box.h + (layout.form === 'compact' ? 4 : 19);
