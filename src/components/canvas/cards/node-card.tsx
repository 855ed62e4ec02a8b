// A machine that runs pods: the kubelet is its door and straddles its border, the containerd shelf shows the call in progress,
// then the pods, and what they request of what there is. A silent node turns mauve and changes nothing else: its containers still run.

import { Box as BoxIcon, Cpu } from 'lucide-react';
import type { ViewMachine, ViewPod } from '../../../engine/index.ts';
import { useLesson } from '../../lesson/lesson-store.ts';
import { useMachine, useMachinePods, useProcess, useSession } from '../../session/store.ts';
import { selectedRef, useView } from '../../session/view-state.ts';
import { span } from '../../ui/clock.ts';
import { StateShape, stateColour } from '../../ui/state-shape.tsx';
import { text } from '../../ui/text/en.ts';
import { type Level, mostTelling, useLevel } from '../level.ts';
import { lifeWords, processRef } from './card.tsx';
import styles from './node-card.module.css';
import { CanvasObject } from './object.tsx';
import { PodCells } from './pod-cells.tsx';
import { PodTile, podName } from './pod-tile.tsx';
import { ProxyChip } from './proxy-chip.tsx';
import { useLiveThread, useSecondsSince } from './use-thread.ts';

const words = text.canvas;
/** More pods than this on the page and they are painted, not built as elements. */
const domPods = 300;
/** Pods of the system that have a cell of their own. */
const mostSystem = 8;

export const nodeRef = (machine: ViewMachine): string => machine.node?.ref ?? `Machine//${machine.name}`;

/** Ready, NotReady, Unknown: as `kubectl get nodes` would say; `Off` for a machine that has no Node object and no power. */
export function nodeState(machine: ViewMachine): 'Ready' | 'NotReady' | 'Off' {
  if (!machine.node) return machine.up ? 'Ready' : 'Off';
  return machine.node.ready === 'True' ? 'Ready' : 'NotReady';
}

interface Props {
  readonly name: string;
  readonly compact: boolean;
}

export function NodeCard({ name, compact }: Props) {
  const machine = useMachine(name);
  const pods = useMachinePods(name);
  // In a hall there is no shelf.
  const hall = useView((s) => s.theme === 'projector');
  if (!machine) return null;
  const own = pods.filter((pod) => pod.namespace !== 'kube-system');
  const system = pods.length - own.length;
  const state = nodeState(machine);
  return (
    <>
      <CanvasObject
        objectRef={nodeRef(machine)}
        standsFor={compact ? machine.processes.map(processRef) : hall ? [processRef(`containerd/${name}`)] : undefined}
        state={state}
        name={words.machineName(name, state, pods.length)}
        className={`${styles.node} ${compact ? styles.compact : ''}`}
        holds
        life={machine.up ? undefined : 'down'}
      >
        <div className={styles.head}>
          <strong>{name}</strong>
          <span className={styles.state} data-state={state}>
            <StateShape state={state === 'Ready' ? 'Running' : 'NotReady'} />
            {!compact && state}
          </span>
        </div>
        {!compact && <Strip machine={machine} />}
        {!compact && <Shelf machine={machine} />}
        <Pods pods={own} compact={compact} />
        {compact && <Strangers machine={machine} shown={pods.length} />}
        {!compact && (
          <div className={styles.below}>
            <Requests pods={pods} machine={machine} />
            {system > 0 && (
              <div className={styles.system}>
                {pods.slice(own.length, own.length + mostSystem).map((pod) => (
                  <SystemCell key={pod.uid} pod={pod} />
                ))}
                {words.systemPods(system)}
              </div>
            )}
          </div>
        )}
      </CanvasObject>
      {!compact && <KubeletChip machine={machine} className={styles.kubelet} />}
      {!compact && <ProxyChip machine={machine} className={styles.proxy} />}
    </>
  );
}

/** A pod of the system: a cell that can be selected; its name is in the tooltip. */
function SystemCell({ pod }: { readonly pod: ViewPod }) {
  return (
    <CanvasObject
      objectRef={pod.ref}
      state={pod.state}
      name={podName(pod)}
      title={`${pod.name}\n${pod.status}`}
      className={styles.cell}
      style={{ '--c': `var(--${stateColour[pod.state]})` } as React.CSSProperties}
    />
  );
}

/** Power, cable, cordon and taints: shown only where they differ from a plain node's. */
function Strip({ machine }: { readonly machine: ViewMachine }) {
  const parts: string[] = [];
  if (!machine.up) parts.push(words.off);
  if (machine.node?.unschedulable) parts.push(words.cordoned);
  const taints = (machine.node?.taints ?? []).filter((taint) => !taint.includes('unschedulable'));
  parts.push(...taints.map((taint) => taint.replace('node.kubernetes.io/', '')));
  if (parts.length === 0 && machine.cutSince === undefined) return null;
  return (
    <div className={styles.strip} title={machine.node?.taints.join('\n')}>
      {machine.cutSince !== undefined && <Unplugged since={machine.cutSince} />}
      {parts.join(' · ')}
    </div>
  );
}

function Unplugged({ since }: { readonly since: number }) {
  return <b>{words.unplugged(span(useSecondsSince(since) * 1000))} </b>;
}

export function KubeletChip({ machine, className }: { readonly machine: ViewMachine; readonly className: string }) {
  const address = `kubelet/${machine.name}`;
  const process = useProcess(address);
  const live = useLiveThread();
  const busy = useProcess(`containerd/${machine.name}`)?.containerd?.thread ?? 0;
  const life = process?.life ?? 'down';
  if (!machine.processes.includes(address) && !process) return null;
  return (
    <CanvasObject
      objectRef={processRef(address)}
      state={life}
      name={`${address}, ${life === 'up' ? words.running : lifeWords(life)}`}
      className={`${styles.chip} ${className}`}
      live={live !== 0 && busy === live}
      life={life}
    >
      <Cpu size={12} aria-hidden="true" /> kubelet
      {life !== 'up' ? (
        <small>{lifeWords(life)}</small>
      ) : machine.cutSince !== undefined || !machine.up ? (
        <small>{words.silent}</small>
      ) : (
        <LeaseAge at={process?.kubelet?.leaseRenewedAt ?? 0} />
      )}
    </CanvasObject>
  );
}

function LeaseAge({ at }: { readonly at: number }) {
  const seconds = useSecondsSince(at);
  return (
    <small>
      <svg width="12" height="8" viewBox="0 0 12 8" aria-hidden="true">
        <path d="M0 5h3l2-4 2 4h5" fill="none" stroke="currentColor" strokeWidth="1.2" />
      </svg>
      {seconds} s
    </small>
  );
}

function Shelf({ machine }: { readonly machine: ViewMachine }) {
  const address = `containerd/${machine.name}`;
  const process = useProcess(address);
  const live = useLiveThread();
  const runtime = process?.containerd;
  const life = process?.life ?? 'down';
  // The runtime names its last call until the next; at rest there is none in progress.
  const settled = useSession((s) => s.settled);
  const reachable = machine.up && machine.cutSince === undefined;
  const shown = useMachinePods(machine.name).length;
  // Containers whose pods the API does not know: after a loss of etcd they run on, and nowhere else could it be seen.
  const strangers = (runtime?.containers ?? 0) - shown;
  const says =
    life !== 'up'
      ? lifeWords(life)
      : !reachable
        ? words.outOfReach
        : strangers > 1
          ? words.unknownPods(runtime?.containers ?? 0)
          : settled
            ? words.idle
            : runtime?.call || words.idle;
  return (
    <CanvasObject
      objectRef={processRef(address)}
      state={life}
      name={`${address}, ${says}`}
      className={styles.shelf}
      live={live !== 0 && runtime?.thread === live && runtime.call !== ''}
      life={life}
    >
      <BoxIcon size={13} aria-hidden="true" /> containerd <code>{says}</code>
    </CanvasObject>
  );
}

/** Where there is no shelf: that more pods run than the API knows is said in a line. */
function Strangers({ machine, shown }: { readonly machine: ViewMachine; readonly shown: number }) {
  const runtime = useProcess(`containerd/${machine.name}`);
  const running = runtime?.containerd?.containers ?? 0;
  if (runtime?.life !== 'up' || running - shown < 2) return null;
  return <span className={styles.more}>{words.unknownPods(running)}</span>;
}

/** As many tiles as there is room for (four, mostly), twice as many chips, then cells: nothing is hidden, things only get smaller. */
function densityOf(count: number, near: Level, tiles: number): Level {
  if (near === 'cell' || count > tiles * 2) return 'cell';
  if (near === 'card') return 'card';
  return near === 'chip' || count > tiles ? 'chip' : 'tile';
}

function Pods({ pods, compact }: { readonly pods: readonly ViewPod[]; readonly compact: boolean }) {
  const { level: near, tiles } = useLevel();
  const painted = useSession((s) => s.pods.size > domPods);
  if (compact) return <CompactPods pods={pods} />;
  const level = densityOf(pods.length, near, tiles);
  if (level === 'cell' && (painted || pods.length > 60)) return <PodCells pods={pods} width={188} height={112} />;
  return (
    <div className={styles.pods} data-level={level}>
      {pods.map((pod) => (
        <PodTile key={pod.uid} pod={pod} level={level} />
      ))}
    </div>
  );
}

function CompactPods({ pods }: { readonly pods: readonly ViewPod[] }) {
  const height = useLevel((s) => s.tiles);
  const lit = useLesson((s) => s.highlight);
  const pointed = useView((s) => s.pointedAt);
  const selected = useView(selectedRef);
  const named = (ref: string) => ref === pointed || ref === selected || lit.has(ref);
  return (
    <div className={styles.compactPods}>
      {mostTelling(pods, height, named).map((pod) => (
        <PodTile key={pod.uid} pod={pod} level="tile" />
      ))}
      {pods.length > height && <span className={styles.more}>{words.morePods(pods.length - height)}</span>}
    </div>
  );
}

/** Requests, not use: what the scheduler counts. A terminating pod still counts, and is hatched. */
function Requests({ pods, machine }: { readonly pods: readonly ViewPod[]; readonly machine: ViewMachine }) {
  const { node } = machine;
  if (!node) return null;
  const cpu = pods.reduce((sum, pod) => sum + pod.cpuMillis, 0);
  const memory = pods.reduce((sum, pod) => sum + pod.memoryBytes, 0);
  const gib = (bytes: number) => String(Math.round((bytes / 2 ** 30) * 10) / 10);
  return (
    <>
      <Bar
        name={words.cpu}
        pods={pods}
        of={node.allocatableCpuMillis}
        amount={(pod) => pod.cpuMillis}
        says={words.requested(String(Math.round(cpu / 10) / 100), String(node.allocatableCpuMillis / 1000))}
      />
      <Bar
        name={words.memory}
        pods={pods}
        of={node.allocatableMemoryBytes}
        amount={(pod) => pod.memoryBytes}
        says={words.requested(gib(memory), `${gib(node.allocatableMemoryBytes)} Gi`)}
      />
    </>
  );
}

interface BarProps {
  readonly name: string;
  readonly pods: readonly ViewPod[];
  readonly of: number;
  readonly amount: (pod: ViewPod) => number;
  readonly says: string;
}

export function Bar({ name, pods, of, amount, says }: BarProps) {
  const counted = pods.filter((pod) => amount(pod) > 0);
  return (
    <div className={styles.bar}>
      <span>{name}</span>
      <span className={styles.track}>
        {counted.length <= 24 ? (
          counted.map((pod) => (
            <i
              key={pod.uid}
              style={{ width: `${(100 * amount(pod)) / of}%` }}
              data-going={pod.state === 'Terminating' || undefined}
            />
          ))
        ) : (
          <i style={{ width: `${(100 * counted.reduce((sum, pod) => sum + amount(pod), 0)) / of}%` }} />
        )}
      </span>
      <span className={styles.figure}>{says}</span>
    </div>
  );
}
