// A DaemonSet has no ReplicaSets to remember its versions. It writes each template into a ControllerRevision, and this page of
// history, with its growing number, is what `rollout undo` turns back to. The hash in its name marks the pods made from it.
// Source: upstream `daemon/update.go` constructHistory, snapshot, cleanupHistory.

import { equal, type KubeObject } from '../api/object.ts';
import { podTemplateHash } from '../api/template-hash.ts';
import type { ControllerRevision } from '../api/types.ts';
import { asDaemonSet, HASH_LABEL } from './daemon-set-nodes.ts';
import { ownerReference } from './ownership.ts';

export interface History {
  /** The page that says what the template says now; undefined when there is none yet. */
  readonly current: KubeObject | undefined;
  readonly old: readonly KubeObject[];
  /** The number that the current page has or has to get. */
  readonly number: number;
}

export const revisionOf = (page: KubeObject): number => (page as unknown as ControllerRevision).revision;

export function historyOf(set: KubeObject, pages: readonly KubeObject[]): History {
  const data = pageData(set);
  const sorted = pages.slice().sort(byRevision);
  const matching = sorted.filter((page) => equal(page.data, data));
  const current = matching[matching.length - 1];
  const old = sorted.filter((page) => page !== current);
  return { current, old, number: old.reduce((most, page) => Math.max(most, revisionOf(page)), 0) + 1 };
}

function byRevision(a: KubeObject, b: KubeObject): number {
  return revisionOf(a) - revisionOf(b) || ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1);
}

/** A patch that turns the DaemonSet back to this template. */
export function pageData(set: KubeObject): object {
  return { spec: { template: { $patch: 'replace', ...asDaemonSet(set).spec.template } } };
}

export function newPage(set: KubeObject, number: number): KubeObject {
  const { name = '', namespace, annotations } = set.metadata;
  const { spec, status } = asDaemonSet(set);
  const hash = podTemplateHash(spec.template, status?.collisionCount);
  return Object.freeze({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...spec.template.metadata?.labels, [HASH_LABEL]: hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [ownerReference(set)],
    },
    data: pageData(set),
    revision: number,
  });
}

export function hashOf(page: KubeObject): string {
  return page.metadata.labels?.[HASH_LABEL] ?? '';
}

/** The oldest pages beyond the limit, but none from which a pod still lives. */
export function pagesToDrop(
  set: KubeObject,
  old: readonly KubeObject[],
  pods: readonly KubeObject[],
): readonly KubeObject[] {
  const surplus = old.length - (asDaemonSet(set).spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return [];
  const live = new Set(pods.map((pod) => pod.metadata.labels?.[HASH_LABEL] ?? ''));
  return old.filter((page) => !live.has(hashOf(page))).slice(0, surplus);
}
