// What every object on the canvas has in common: a reference others can find it by, a state in words, selection, hover and the
// ring of the canvas's own cursor. It is a button for the pointer; the keyboard moves over the canvas as one stop.
import type { CSSProperties, ReactNode } from 'react';
import { useLesson } from '../../lesson/lesson-store.ts';
import { selectedRef, useView } from '../../session/view-state.ts';
import styles from './object.module.css';

interface Props {
  readonly objectRef: string;
  /** What has no place of its own here and is shown by this: where it is spoken of, this is lit. */
  readonly standsFor?: readonly string[];
  readonly state: string;
  readonly name: string;
  readonly className?: string;
  readonly style?: CSSProperties;
  readonly title?: string;
  /** Part of what the learner set going: amber border. */
  readonly live?: boolean;
  /** Of a process that does not run. */
  readonly life?: string;
  /** It holds further objects: a group, for a button may not hold buttons. */
  readonly holds?: boolean;
  readonly children?: ReactNode;
}

const nothingElse: readonly string[] = [];

/** An id that aria-activedescendant can point at. */
export const objectId = (ref: string): string => `o-${ref.replace(/[^\w.-]/g, '_')}`;

/** A whole card or tile that can be selected. What is inside it may hold further objects, so it is no button element. */
export function CanvasObject({
  objectRef,
  standsFor = nothingElse,
  state,
  name,
  className = '',
  style,
  title,
  live,
  life,
  holds,
  children,
}: Props) {
  const selected = useView((s) => selectedRef(s) === objectRef);
  const cursor = useView((s) => s.cursor === objectRef);
  const pointed = useView((s) => s.pointedAt === objectRef || standsFor.includes(s.pointedAt));
  const lit = useLesson((s) => s.highlight.has(objectRef) || standsFor.some((ref) => s.highlight.has(ref)));
  const dim = useLesson((s) => s.dim.has(objectRef));
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have a name; the rule cannot read a chosen role
    <div
      role={holds ? 'group' : 'button'}
      id={objectId(objectRef)}
      tabIndex={-1}
      className={`${styles.object} ${className}`}
      style={style}
      title={title}
      aria-label={name}
      {...(holds ? { 'aria-current': selected } : { 'aria-pressed': selected })}
      data-object={objectRef}
      data-state={state}
      data-selected={selected || undefined}
      data-cursor={cursor || undefined}
      data-pointed={pointed || undefined}
      data-lit={lit || undefined}
      data-dim={dim || undefined}
      data-live={live || undefined}
      data-life={life}
    >
      {children}
    </div>
  );
}
