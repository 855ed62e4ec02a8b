// The pieces of the picture as React Flow nodes: machines and components are nodes, pods are not. The list changes only when a
// machine comes or goes; what happens inside a piece is the piece's own subscription.

import type { Node, NodeProps } from '@xyflow/react';
import { lazy, Suspense } from 'react';
import type { ViewMachine } from '../../engine/index.ts';
import { ApiserverBar } from './cards/apiserver-bar.tsx';
import { ControllerManagerCard, EtcdCard, LaptopCard, OneLine, SchedulerCard } from './cards/control-plane.tsx';
import { NodeCard } from './cards/node-card.tsx';
import { NetworkLine, ServiceBar } from './cards/service-bar.tsx';
import { Legend, MasterFrame, Tray } from './cards/side.tsx';
import { NarrowTray, SmallControllerManager, SmallEtcd, SmallScheduler, WideTray } from './cards/small-cards.tsx';
import { TrafficCard } from './cards/traffic-card.tsx';
import { type Box, frameCorners, type Layout } from './layout.ts';
import { svgPath } from './path.ts';

/** Few clusters have so many machines. */
const ZoneGroup = lazy(() => import('./cards/zone-group.tsx'));

type Kind =
  | 'laptop'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'etcd'
  | 'kube-apiserver'
  | 'frame'
  | 'machine'
  | 'group'
  | 'service'
  | 'network-line'
  | 'traffic'
  | 'tray'
  | 'legend';

interface PieceData extends Record<string, unknown> {
  readonly kind: Kind;
  /** Machine name, process address or zone. */
  readonly name: string;
  readonly layout: Layout;
}

export type Piece = Node<PieceData, 'piece'>;

export function piecesOf(layout: Layout, machines: readonly ViewMachine[]): Piece[] {
  const pieces: Piece[] = [];
  const put = (kind: Kind, name: string, box: Box | undefined, zIndex = 0) => {
    if (!box) return;
    pieces.push({
      id: `${kind} ${name}`,
      type: 'piece',
      position: { x: box.x, y: box.y },
      width: box.w,
      height: box.h,
      zIndex,
      focusable: false,
      draggable: false,
      selectable: false,
      // React Flow takes the pointer away from nodes that it neither drags nor selects.
      style: { pointerEvents: kind === 'frame' ? 'none' : 'all' },
      data: { kind, name, layout },
    });
  };
  for (const master of layout.masters) {
    const corners = frameCorners(layout, master);
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    if (layout.form !== 'compact') {
      put('frame', master, { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y }, -1);
    }
  }
  for (const machine of machines) {
    const at = layout.planes?.[machine.name] ?? layout;
    for (const address of machine.processes) {
      switch (address.slice(0, address.indexOf('/'))) {
        case 'kubectl':
          put('laptop', address, layout.laptop);
          break;
        case 'kube-controller-manager':
          put('kube-controller-manager', address, at.controllerManager);
          break;
        case 'kube-scheduler':
          put('kube-scheduler', address, at.scheduler);
          break;
        case 'etcd':
          put('etcd', address, at.etcd);
          break;
        case 'kube-apiserver':
          put('kube-apiserver', address, at.bar);
          break;
      }
    }
  }
  if (layout.form === 'scale') for (const group of layout.groups) put('group', group.name, group.box);
  else for (const name in layout.nodes) put('machine', name, layout.nodes[name]);
  const { network } = layout;
  for (const [i, box] of (network?.bars ?? []).entries()) put('service', String(i), box);
  put('network-line', '', network?.line);
  put('traffic', '', network?.traffic);
  put('tray', '', layout.tray);
  put('legend', '', layout.legend);
  return pieces;
}

function PieceView({ data }: NodeProps<Piece>) {
  const { kind, name, layout } = data;
  const full = layout.form === 'full' || layout.form === 'projector';
  const compact = layout.form === 'compact';
  const many = compact || layout.masters.length > 3;
  switch (kind) {
    case 'laptop':
      return <LaptopCard address={name} />;
    case 'kube-controller-manager':
      return layout.planes ? (
        <OneLine address={name} title={many ? 'controllers' : 'controller-manager'} short={many} />
      ) : full ? (
        <ControllerManagerCard address={name} />
      ) : (
        <SmallControllerManager address={name} compact={compact} />
      );
    case 'kube-scheduler':
      return layout.planes ? (
        <OneLine address={name} title={many ? 'scheduler' : 'kube-scheduler'} short={many} />
      ) : full ? (
        <SchedulerCard address={name} />
      ) : (
        <SmallScheduler address={name} compact={compact} />
      );
    case 'etcd':
      return full || layout.planes ? (
        <EtcdCard address={name} room={membersRoom(layout)} />
      ) : (
        <SmallEtcd address={name} compact={compact} />
      );
    case 'kube-apiserver':
      return <ApiserverBar address={name} compact={!full || layout.planes !== undefined} />;
    case 'frame':
      return <Frame name={name} layout={layout} />;
    case 'machine':
      return <NodeCard name={name} compact={compact} />;
    case 'group': {
      const group = layout.groups.find((g) => g.name === name);
      return group ? (
        <Suspense>
          <ZoneGroup group={group} />
        </Suspense>
      ) : null;
    }
    case 'tray':
      return full ? <Tray /> : compact ? <NarrowTray /> : <WideTray />;
    case 'legend':
      return <Legend />;
    case 'service':
      return <ServiceBar place={Number(name)} width={layout.network?.bars[Number(name)]?.w ?? 0} compact={compact} />;
    case 'network-line':
      return <NetworkLine />;
    case 'traffic':
      return <TrafficCard />;
    default:
      kind satisfies never;
  }
}

/** Lines for commits in the card of an etcd: a member among several has what its height leaves below name and role. */
function membersRoom({ planes, masters, etcd }: Layout): number {
  const head = planes ? 46 : 28;
  return Math.min(5, Math.max(0, Math.floor(((planes?.[masters[0]]?.etcd ?? etcd).h - head) / 22)));
}

function Frame({ name, layout }: { readonly name: string; readonly layout: Layout }) {
  const corners = frameCorners(layout, name);
  const left = Math.min(...corners.map(([x]) => x));
  const top = Math.min(...corners.map(([, y]) => y));
  const local = corners.map(([x, y]) => [x - left, y - top] as const);
  // Starting in the middle of an edge lets the rounding reach every corner.
  const start = [(local[0][0] + local[1][0]) / 2, local[0][1]] as const;
  const outline = svgPath([start, ...local.slice(1), local[0], start]);
  const width = Math.max(...local.map(([x]) => x));
  const height = Math.max(...local.map(([, y]) => y));
  return <MasterFrame name={name} outline={outline} labelX={local[0][0] + 12} width={width} height={height} />;
}

export const pieceTypes = { piece: PieceView };
