// A pod at four sizes: cell, chip, tile, card. The shape and the word say its state, the border repeats it, colour only helps.
// Names on a tile are short; the tooltip and the accessible name have the whole.

import { memo } from 'react';
import type { ViewPod } from '../../../engine/index.ts';
import { StateShape, stateColour } from '../../ui/state-shape.tsx';
import { text } from '../../ui/text/en.ts';
import type { Level } from '../level.ts';
import { CanvasObject } from './object.tsx';
import styles from './pod-tile.module.css';
import { useSecondsUntil } from './use-thread.ts';

interface Props {
  readonly pod: ViewPod;
  readonly level: Level;
}

/** The tile's word: short where STATUS is long. */
const shortWords: Readonly<Record<string, string>> = {
  CrashLoopBackOff: 'CrashLoop',
  ImagePullBackOff: 'ImagePull',
  ErrImagePull: 'ImagePull',
  ContainerCreating: 'Pending',
  PodInitializing: 'Pending',
  CreateContainerConfigError: 'Error',
  RunContainerError: 'Error',
};

export function stateWord(pod: ViewPod): string {
  if (pod.state === 'Pending') return 'Pending';
  if (pod.state === 'NotReady') return 'Not ready';
  return shortWords[pod.status] ?? pod.status;
}

export function podName(pod: ViewPod): string {
  const ready = `${pod.readyContainers} of ${pod.containers.length}`;
  return text.canvas.podName(pod.label, pod.suffix, pod.node, pod.status, ready);
}

export const PodTile = memo(function PodTile({ pod, level }: Props) {
  const colour = stateColour[pod.state];
  return (
    <CanvasObject
      objectRef={pod.ref}
      state={pod.state}
      name={podName(pod)}
      title={`${pod.name}\n${pod.status}`}
      className={`${styles.pod} ${styles[level]}`}
      style={
        {
          '--c': `var(--${colour})`,
          '--ci': `var(--${colour === 'ink2' ? 'ink2' : `${colour}-ink`})`,
          '--cw': `var(--${colour === 'ink2' ? 'card' : `${colour}-wash`})`,
        } as React.CSSProperties
      }
    >
      {level === 'chip' && (
        <>
          <StateShape state={pod.state} size={11} />
          <span className={styles.suffix}>{pod.suffix || pod.label}</span>
        </>
      )}
      {level === 'tile' && (
        <>
          <span className={styles.word}>
            <StateShape state={pod.state} /> {stateWord(pod)}
            <Restarts pod={pod} />
          </span>
          <span className={styles.who}>
            <b>{pod.label}</b> {pod.suffix && <span className={styles.suffix}>{pod.suffix}</span>}
          </span>
          <ContainerDots pod={pod} />
        </>
      )}
      {level === 'card' && <PodCard pod={pod} />}
    </CanvasObject>
  );
});

/** How often its containers were started again, where there is room for it. */
function Restarts({ pod }: { readonly pod: ViewPod }) {
  const times = pod.containers.reduce((sum, { restarts }) => sum + restarts, 0);
  if (times === 0 || pod.state === 'Terminating') return null;
  return (
    <span className={styles.again} title={text.canvas.restarts(times)}>
      ↻{times}
    </span>
  );
}

/** One dot a container: filled runs, outline waits, hatched stops, vermilion failed. */
function ContainerDots({ pod }: { readonly pod: ViewPod }) {
  return (
    <span className={styles.dots}>
      {pod.containers.slice(0, 5).map((container) => (
        <i key={container.name} data-dot={dotOf(pod, container)} />
      ))}
    </span>
  );
}

function dotOf(pod: ViewPod, container: ViewPod['containers'][number]): string {
  if (pod.state === 'Terminating') return container.state === 'terminated' ? 'wait' : 'stop';
  if (container.state === 'running') return 'run';
  if (container.state === 'terminated') return container.exitCode === 0 ? 'wait' : 'fail';
  return container.backoffUntil !== undefined || /Err|BackOff|Error/.test(container.reason) ? 'fail' : 'wait';
}

function PodCard({ pod }: { readonly pod: ViewPod }) {
  return (
    <>
      <span className={styles.word}>
        <StateShape state={pod.state} /> {pod.status}
        <span className={styles.ready}>
          {pod.readyContainers}/{pod.containers.length}
        </span>
      </span>
      <span className={styles.full}>{pod.name}</span>
      <span className={styles.ip}>{pod.ip || '—'}</span>
      {pod.containers.map((container) => (
        <span key={container.name} className={styles.container}>
          <i data-dot={dotOf(pod, container)} /> {container.name}
          <span>
            {container.state === 'terminated' && container.exitCode !== undefined
              ? `exit ${container.exitCode}`
              : container.reason || container.state}
            {' · '}
            {text.canvas.restarts(container.restarts)}
          </span>
          {container.backoffUntil !== undefined && (
            <Clock until={container.backoffUntil} says={text.canvas.backoffLeft} />
          )}
        </span>
      ))}
      {pod.goneBy !== undefined && <Clock until={pod.goneBy} says={text.canvas.graceLeft} />}
    </>
  );
}

function Clock({ until, says }: { readonly until: number; readonly says: (seconds: number) => string }) {
  return <span className={styles.clock}>{says(useSecondsUntil(until))}</span>;
}
