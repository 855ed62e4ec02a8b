// One line of the list: what it is called, how it is, and what stands below it. Every tree of the list is made of these.
import type { ObjectRef, PodState } from '../../engine/index.ts';

export interface Row {
  /** Stable within one grouping; the same object may stand in two places of two groupings. */
  readonly id: string;
  /** What selecting it selects; '' for a heading. */
  readonly ref: ObjectRef;
  readonly kind: string;
  readonly name: string;
  readonly state: PodState | undefined;
  /** The exact word, or `2 of 3`. */
  readonly status: string;
  readonly ready: string;
  readonly restarts: number | undefined;
  readonly createdAt: number | undefined;
  /** Its node, or another short fact. */
  readonly note: string;
  readonly children: readonly Row[];
}

export function heading(ref: ObjectRef, kind: string, name: string): Row {
  return {
    id: ref,
    ref,
    kind,
    name,
    state: undefined,
    status: '',
    ready: '',
    restarts: undefined,
    createdAt: undefined,
    note: '',
    children: [],
  };
}
