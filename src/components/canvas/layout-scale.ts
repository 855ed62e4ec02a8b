// The form for 24 workers and more: machines are tiles grouped by zone, and the lanes of a group are one band.
// Nothing else changes: control plane above, the bar between, machines below.
import type { ViewMachine } from '../../engine/index.ts';
import { type Box, controlPlaneDoors, type Door, type Group, type Layout, masterNames, rowOf } from './layout.ts';

export const tile = { w: 34, h: 42, gapX: 3, gapY: 4, padX: 12, top: 36 };
const zoneLabel = 'topology.kubernetes.io/zone';
const tilesAcross = 27;

export function scaleLayout(machines: readonly ViewMachine[]): Layout {
  const workers = machines.filter((m) => m.role === 'worker');
  const zones = new Map<string, string[]>();
  for (const worker of workers) {
    const zone = worker.node?.labels[zoneLabel] ?? '';
    zones.set(zone, [...(zones.get(zone) ?? []), worker.name]);
  }
  const names = [...zones.keys()].sort();
  const columns = Math.max(3, Math.floor(tilesAcross / names.length));
  const groupWidth = columns * (tile.w + tile.gapX) - tile.gapX + tile.padX * 2;
  const width = Math.max(848, names.length * (groupWidth + 16) - 16 + 40);
  const across = rowOf(
    20,
    16,
    [0.27, 0.22, 0.18, 0.33].map((share) => Math.round(share * (width - 40 - 48))),
  );
  const [controllerManager, scheduler, etcd, tray] = across.map(({ x, w }) => ({ x, w, y: 16, h: 84 }));
  const bar = { x: 20, y: 136, w: width - 40, h: 42 };
  const groupsY = 260;
  const nodes: Record<string, Box> = {};
  const groups: Group[] = [];
  const doors: Record<string, Door> = controlPlaneDoors(
    machines,
    { laptop: undefined, controllerManager, scheduler, etcd },
    36,
  );
  let deepest = 0;
  names.forEach((name, g) => {
    const members = zones.get(name) ?? [];
    const rows = Math.ceil(members.length / columns);
    const h = tile.top + rows * (tile.h + tile.gapY) - tile.gapY + tile.padX;
    const box = { x: 20 + g * (groupWidth + 16), y: groupsY, w: groupWidth, h };
    groups.push({ name, box, machines: members, columns });
    deepest = Math.max(deepest, h);
    members.forEach((member, i) => {
      const x = box.x + tile.padX + (i % columns) * (tile.w + tile.gapX);
      const y = box.y + tile.top + Math.floor(i / columns) * (tile.h + tile.gapY);
      nodes[member] = { x, y, w: tile.w, h: tile.h };
      doors[`kubelet/${member}`] = {
        request: box.x + groupWidth * 0.6,
        watch: box.x + groupWidth * 0.42,
        y: groupsY,
        gutter: undefined,
      };
    });
  });
  return {
    form: 'scale',
    world: { x: 0, y: 0, w: width, h: groupsY + deepest + 16 },
    bar,
    rails: { request: bar.y + 8, watch: bar.y + 34 },
    masters: masterNames(machines),
    laptop: undefined,
    controllerManager,
    scheduler,
    etcd,
    tray,
    legend: undefined,
    nodes,
    groups: groups.map((group) => ({ ...group, box: { ...group.box, h: deepest } })),
    doors,
  };
}
