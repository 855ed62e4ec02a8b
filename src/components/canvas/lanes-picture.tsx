// The standing lanes and the bar's ground, as one SVG beneath the cards: solid where requests go, dashed where a watch is open.
// A cut cable leaves a gap with a cross in it.
import { ViewportPortal } from '@xyflow/react';
import { memo } from 'react';
import { useLesson } from '../lesson/lesson-store.ts';
import { useSession } from '../session/store.ts';
import { useView } from '../session/view-state.ts';
import styles from './canvas.module.css';
import { standingLanes } from './lanes.ts';
import type { Layout } from './layout.ts';
import { svgPath } from './path.ts';

export const LanesPicture = memo(function LanesPicture({ layout }: { readonly layout: Layout }) {
  const addresses = useSession((s) => s.processes);
  const machines = useSession((s) => s.machines);
  const lit = useLesson((s) => s.highlight);
  const dim = useLesson((s) => s.dim);
  const pointed = useView((s) => (s.pointedAt.startsWith('Lane//') ? s.pointedAt : ''));
  const { bar, rails, world } = layout;
  const lanes = standingLanes(layout, layout.form === 'scale' ? aboveBar(addresses) : Object.keys(addresses));
  return (
    <ViewportPortal>
      <svg className={styles.lanes} width={world.w} height={world.h} aria-hidden="true">
        <rect x={bar.x} y={bar.y} width={bar.w} height={bar.h} rx="12" fill="var(--card)" />
        <path
          d={`M${bar.x + 12} ${rails.request}H${bar.x + bar.w - 12}M${bar.x + 12} ${rails.watch}H${bar.x + bar.w - 12}`}
          className={styles.rail}
        />
        {lanes.map((lane) => {
          const machine = machines[lane.address.slice(lane.address.indexOf('/') + 1)];
          const cut = machine !== undefined && (machine.cutSince !== undefined || !machine.up);
          return (
            <path
              key={`${lane.address} ${lane.kind}`}
              d={svgPath(lane.line)}
              className={styles.lane}
              data-kind={lane.kind}
              data-cut={cut || undefined}
              data-pointed={pointed === `Lane//${lane.address}` || undefined}
              data-lit={lit.has(`Lane//${lane.address}`) || undefined}
              data-dim={dim.has(`Lane//${lane.address}`) || undefined}
            />
          );
        })}
        {Object.values(machines).map((machine) => {
          const door = layout.doors[`kubelet/${machine.name}`];
          if (machine.cutSince === undefined || !door || layout.form === 'scale') return null;
          const y = (bar.y + bar.h + Math.min(door.y, bar.y + bar.h + 44)) / 2;
          const x = door.request + 12;
          return (
            <g key={machine.name}>
              <rect x={x - 20} y={y - 17} width="40" height="34" fill="var(--canvas)" />
              <path d={`M${x - 8} ${y - 8}l16 16m0-16-16 16`} className={styles.cut} />
            </g>
          );
        })}
      </svg>
    </ViewportPortal>
  );
});

const aboveBar = (processes: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(processes).filter((address) => /^(etcd|kube-scheduler|kube-controller-manager)\//.test(address));
