// How a kind is described: what else has to be asked for, and the text that is made of all of it.
// The text is pure, so it can be tested with objects alone.

import type { KubeObject } from '../../api/object.ts';

/** A further request: one object by name, or a list. Plain data. */
export interface Extra {
  /** Under which name `text` finds it. */
  readonly as: string;
  /** Qualified plural: `replicasets.apps`. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export type Extras = Readonly<Record<string, readonly KubeObject[]>>;

export interface Describer {
  extras?(object: KubeObject): readonly Extra[];
  /** With tabs between columns; without the events. */
  text(object: KubeObject, extras: Extras, nowMs: number): string;
  readonly withoutEvents?: boolean;
}

/** What happened to an object, by its name and uid. */
export function eventsOf({ kind, metadata }: KubeObject): Extra {
  const { name = '', namespace = '', uid = '' } = metadata;
  const byUid = kind === 'Node' ? [] : [`involvedObject.uid=${uid}`];
  const terms = [
    `involvedObject.kind=${kind}`,
    `involvedObject.name=${name}`,
    `involvedObject.namespace=${namespace}`,
    ...byUid,
  ];
  const fieldSelector = terms.join(',');
  return { as: 'events', resource: 'events', fieldSelector, ...(namespace === '' ? {} : { namespace }) };
}
