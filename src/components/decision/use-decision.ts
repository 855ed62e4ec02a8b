// What the panel needs to know: the attempt that is shown, the cluster as it is now, and what the scheduler would say if some
// edits were made. The cluster is read again only when something was stored, and the more it costs the more seldom.
import { useEffect, useMemo, useState } from 'react';
import {
  type Attempt,
  clusterFromObjects,
  DECIDING_KINDS,
  type Decision,
  decideWith,
  type KubeObject,
  type Remedy,
  remediesFor,
} from '../../engine/index.ts';
import { session } from '../session/session.ts';

export type Pod = Parameters<typeof decideWith>[1];
type KnownNode = NonNullable<ReturnType<ReturnType<typeof clusterFromObjects>['cache']['nodes']['get']>>;

export interface Scene {
  readonly attempts: readonly { readonly number: number; readonly at: number }[];
  readonly attempt: Attempt | undefined;
  readonly pod: Pod | undefined;
  readonly objects: readonly KubeObject[];
  readonly nodes: ReadonlyMap<string, KnownNode>;
}

const SOONEST_MS = 250;
/** Reading the cluster may take at most this share of the time. */
const SHARE = 20;

export function useScene(ref: string, number: number | undefined): Scene {
  const [scene, setScene] = useState(() => look(ref, number));
  useEffect(() => {
    let revision = -1;
    let attempts = -1;
    let timer: ReturnType<typeof setTimeout>;
    const again = () => {
      const start = performance.now();
      const { host } = session();
      const now = host.revision();
      const known = host.attempts(ref).length;
      if (now !== revision || known !== attempts) {
        revision = now;
        attempts = known;
        setScene(look(ref, number));
      }
      timer = setTimeout(again, Math.max(SOONEST_MS, SHARE * (performance.now() - start)));
    };
    again();
    return () => clearTimeout(timer);
  }, [ref, number]);
  return scene;
}

function look(ref: string, number: number | undefined): Scene {
  const { host } = session();
  const objects = DECIDING_KINDS.flatMap((kind) =>
    host.list(kind).map((object) => ({ ...(object as KubeObject), kind })),
  );
  const nodes = new Map<string, KnownNode>();
  clusterFromObjects(objects).cache.nodes.scan((node, name) => void nodes.set(name, node));
  return {
    attempts: host.attempts(ref),
    attempt: host.decision(ref, number),
    pod: host.get(ref) as Pod | undefined,
    objects,
    nodes,
  };
}

export interface WhatIf {
  /** Every switch: what would help now, what is on, and what would help next. */
  readonly offered: readonly Remedy[];
  /** Nodes that fit with one edit alone, by the remedy's id. */
  readonly helps: ReadonlySet<string>;
  /** The decision with all that is on; undefined while nothing is. */
  readonly changed: Decision | undefined;
}

const NOTHING: WhatIf = { offered: [], helps: new Set(), changed: undefined };

export function useWhatIf({ objects, pod }: Scene, on: readonly Remedy[], waiting: boolean): WhatIf {
  return useMemo(() => {
    if (!pod || !waiting) return NOTHING;
    const edits = on.map(({ edit }) => edit);
    const first = remediesFor(objects, pod, []);
    const alone = (remedy: Remedy) => fits(decideWith(objects, pod, [remedy.edit]), remedy.edit.node);
    const cures = first.filter(alone);
    const offered = [...cures, ...first.filter((remedy) => !cures.includes(remedy))];
    for (const remedy of [...on, ...(on.length > 0 ? remediesFor(objects, pod, edits) : [])]) {
      if (!offered.some(({ id }) => id === remedy.id)) offered.push(remedy);
    }
    const helps = offered.filter(({ edit }) => fits(decideWith(objects, pod, [...edits, edit]), edit.node));
    return {
      offered,
      helps: new Set(helps.map(({ id }) => id)),
      changed: edits.length > 0 ? decideWith(objects, pod, edits) : undefined,
    };
  }, [objects, pod, on, waiting]);
}

function fits({ nodes, verdicts }: Decision, node: string): boolean {
  return verdicts[nodes.indexOf(node)] === 0;
}
