// A zone of many machines: a tile each, its heat the cpu requested in five steps, its pods as cells. All tiles of a zone are
// painted on one canvas; a machine that differs from healthy gets its border, and hovering or focusing one opens a peek card.

import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { ViewMachine, ViewPod } from '../../../engine/index.ts';
import { useMachine, useMachinePods, useSession } from '../../session/store.ts';
import { selectedRef, useView } from '../../session/view-state.ts';
import { StateShape } from '../../ui/state-shape.tsx';
import { text } from '../../ui/text/en.ts';
import type { Group } from '../layout.ts';
import { tile } from '../layout-scale.ts';
import { type Palette, readPalette } from '../palette.ts';
import { Bar, nodeRef, nodeState } from './node-card.tsx';
import { CanvasObject } from './object.tsx';
import { paintCell } from './pod-cells.tsx';
import { PodTile } from './pod-tile.tsx';
import styles from './zone-group.module.css';

const words = text.canvas;
const cellSize = 3.6;
const cellPitch = 4.8;
const cellsAcross = 6;
const cellRows = 7;
const peekWidth = 236;

export default function ZoneGroup({ group }: { readonly group: Group }) {
  const machines = useSession((s) => s.machines);
  const shards = useSession((s) => s.shards);
  const [peek, setPeek] = useState('');
  const chosen = useView((s) => {
    const ref = s.cursor || selectedRef(s);
    return ref.startsWith('Node//') ? ref.slice(6) : '';
  });
  const open = peek || (group.machines.includes(chosen) ? chosen : '');
  const facts = useMemo(() => factsOf(group, machines, shards), [group, machines, shards]);
  const ask = (event: React.MouseEvent<HTMLElement>) => setPeek(machineUnder(event, group));
  return (
    <section className={styles.group} aria-label={`${words.zone(group.name)}, ${facts.words}`}>
      <header>
        <strong>{group.name ? words.zone(group.name) : words.zoneless}</strong>
        <span>{facts.words}</span>
        {facts.silent > 0 && (
          <b>
            <StateShape state="NotReady" size={12} /> {facts.silent} NotReady
          </b>
        )}
        {facts.failing > 0 && (
          <b className={styles.failing}>
            <StateShape state="Failing" size={12} /> {facts.failing}
          </b>
        )}
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the machines in it are objects of their own; this only follows the pointer */}
      <div
        className={styles.tiles}
        style={{ top: tile.top, left: tile.padX }}
        onMouseMove={ask}
        onMouseLeave={() => setPeek('')}
      >
        <Tiles group={group} machines={machines} shards={shards} />
        {group.machines.map((name, i) => (
          <Spot
            key={name}
            name={name}
            index={i}
            columns={group.columns}
            pods={shards[name]?.length ?? 0}
            machine={machines[name]}
          />
        ))}
      </div>
      {open && <Peek name={open} index={group.machines.indexOf(open)} columns={group.columns} />}
    </section>
  );
}

interface SpotProps {
  readonly name: string;
  readonly index: number;
  readonly columns: number;
  readonly pods: number;
  readonly machine: ViewMachine | undefined;
}

/** The machine as an object that can be found, selected and named; its look is painted beneath. */
const Spot = memo(function Spot({ name, index, columns, pods, machine }: SpotProps) {
  if (!machine) return null;
  const state = nodeState(machine);
  return (
    <CanvasObject
      objectRef={nodeRef(machine)}
      state={state}
      name={words.machineName(name, state, pods)}
      className={styles.spot}
      style={{
        left: (index % columns) * (tile.w + tile.gapX),
        top: Math.floor(index / columns) * (tile.h + tile.gapY),
        width: tile.w,
        height: tile.h,
      }}
    />
  );
});

function machineUnder(event: React.MouseEvent<HTMLElement>, group: Group): string {
  const spot = (event.target as HTMLElement).closest<HTMLElement>('[data-object]');
  const ref = spot?.dataset.object ?? '';
  const name = ref.slice(ref.indexOf('//') + 2);
  return group.machines.includes(name) ? name : '';
}

function factsOf(
  group: Group,
  machines: Readonly<Record<string, ViewMachine>>,
  shards: Readonly<Record<string, readonly ViewPod[]>>,
): { words: string; silent: number; failing: number } {
  let pods = 0;
  let requested = 0;
  let allocatable = 0;
  let silent = 0;
  let failing = 0;
  for (const name of group.machines) {
    const machine = machines[name];
    if (machine && nodeState(machine) !== 'Ready') silent++;
    allocatable += machine?.node?.allocatableCpuMillis ?? 0;
    for (const pod of shards[name] ?? []) {
      pods++;
      requested += pod.cpuMillis;
      if (pod.state === 'Failing') failing++;
    }
  }
  const share = allocatable ? Math.round((100 * requested) / allocatable) : 0;
  return { words: words.group(group.machines.length, pods, share), silent, failing };
}

interface TilesProps {
  readonly group: Group;
  readonly machines: Readonly<Record<string, ViewMachine>>;
  readonly shards: Readonly<Record<string, readonly ViewPod[]>>;
}

const Tiles = memo(function Tiles({ group, machines, shards }: TilesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef(new Map<string, unknown>());
  const theme = useView((s) => s.theme);
  const rows = Math.ceil(group.machines.length / group.columns);
  const width = group.columns * (tile.w + tile.gapX);
  const height = rows * (tile.h + tile.gapY);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme or size means everything anew
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    element.width = width * 2;
    element.height = height * 2;
    drawn.current.clear();
  }, [theme, width, height]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme or size means everything anew
  useEffect(() => {
    const c = canvas.current?.getContext('2d');
    if (!canvas.current || !c) return;
    c.setTransform(2, 0, 0, 2, 0, 0);
    const palette = readPalette(canvas.current);
    group.machines.forEach((name, i) => {
      const machine = machines[name];
      const pods = shards[name];
      const before = drawn.current.get(name) as { machine: unknown; pods: unknown } | undefined;
      if (!machine || (before?.machine === machine && before.pods === pods)) return;
      drawn.current.set(name, { machine, pods });
      const x = (i % group.columns) * (tile.w + tile.gapX);
      const y = Math.floor(i / group.columns) * (tile.h + tile.gapY);
      paintTile(c, machine, pods ?? [], x, y, palette);
    });
  }, [group, machines, shards, theme, width, height]);
  return <canvas ref={canvas} style={{ width, height }} />;
});

function paintTile(
  c: CanvasRenderingContext2D,
  machine: ViewMachine,
  pods: readonly ViewPod[],
  x: number,
  y: number,
  palette: Palette,
): void {
  const ready = nodeState(machine) === 'Ready';
  const requested = pods.reduce((sum, pod) => sum + pod.cpuMillis, 0);
  const share = machine.node?.allocatableCpuMillis ? requested / machine.node.allocatableCpuMillis : 0;
  const heat = (['heat-1', 'heat-2', 'heat-3', 'heat-4', 'heat-5'] as const)[Math.min(4, Math.floor(share * 5))];
  c.clearRect(x - 1, y - 1, tile.w + 2, tile.h + 2);
  c.beginPath();
  c.roundRect(x, y, tile.w, tile.h, 3);
  c.fillStyle = palette[heat];
  c.fill();
  c.lineWidth = ready ? 0.6 : 1.5;
  c.strokeStyle = ready ? palette.lane : palette.notr;
  c.stroke();
  const room = cellsAcross * cellRows;
  const ordered = [...pods].sort((a, b) => urgency(a) - urgency(b)).slice(0, room);
  ordered.forEach((pod, i) => {
    const px = x + 3 + (i % cellsAcross) * cellPitch;
    const py = y + 4 + Math.floor(i / cellsAcross) * cellPitch;
    const own = pod.namespace !== 'kube-system';
    const colour =
      pod.state === 'Running'
        ? own
          ? palette.run
          : palette.ghost
        : pod.state === 'Failing'
          ? palette['fail-ink']
          : pod.state === 'Pending'
            ? palette['pend-ink']
            : palette['term-ink'];
    paintCell(c, pod.state, px, py, cellSize, colour);
  });
}

const urgency = (pod: ViewPod): number => (pod.state === 'Failing' ? 0 : pod.state === 'Running' ? 2 : 1);

function Peek({ name, index, columns }: { readonly name: string; readonly index: number; readonly columns: number }) {
  const machine = useMachine(name);
  const pods = useMachinePods(name);
  if (!machine?.node) return null;
  const state = nodeState(machine);
  // Towards the middle of the zone, so that it covers its own zone first.
  const at = (index % columns) * (tile.w + tile.gapX) + tile.padX;
  const left = index % columns < columns / 2 ? at + tile.w + 8 : at - peekWidth - 8;
  const top = tile.top + Math.floor(index / columns) * (tile.h + tile.gapY) - 40;
  const gib = (bytes: number) => String(Math.round(bytes / 2 ** 30));
  const cpu = pods.reduce((sum, pod) => sum + pod.cpuMillis, 0) / 1000;
  const memory = pods.reduce((sum, pod) => sum + pod.memoryBytes, 0);
  return (
    <div className={styles.peek} style={{ left, top }}>
      <header>
        <strong>{name}</strong>
        <span data-state={state}>
          <StateShape state={state === 'Ready' ? 'Running' : 'NotReady'} /> {state}
        </span>
      </header>
      <Bar
        name={words.cpu}
        pods={pods}
        of={machine.node.allocatableCpuMillis}
        amount={(pod) => pod.cpuMillis}
        says={words.requested(String(Math.round(cpu * 10) / 10), String(machine.node.allocatableCpuMillis / 1000))}
      />
      <Bar
        name={words.memory}
        pods={pods}
        of={machine.node.allocatableMemoryBytes}
        amount={(pod) => pod.memoryBytes}
        says={words.requested(gib(memory), `${gib(machine.node.allocatableMemoryBytes)} Gi`)}
      />
      <div className={styles.peekPods}>
        {pods.slice(0, 4).map((pod) => (
          <PodTile key={pod.uid} pod={pod} level="tile" />
        ))}
      </div>
      <footer>
        {pods.length > 4 ? `${words.morePods(pods.length - 4)} · ` : ''}
        {words.enterToZoom}
      </footer>
    </div>
  );
}
