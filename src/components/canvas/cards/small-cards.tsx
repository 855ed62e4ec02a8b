// The control plane where there is little room: on a narrow page and above two hundred nodes. One line each, the one that matters.

import type { ViewLoop } from '../../../engine/index.ts';
import type { LessonView } from '../../../scenarios/index.ts';
import { useLesson } from '../../lesson/lesson-store.ts';
import { loopOf } from '../../lesson/places.ts';
import { useMachinePods, useProcess, useSession } from '../../session/store.ts';
import { StateShape } from '../../ui/state-shape.tsx';
import { text } from '../../ui/text/en.ts';
import { ComponentCard } from './card.tsx';
import { PodTile } from './pod-tile.tsx';
import styles from './small-cards.module.css';
import { useLiveThread } from './use-thread.ts';

const words = text.canvas;
/** As many as there is room for in the line. */
const mostChips = 2;

interface Props {
  readonly address: string;
  readonly compact: boolean;
}

export function SmallControllerManager({ address, compact }: Props) {
  const loops = useProcess(address)?.loops ?? [];
  const live = useLiveThread();
  const said = useLesson(({ view }) => loopSaid(view));
  // The loop a lesson speaks of has the line, unless another one is working for the learner.
  const thinking = latestThought(loops, live);
  const loop = live === 0 || !thinking ? (loops.find(({ name }) => name === said) ?? thinking) : thinking;
  const mine = live !== 0 && loop?.thread === live;
  const autoscalers = useSession((s) => s.autoscalers);
  return (
    <ComponentCard
      address={address}
      standsFor={Object.keys(autoscalers)}
      thread={mine ? live : 0}
      className={compact ? styles.compact : ''}
      title={compact ? (loop?.name ?? 'controllers') : 'kube-controller-manager'}
    >
      <div className={styles.line} data-live={mine || undefined}>
        {loop?.thought
          ? compact
            ? loop.thought
            : `${loop.name}: ${loop.key.slice(loop.key.indexOf('/') + 1)}`
          : words.idle}
      </div>
      {!compact && loop?.thought && <div className={styles.line}>{loop.thought}</div>}
    </ComponentCard>
  );
}

/** The loop that stands for what a sentence is about, or ''. */
const loopSaid = (view: LessonView | undefined): string =>
  [view?.pointAt ?? '', ...(view?.scene.highlight ?? [])].map(loopOf).find((loop) => loop !== '') ?? '';

function latestThought(loops: readonly ViewLoop[], live: number): ViewLoop | undefined {
  let best: ViewLoop | undefined;
  for (const loop of loops) {
    if (!loop.thought || (live !== 0 && loop.thread !== live)) continue;
    if (!best || loop.thoughtAt > best.thoughtAt) best = loop;
  }
  return best;
}

export function SmallScheduler({ address, compact }: Props) {
  const scheduler = useProcess(address)?.scheduler;
  const live = useLiveThread();
  const active = scheduler?.active.length ?? 0;
  // The line is short: the other queues are named when something is in them.
  const queues = [
    [words.activeQ, active],
    [words.backoffQ, scheduler?.backoff.length ?? 0],
    [words.unschedulable, scheduler?.unschedulable.length ?? 0],
  ] as const;
  return (
    <ComponentCard
      address={address}
      thread={scheduler?.thread ?? 0}
      className={compact ? styles.compact : ''}
      title={compact ? 'scheduler' : 'kube-scheduler'}
    >
      <div className={styles.line} data-live={(live !== 0 && scheduler?.thread === live) || undefined}>
        {compact
          ? active > 0
            ? `${words.activeQ} ${active}`
            : (queues.find(([, count]) => count > 0)?.[0] ?? words.idle)
          : queues
              .filter(([name, count]) => name === words.activeQ || count > 0)
              .map(([name, count]) => `${name} ${count}`)
              .join(' · ')}
      </div>
      {!compact && scheduler && (
        <div className={styles.line}>{scheduler.thought || words.snapshot(scheduler.nodes)}</div>
      )}
    </ComponentCard>
  );
}

export function SmallEtcd({ address, compact }: Props) {
  const etcd = useProcess(address)?.etcd;
  const live = useLiveThread();
  const last = [...(etcd?.commits ?? [])].sort((a, b) => b.revision - a.revision)[0];
  const mine = live !== 0 && last?.thread === live;
  return (
    <ComponentCard address={address} thread={mine ? live : 0} className={compact ? styles.compact : ''} title="etcd">
      <div className={styles.line} data-live={mine || undefined}>
        {words.revision(etcd?.revision ?? 0)}
      </div>
      {!compact && last && (
        <div className={styles.line}>
          {last.sign} {last.key}
        </div>
      )}
    </ComponentCard>
  );
}

/** The tray of a narrow page: one line, and nothing at all while nobody waits. */
export function NarrowTray() {
  const pods = useMachinePods('');
  if (pods.length === 0) return null;
  return (
    <section className={styles.narrowTray} aria-label={words.waitingTitle}>
      <span>Pending</span>
      {pods.slice(0, mostChips).map((pod) => (
        <PodTile key={pod.uid} pod={pod} level="chip" />
      ))}
      {pods.length > mostChips && <span>{words.morePods(pods.length - mostChips)}</span>}
    </section>
  );
}

/** The tray at scale: a shape a pod. */
export function WideTray() {
  const pods = useMachinePods('');
  return (
    <section className={styles.tray} data-empty={pods.length === 0 || undefined} aria-label={words.waitingTitle}>
      <header>
        <strong>{words.waitingTitle}</strong>
        {pods.length > 0 && (
          <span>
            <StateShape state="Pending" /> {pods.length} Pending
          </span>
        )}
      </header>
      {pods.length === 0 && <p>{words.waitingEmpty}</p>}
      <div className={styles.shapes}>
        {pods.slice(0, 66).map((pod) => (
          <button
            type="button"
            key={pod.uid}
            tabIndex={-1}
            title={`${pod.name}\n${pod.status}`}
            aria-label={pod.name}
            data-object={pod.ref}
            data-state={pod.state}
          >
            <StateShape state={pod.state} size={10} />
          </button>
        ))}
      </div>
    </section>
  );
}
