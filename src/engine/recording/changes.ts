// The stored history as lines that can be compared with a recording of a real cluster: one line a change, in the order of
// revisions, the whole object when it appears and afterwards only what became different. What is left out (resourceVersion,
// managedFields) is what a recording leaves out, because it says nothing that the line itself does not say.

import { kinds } from '../api/kinds/index.ts';
import type { KubeObject } from '../api/object.ts';
import { createMergePatch } from '../api/patch/merge-patch.ts';
import type { EtcdRecord } from '../api/wire.ts';
import type { Tick } from '../kernel/message.ts';

export interface ChangeLine {
  readonly ms: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Counts lines from 1. */
  readonly n: number;
  /** The field manager whose entry is new with this change; '' when none is. */
  readonly manager: string;
  readonly object?: unknown;
  /** JSON merge patch (RFC 7386) from the version before. */
  readonly patch?: unknown;
}

export interface LogFilter {
  /** `ms` counts from here, and what was before is left out. */
  readonly since: Tick;
  /** Only this namespace, and of the cluster-wide kinds only Node: what a recording of one scenario holds. */
  readonly namespace?: string;
}

/** The line of a record, or undefined when the filter leaves it out; `n` is the number it gets. */
export function changeLine(record: EtcdRecord, n: number, { since, namespace }: LogFilter): ChangeLine | undefined {
  if (record.at < since) return undefined;
  const object = (record.kv ?? record.previous)?.value;
  if (!object) return undefined;
  const { namespace: own = '', name = '' } = object.metadata;
  const kind = object.kind ?? kindOfKey(record.key);
  if (namespace !== undefined && own !== namespace && kind !== 'Node') return undefined;
  const before = record.previous?.value;
  const line = { ms: record.at - since, kind, namespace: own, name, n };
  if (record.type === 'DELETE') return { ...line, type: 'DELETED', manager: '' };
  const manager = newManager(before, object);
  if (!before) return { ...line, type: 'ADDED', manager, object: bare(object) };
  return { ...line, type: 'MODIFIED', manager, patch: createMergePatch(bare(before), bare(object)) ?? {} };
}

function kindOfKey(key: string): string {
  return kinds.find(({ storagePrefix }) => key.startsWith(`/registry/${storagePrefix}/`))?.kind ?? key.split('/')[2];
}

function newManager(before: KubeObject | undefined, now: KubeObject): string {
  const known = new Set(before?.metadata.managedFields?.map(entryKey));
  return now.metadata.managedFields?.find((entry) => !known.has(entryKey(entry)))?.manager ?? '';
}

/** A manager that writes twice within a second keeps its entry's time, so that the second write shows no new entry. */
function entryKey(entry: NonNullable<KubeObject['metadata']['managedFields']>[number]): string {
  return [entry.manager, entry.operation, entry.subresource, entry.time].join(' ');
}

function bare(object: KubeObject): { [key: string]: unknown } {
  const { managedFields: _managers, resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}
