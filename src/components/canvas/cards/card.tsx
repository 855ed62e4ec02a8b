// The frame of a control-plane component: its name, whether it runs, and its border amber while it works for the learner.

import type { ReactNode } from 'react';
import type { Address } from '../../../engine/index.ts';
import { useProcess } from '../../session/store.ts';
import { text } from '../../ui/text/en.ts';
import styles from './card.module.css';
import { CanvasObject } from './object.tsx';
import { useLiveThread } from './use-thread.ts';

interface Props {
  readonly address: Address;
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  /** Threads that touched it; amber if the live one is among them. */
  readonly thread?: number;
  /** What is spoken of here, for it has no card of its own. */
  readonly standsFor?: readonly string[];
  readonly className?: string;
  readonly children?: ReactNode;
}

export const processRef = (address: Address): string => `Process//${address}`;

export function ComponentCard({ address, title, aside, standsFor, thread = 0, className = '', children }: Props) {
  const life = useProcess(address)?.life ?? 'down';
  const live = useLiveThread();
  return (
    <CanvasObject
      objectRef={processRef(address)}
      standsFor={standsFor}
      state={life}
      name={`${address}, ${life === 'up' ? text.canvas.running : lifeWords(life)}`}
      className={`${styles.card} ${className}`}
      live={live !== 0 && thread === live}
      life={life}
    >
      <div className={styles.head}>
        <span>{title}</span>
        {life === 'up' ? <small>{aside}</small> : <span className={styles.lifeWord}>{lifeWords(life)}</span>}
      </div>
      {life === 'up' || life === 'paused' ? children : null}
    </CanvasObject>
  );
}

export function lifeWords(life: 'down' | 'starting' | 'up' | 'paused'): string {
  if (life === 'down') return text.canvas.down;
  if (life === 'paused') return text.canvas.paused;
  return life === 'starting' ? text.canvas.starting : '';
}
