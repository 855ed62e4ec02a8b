// The control plane as four cards: you with your last command, the loops that compare wish and fact, the scheduler's queues, and
// etcd's newest commits. Each shows its own inside and knows nothing of the others.

import { Crown, RefreshCw, User } from 'lucide-react';
import type { ViewLoop } from '../../../engine/index.ts';
import { useLesson } from '../../lesson/lesson-store.ts';
import { loopOf } from '../../lesson/places.ts';
import { isForeground, useProcess, useSession, useSlowTick } from '../../session/store.ts';
import { useView } from '../../session/view-state.ts';
import { text } from '../../ui/text/en.ts';
import styles from './card.module.css';
import { ComponentCard } from './card.tsx';
import { useLiveThread, useSecondsSince, useSecondsUntil } from './use-thread.ts';

const words = text.canvas;
const slotKeys = ['first', 'second', 'third', 'fourth'] as const;
/** How many loops may be open, and how many lines there are; the card of the hall and of the first page is lower. */
const tall = { open: 2, lines: 4 };
const low = { open: 1, lines: 2 };

/** One of several: its name, and the crown of the one that works. */
export function OneLine({
  address,
  title,
  short,
}: {
  readonly address: string;
  readonly title: string;
  readonly short: boolean;
}) {
  const process = useProcess(address);
  const live = useLiveThread();
  const thinking = (process?.loops ?? []).some((loop) => live !== 0 && loop.thread === live);
  return (
    <ComponentCard
      address={address}
      thread={thinking ? live : (process?.scheduler?.thread ?? 0)}
      className={styles.oneLine}
      title={<span className={styles.clip}>{title}</span>}
      aside={
        process?.leader?.isLeader ? (
          <Leader isLeader renewedAt={process.leader.renewedAt} />
        ) : (
          process?.leader && !short && words.standby
        )
      }
    />
  );
}

export function LaptopCard({ address }: { readonly address: string }) {
  const kubectl = useProcess(address)?.kubectl;
  const action = useSession((s) => s.actions.at(-1));
  const live = useLiveThread();
  const [verb = '', ...rest] = (kubectl?.command ?? '').replace(/^kubectl\s+/, '').split(' ');
  return (
    <ComponentCard
      address={address}
      thread={action?.id ?? 0}
      title={
        <>
          <User size={13} aria-hidden="true" /> {words.you}
        </>
      }
    >
      <div className={styles.quiet}>kubectl</div>
      {kubectl?.command ? (
        <>
          <div className={styles.command} data-live={live !== 0 || undefined}>
            <b>{verb}</b> {rest.join(' ')}
          </div>
          <div className={styles.foot}>
            {kubectl.running || kubectl.code === undefined ? words.running : words.answered(kubectl.code)}
          </div>
        </>
      ) : (
        <div className={styles.command}>{words.nothingTyped}</div>
      )}
    </ComponentCard>
  );
}

export function ControllerManagerCard({ address }: { readonly address: string }) {
  const process = useProcess(address);
  const live = useLiveThread();
  const loops = process?.loops ?? [];
  const room = useView((s) => (s.theme === 'projector' || s.place === 'home' ? low : tall));
  const open = openOf(loops, live, room.open);
  // What is not shown is counted in a line of its own, where there is one.
  const most = room === low ? room.lines - open.length + (open.length > 0 ? 0 : 1) : room.lines - open.length - 1;
  // The loop that a lesson speaks of has a line, however quiet it is.
  const said = useLesson(({ view }) => loopOf(view?.pointAt ?? ''));
  const shut = loops.filter((loop) => !open.includes(loop));
  shut.sort((a, b) => Number(b.name === said) - Number(a.name === said));
  const listed = loops.filter((loop) => open.includes(loop) || shut.indexOf(loop) < most);
  const hidden = loops.length - listed.length;
  return (
    <ComponentCard
      address={address}
      thread={open.some((loop) => loop.thread === live) ? live : 0}
      title="kube-controller-manager"
      aside={process?.leader && <Leader isLeader={process.leader.isLeader} renewedAt={process.leader.renewedAt} />}
    >
      <ul className={styles.loops}>
        {listed.map((loop) => (
          <LoopRow key={loop.name} loop={loop} open={open.includes(loop)} live={live !== 0 && loop.thread === live} />
        ))}
        {hidden > 0 && room === tall && (
          <li className={styles.loop}>
            <span />
            <small>{words.idleLoops(hidden)}</small>
          </li>
        )}
      </ul>
    </ComponentCard>
  );
}

/** The loops that think for the learner now, newest thought first; when none does, the one that thought last. */
function openOf(loops: readonly ViewLoop[], live: number, most: number): readonly ViewLoop[] {
  const thinking = loops.filter((loop) => loop.thought && loop.thread !== 0 && (live === 0 || loop.thread === live));
  thinking.sort((a, b) => b.thoughtAt - a.thoughtAt);
  return thinking.slice(0, live === 0 ? 1 : most);
}

function LoopRow({ loop, open, live }: { readonly loop: ViewLoop; readonly open: boolean; readonly live: boolean }) {
  const lit = useLesson(({ view }) => view !== undefined && spokenOf(loop.name, view.scene.highlight, view.pointAt));
  return (
    <li
      className={styles.loop}
      data-loop={loop.name}
      data-open={open || undefined}
      data-live={(open && live) || undefined}
      data-lit={lit || undefined}
    >
      <RefreshCw size={12} aria-hidden="true" />
      <span className={styles.clip}>{loop.name}</span>
      {open ? (
        <small className={styles.key}>{loop.key.slice(loop.key.indexOf('/') + 1)}</small>
      ) : (
        <small>
          {loop.queued > 0 || loop.nextCheckAt === undefined ? (
            words.queue(loop.queued)
          ) : (
            <NextCheck at={loop.nextCheckAt} />
          )}
        </small>
      )}
      {open && <span className={styles.thought}>{loop.thought}</span>}
    </li>
  );
}

/** Whether a lesson speaks of an object that this loop stands for. */
const spokenOf = (loop: string, highlight: readonly string[], pointAt: string): boolean =>
  [pointAt, ...highlight].some((ref) => loopOf(ref) === loop);

function NextCheck({ at }: { readonly at: number }) {
  const tick = useSlowTick();
  return words.checkIn(Math.max(0, at - tick) / 1000);
}

function Leader({ isLeader, renewedAt }: { readonly isLeader: boolean; readonly renewedAt: number }) {
  const seconds = useSecondsSince(renewedAt);
  if (!isLeader) return null;
  return (
    <>
      <Crown size={12} aria-hidden="true" /> {seconds} s
    </>
  );
}

export function SchedulerCard({ address }: { readonly address: string }) {
  const process = useProcess(address);
  const live = useLiveThread();
  const state = process?.scheduler;
  const suffix = (pod: string) => pod.slice(pod.lastIndexOf('-') + 1);
  return (
    <ComponentCard
      address={address}
      thread={state?.thread ?? 0}
      title="kube-scheduler"
      aside={process?.leader && <Leader isLeader={process.leader.isLeader} renewedAt={process.leader.renewedAt} />}
    >
      {state && (
        <>
          <div className={styles.queues}>
            <Queue name={words.activeQ} pods={state.active.map(suffix)} live={live !== 0 && state.thread === live} />
            <Queue
              name={words.backoffQ}
              pods={state.backoff.map((b) => suffix(b.pod))}
              until={state.backoff[0]?.until}
            />
            <Queue name={words.unschedulable} pods={state.unschedulable.map(suffix)} />
          </div>
          <div className={styles.foot} data-live={live !== 0 || undefined}>
            {state.thought && live !== 0 && state.thread === live ? (
              <span className={`${styles.mono} ${styles.amber}`}>{shortThought(state.thought)}</span>
            ) : state.active.length > 0 ? (
              words.snapshot(state.nodes)
            ) : (
              words.idleSnapshot(state.nodes)
            )}
          </div>
        </>
      )}
    </ComponentCard>
  );
}

/** `web-65565cbd7b-mj9bk → node-3` becomes `mj9bk → node-3`. */
const shortThought = (thought: string): string => thought.replace(/^\S*-(\w+)(?= →|:)/, '$1');

interface QueueProps {
  readonly name: string;
  readonly pods: readonly string[];
  readonly live?: boolean;
  readonly until?: number;
}

function Queue({ name, pods, live, until }: QueueProps) {
  const empty = Math.max(0, slotKeys.length - pods.length - (pods.length ? 1 : 0));
  const more = pods.length > 2 ? pods.length - 2 : 0;
  return (
    <div className={styles.queue}>
      <span>{name}</span>
      <span className={styles.slots}>
        {pods.slice(0, 2).map((pod) => (
          <span key={pod} className={styles.slot} data-live={live || undefined}>
            {pod}
          </span>
        ))}
        {more > 0 && <span className={styles.slot}>+{more}</span>}
        {until !== undefined && <Until at={until} />}
        {more === 0 &&
          until === undefined &&
          slotKeys.slice(0, empty).map((key) => <span key={key} className={styles.slot} />)}
      </span>
    </div>
  );
}

function Until({ at }: { readonly at: number }) {
  return <small>{useSecondsUntil(at)} s</small>;
}

/** `room`: how many commits have a line; a member among several is lower. */
export function EtcdCard({ address, room = 5 }: { readonly address: string; readonly room?: number }) {
  const etcd = useProcess(address)?.etcd;
  const live = useLiveThread();
  const firstThread = useSession((s) => s.firstThread);
  const commits = [...(etcd?.commits ?? [])].sort((a, b) => b.revision - a.revision).slice(0, room);
  return (
    <ComponentCard
      address={address}
      thread={commits[0]?.thread ?? 0}
      title={<>etcd {etcd?.role === 'leader' && <Crown size={12} aria-hidden="true" />}</>}
      aside={
        <span className={`${styles.mono} ${live !== 0 && commits[0]?.thread === live ? styles.amber : ''}`}>
          {etcd?.applied === undefined ? words.revision(etcd?.revision ?? 0) : words.index(etcd.applied)}
        </span>
      }
    >
      {etcd?.role !== undefined && (
        <div className={styles.role}>
          {etcd.leader === '' ? words.noLeader : words.roles[etcd.role]} · {words.inTerm(etcd.term ?? 0)}
        </div>
      )}
      <ol className={styles.commits}>
        {commits.map((commit, age) => (
          <li
            key={commit.revision}
            className={styles.commit}
            style={{ '--age': age } as React.CSSProperties}
            data-top={age === 0 || undefined}
            data-thread={isForeground(commit.thread, firstThread) || undefined}
            title={commit.key}
          >
            <b>{commit.revision}</b> {commit.sign} {shortKey(commit.key)}
          </li>
        ))}
      </ol>
    </ComponentCard>
  );
}

/** `pods/default/web-7d4b9c6f5-x2x7q` becomes `pods/…x2x7q`; the whole key is in the tooltip. */
export function shortKey(key: string): string {
  const parts = key.split('/').filter(Boolean);
  const name = parts[parts.length - 1] ?? '';
  if (parts.length < 2) return key;
  if (name.length <= 12) return `${parts[0]}/${name}`;
  const tail = name.slice(name.lastIndexOf('-') + 1);
  return `${parts[0]}/…${tail.length >= 4 && tail.length <= 12 ? tail : name.slice(-10)}`;
}
