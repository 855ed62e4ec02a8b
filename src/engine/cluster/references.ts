// People point at things: `pod/web-7d4b9c6f5-x2x7q`, `pod[app=web]#2`, `node/node-2`. This file finds out what they mean.
// It looks into the store itself, as the person at the screen does; nothing is sent for it.

import { resolveResource } from '../api/kinds/index.ts';
import { matchesSelector, parseSelector } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import { openStore } from '../etcd/store.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { Table } from '../kernel/table.ts';
import { storeDisk } from './control-plane.ts';

const systemNamespace = 'kube-system';
const heartbeatNamespace = 'kube-node-lease';

export interface Reference {
  /** `pods`, `nodes`, or a component such as `kubelet`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** All stored objects of a resource, without their resourceVersion, in key order. */
export function stored(simulation: Simulation, folder: string): readonly KubeObject[] {
  return kvs(simulation)
    .values(`/registry/${folder}/`)
    .map((kv) => kv.value);
}

/** The same by creation, oldest first. */
function storedByCreation(simulation: Simulation, folder: string): readonly KubeObject[] {
  return kvs(simulation)
    .values(`/registry/${folder}/`)
    .sort((a, b) => a.createRevision - b.createRevision)
    .map((kv) => kv.value);
}

function kvs(simulation: Simulation): Table<{ readonly value: KubeObject; readonly createRevision: number }> {
  const disk = storeDisk(simulation);
  return disk ? openStore(disk).kvs : new Table();
}

/** Whether etcd has ever started on the master's disk. */
function hasStore(simulation: Simulation): boolean {
  return storeDisk(simulation) !== undefined;
}

/**
 * Resolves `kind/name`, `kind/namespace/name`, `kind[label=value]` and `kind[label=value]#2` (second by creation).
 * A kind alone is looked for in the usual namespace, and `lease/NODE` is the lease that the node's kubelet renews.
 * Returns a sentence that says what is wrong when it names nothing.
 */
export function resolveReference(text: string, simulation: Simulation, usualNamespace = 'default'): Reference | string {
  const match = /^([\w-]+)(?:\[([^\]]+)\](?:#(\d+))?|\/(?:([^/]+)\/)?([^/]+))$/.exec(text);
  if (!match) return `"${text}" names nothing: write kind/name, kind/namespace/name or kind[label=value]#1`;
  const [, word, selector, ordinal, namespace, name] = match;
  const kind = resolveResource(word);
  const resource = kind?.plural ?? word;
  if (selector === undefined) {
    const usual = kind?.namespaced === false ? '' : isHeartbeat() ? heartbeatNamespace : usualNamespace;
    // What belongs to no namespace is found whichever somebody was in when they named it.
    return { resource, namespace: kind?.namespaced === false ? '' : (namespace ?? usual), name };
  }
  if (!hasStore(simulation)) return 'the cluster has not started yet';
  const parsed = parseSelector(selector);
  if (!parsed.ok) return parsed.message;
  // The cluster's own parts are meant only by who says so: "the first pod" is the learner's.
  const isMeant = ({ metadata: { namespace, labels } }: KubeObject): boolean =>
    (namespace !== systemNamespace || usualNamespace === systemNamespace) && matchesSelector(parsed.value, labels);
  const matching = storedByCreation(simulation, kind?.storagePrefix ?? resource).filter(isMeant);
  const found = matching[Number(ordinal ?? 1) - 1];
  if (!found) return `${text}: there are ${matching.length} ${resource} with ${selector}`;
  return { resource, namespace: found.metadata.namespace ?? '', name: found.metadata.name ?? '' };

  // Who says `lease/node-1` means the machine's heartbeat, unless a lease of that name lies where they are.
  function isHeartbeat(): boolean {
    if (resource !== 'leases') return false;
    const keys = kvs(simulation);
    return keys.has(`/registry/minions/${name}`) && !keys.has(`/registry/leases/${usualNamespace}/${name}`);
  }
}

/** Replaces each `$(pod[app=web]#2)` in a command line by the name it stands for. */
export function expandReferences(line: string, simulation: Simulation): string {
  return line.replace(/\$\(([^)]+)\)/g, (whole, reference: string) => {
    const found = resolveReference(reference, simulation);
    return typeof found === 'string' ? whole : found.name;
  });
}
