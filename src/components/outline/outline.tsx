// The list: the same cluster, selection and actions as the canvas, as text that a keyboard and a screen reader can walk.
// It needs no picture at all: summary, objects, machines and messages in flight say everything the canvas shows.
import { Megaphone, Volume2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { ActionsMenu } from '../canvas/actions-menu.tsx';
import { session } from '../session/session.ts';
import { useSession, useSlowTick } from '../session/store.ts';
import { useView } from '../session/view-state.ts';
import { KeyCap } from '../ui/controls.tsx';
import { network } from '../ui/text/network.ts';
import { panels } from '../ui/text/panels.ts';
import { changesBetween, type Heard, hear, type Level } from './announce.ts';
import { placeName } from './messages.ts';
import { MessagesInFlight } from './messages-in-flight.tsx';
import styles from './outline.module.css';
import top from './summary.module.css';
import { summaryNow } from './summary-now.ts';
import { trafficRows } from './traffic-rows.ts';
import { byNode, byOwner, type Cluster, machineRows } from './tree.ts';
import { Tree } from './tree-view.tsx';

const words = panels.outline;
const levels: readonly Level[] = ['results', 'changes', 'everything'];
const groupings = ['owner', 'node'] as const;
const speakEveryMs = 1500;

export function Outline() {
  const cluster = useCluster();
  const processes = useSession((s) => s.processes);
  const [grouping, setGrouping] = useState<(typeof groupings)[number]>('owner');
  const rows = useMemo(
    () => (grouping === 'owner' ? byOwner(cluster, words.words) : byNode(cluster, words.words)),
    [cluster, grouping],
  );
  const machines = useMemo(() => machineRows(cluster.machines, processes, words.words), [cluster.machines, processes]);
  const spoken = useRef<(text: string) => void>(undefined);
  const readAgain = () => spoken.current?.(summaryNow(cluster));
  const onKey = (event: KeyboardEvent) => {
    if ((event.key === 's' || event.key === 'S') && useView.getState().letterKeys && !isControl(event.target)) {
      readAgain();
      event.preventDefault();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: one key for the whole list; every row is a control of its own
    <div className={styles.outline} data-testid="outline" onKeyDown={onKey}>
      <Summary cluster={cluster} readAgain={readAgain} register={spoken} />
      <section aria-label={words.workloads}>
        <header className={styles.bar}>
          <h2>{words.workloads}</h2>
          <Choice
            label={words.grouping}
            options={groupings}
            names={words.groupings}
            value={grouping}
            onChange={setGrouping}
          />
        </header>
        <Tree label={words.tree} rows={rows} empty={words.empty} />
      </section>
      <Users />
      <section aria-label={words.messages}>
        <MessagesInFlight />
      </section>
      <section aria-label={words.control}>
        <header className={styles.bar}>
          <h2>{words.control}</h2>
        </header>
        <Tree label={words.control} rows={machines} empty="" plain />
      </section>
      <ActionsMenu />
      <footer className={styles.keys} aria-hidden="true">
        {words.keys.map(([key, does]) => (
          <span key={key}>
            {key.split(' ').map((one) => (
              <KeyCap key={one}>{one}</KeyCap>
            ))}
            {does}
          </span>
        ))}
        <span className={styles.last}>{words.byKeyboard}</span>
      </footer>
    </div>
  );
}

/** Users, what they lost, and each lost request; a part of its own, for its counters change all the time. */
function Users() {
  const traffic = useSession((s) => s.traffic);
  const start = useSession((s) => s.lessonStart);
  const rows = useMemo(() => trafficRows(Object.values(traffic), start), [traffic, start]);
  if (rows.length === 0) return null;
  return (
    <section aria-label={network.requests} className={styles.users}>
      <header className={styles.bar}>
        <h2>{network.requests}</h2>
      </header>
      <Tree label={network.requests} rows={rows} empty={network.noTraffic} plain />
    </section>
  );
}

/** The cluster as flat lists; new only when something in it changed. */
function useCluster(): Cluster {
  const shards = useSession((s) => s.shards);
  const workloads = useSession((s) => s.workloads);
  const machines = useSession((s) => s.machines);
  const services = useSession((s) => s.services);
  const autoscalers = useSession((s) => s.autoscalers);
  const rules = useSession((s) => s.rules);
  return useMemo(
    () => ({
      pods: Object.values(shards).flat(),
      workloads: Object.values(workloads),
      machines: Object.values(machines),
      services: Object.values(services),
      autoscalers: Object.values(autoscalers),
      rules: Object.values(rules),
    }),
    [shards, workloads, machines, services, autoscalers, rules],
  );
}

interface SummaryProps {
  readonly cluster: Cluster;
  readonly readAgain: () => void;
  readonly register: React.RefObject<((text: string) => void) | undefined>;
}

function Summary({ cluster, readAgain, register }: SummaryProps) {
  useSlowTick();
  const [level, setLevel] = useState<Level>('changes');
  const [said, setSaid] = useState('');
  register.current = setSaid;
  useSpoken(cluster, level, setSaid);
  return (
    <section className={top.summary} aria-label={words.summary}>
      <header className={top.summaryBar}>
        <h2>{words.summary}</h2>
        <button type="button" className={top.read} onClick={readAgain}>
          <Volume2 size={14} aria-hidden="true" /> {words.readAgain} <KeyCap>S</KeyCap>
        </button>
        <span className={top.announce}>
          <span id="announce-label">{words.announce}</span>
          <Choice label={words.announce} options={levels} names={words.levels} value={level} onChange={setLevel} />
        </span>
      </header>
      <p className={top.sentences}>{summaryNow(cluster)}</p>
      <p className={top.said}>
        <Megaphone size={14} aria-hidden="true" />
        <span>{words.last}</span>
        <strong aria-live="polite" aria-atomic="true">
          {said || words.nothingYet}
        </strong>
      </p>
    </section>
  );
}

/** Says what changed, not more often than it can be listened to. */
function useSpoken(cluster: Cluster, level: Level, say: (text: string) => void): void {
  const latest = useRef({ cluster, level });
  latest.current = { cluster, level };
  useEffect(() => {
    let before: Heard = hear(latest.current.cluster);
    let heardUpTo = session().now();
    const timer = setInterval(() => {
      const now = hear(latest.current.cluster);
      const to = session().now();
      const fresh = session()
        .messages.recentForeground(to, 20)
        .filter((message) => message.sentAt > heardUpTo);
      const text = changesBetween(before, now, fresh, latest.current.level, placeName);
      before = now;
      heardUpTo = to;
      if (text) say(text);
    }, speakEveryMs);
    return () => clearInterval(timer);
  }, [say]);
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, options, names, value, onChange }: ChoiceProps<T>) {
  return (
    <span className={styles.choice} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option} data-on={option === value || undefined}>
          <input type="radio" name={label} checked={option === value} onChange={() => onChange(option)} />
          {names[option]}
        </label>
      ))}
    </span>
  );
}

const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select') !== null;
