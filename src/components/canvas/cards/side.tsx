// What stands beside the machines: the tray of pods that wait for a node, the legend that is also the filter, and the thin frame
// of the master machine around everything that runs on it.
import { Gauge } from 'lucide-react';
import type { TokenShape } from '../../../engine/index.ts';
import { useMachine, useMachinePods, useProcess, useSession, useSlowTick } from '../../session/store.ts';
import { setView, useView } from '../../session/view-state.ts';
import { span } from '../../ui/clock.ts';
import { StateShape } from '../../ui/state-shape.tsx';
import { text } from '../../ui/text/en.ts';
import { lifeWords, processRef } from './card.tsx';
import nodeStyles from './node-card.module.css';
import { KubeletChip, nodeRef, nodeState } from './node-card.tsx';
import { CanvasObject } from './object.tsx';
import { PodTile } from './pod-tile.tsx';
import styles from './side.module.css';

const words = text.canvas;
/** So many are shown whole; more become chips, two rows of them, since the legend stands below. */
const trayTiles = 2;
const trayChips = 4;

export function Tray() {
  const pods = useMachinePods('');
  const level = pods.length > trayTiles ? 'chip' : 'tile';
  return (
    <section className={styles.tray} data-empty={pods.length === 0 || undefined} aria-label={words.waitingTitle}>
      <header>
        {words.waitingTitle} <span>{pods.length || ''}</span>
      </header>
      {pods.length === 0 && <p>{words.waitingEmpty}</p>}
      <div className={styles.trayPods} data-level={level}>
        {pods.slice(0, trayChips).map((pod) => (
          <PodTile key={pod.uid} pod={pod} level={level} />
        ))}
      </div>
      {pods.length > trayChips && <p>{words.morePods(pods.length - trayChips)}</p>}
    </section>
  );
}

const legend: readonly TokenShape[] = ['request', 'response', 'watch', 'etcd', 'cri', 'cni', 'heartbeat'];
/** Only where users are. */
const ofUsers: readonly TokenShape[] = ['user', 'lost'];

export function Legend() {
  const muted = useView((s) => s.muted);
  const hasUsers = useSession((s) => Object.keys(s.traffic).length > 0);
  return (
    <ul className={styles.legend} aria-label={words.legend}>
      {[...legend, ...(hasUsers ? ofUsers : [])].map((shape) => {
        const off = muted.includes(shape);
        return (
          <li key={shape}>
            <button
              type="button"
              tabIndex={-1}
              aria-pressed={!off}
              title={off ? words.showKind(words.shapes[shape]) : words.hideKind(words.shapes[shape])}
              onClick={(event) => {
                event.stopPropagation();
                setView({ muted: off ? muted.filter((m) => m !== shape) : [...muted, shape] });
              }}
            >
              <LegendShape shape={shape} /> {words.shapes[shape]}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function LegendShape({ shape }: { readonly shape: TokenShape }) {
  const fill = { fill: 'var(--thread-fill)', stroke: 'var(--thread-edge)' };
  const hollow = { fill: 'none', stroke: 'var(--thread)', strokeWidth: 1.6 };
  const mark = { fill: 'none', stroke: 'var(--thread-on)', strokeWidth: 1.6 };
  return (
    <svg width="16" height="14" viewBox="0 0 16 14" aria-hidden="true">
      {shape === 'request' && <path d="M2 2.5h7.5L14 7l-4.5 4.5H2Z" {...fill} />}
      {shape === 'response' && <path d="M2 2.5h7.5L14 7l-4.5 4.5H2Z" {...hollow} />}
      {shape === 'watch' && (
        <>
          <path d="M8 .8 14.2 7 8 13.2 1.8 7Z" {...fill} />
          <path d="M5.4 7.6 7.2 6l1.6 2 1.8-1.6" {...mark} />
        </>
      )}
      {shape === 'etcd' && <path d="M3.5 1.5h6l3 3v8h-9Z" {...fill} />}
      {shape === 'cri' && (
        <>
          <rect x="2.5" y="1.5" width="11" height="11" rx="3" {...fill} />
          <path d="M5.5 7h5" {...mark} />
        </>
      )}
      {shape === 'cni' && <path d="M5 1.5h6L14 7l-3 5.5H5L2 7Z" {...fill} />}
      {shape === 'user' && <circle cx="8" cy="7" r="3.5" fill="var(--ghost)" />}
      {shape === 'lost' && (
        <path d="M4 3l8 8m0-8-8 8" fill="none" stroke="var(--fail)" strokeWidth="2" strokeLinecap="round" />
      )}
      {shape === 'heartbeat' && (
        <path d="M1 9h4l3-6 3 6h4" fill="none" stroke="var(--ghost)" strokeWidth="1.5" strokeLinejoin="round" />
      )}
    </svg>
  );
}

interface FrameProps {
  readonly name: string;
  /** Outline of the frame, as an SVG path in its own box. */
  readonly outline: string;
  readonly labelX: number;
  readonly width: number;
  readonly height: number;
}

export function MasterFrame({ name, outline, labelX, width, height }: FrameProps) {
  const machine = useMachine(name);
  const pods = useMachinePods(name);
  // Five frames leave room for the name and the state.
  const crowded = useSession(
    (s) => s.machineNames.filter((one) => s.machines[one]?.role === 'control-plane').length > 3,
  );
  const selected = useView(
    (s) => s.selection && 'ref' in s.selection && machine && s.selection.ref === nodeRef(machine),
  );
  if (!machine) return null;
  const state = nodeState(machine);
  return (
    <>
      <svg
        className={styles.frame}
        width={width}
        height={height}
        aria-hidden="true"
        data-state={state}
        data-off={!machine.up || undefined}
      >
        <path d={outline} data-selected={selected || undefined} />
      </svg>
      <CanvasObject
        objectRef={nodeRef(machine)}
        state={state}
        name={words.machineName(name, state, pods.length)}
        className={styles.frameName}
        style={{ left: labelX }}
        life={machine.up ? undefined : 'down'}
      >
        <strong>{name}</strong>
        <span data-state={state}>
          <StateShape state={state === 'Ready' ? 'Running' : 'NotReady'} size={12} /> {machine.up ? state : words.off}
        </span>
        {pods.length > 0 && !crowded && <small>{words.morePods(pods.length).replace('+ ', '')}</small>}
      </CanvasObject>
      <KubeletChip machine={machine} className={styles.masterKubelet} />
      <MetricsChip address={`metrics-server/${name}`} />
    </>
  );
}

/** Where there is a metrics server: when it asked the kubelets last. */
function MetricsChip({ address }: { readonly address: string }) {
  const process = useProcess(address);
  const tick = useSlowTick();
  if (!process) return null;
  const { life, metrics } = process;
  const at = metrics?.lastScrape;
  const says = life !== 'up' ? lifeWords(life) : at === undefined ? words.idle : span(Math.max(0, tick - at));
  return (
    <CanvasObject
      objectRef={processRef(address)}
      state={life}
      name={`${address}, ${says}`}
      title={text.network.lastScrape}
      className={`${nodeStyles.chip} ${styles.metrics}`}
      life={life}
    >
      <Gauge size={12} aria-hidden="true" /> metrics-server <small>{says}</small>
    </CanvasObject>
  );
}
