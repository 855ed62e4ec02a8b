// Which kind a path stands for. The registry of kinds is the only list; this file only looks things up in it.

import { kinds } from '../api/kinds/index.ts';
import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { ResourceRef } from '../api/status.ts';

/** The folders in etcd that the kinds use, each once. */
export const folders: readonly string[] = [...new Set(kinds.map((kind) => kind.storagePrefix))];

const views = new WeakMap<KubeObject, KubeObject>();

/** A stored object as this kind shows it: itself, unless the kind is a view of another (Event of events.k8s.io). */
export function viewOf(kind: Kind, stored: KubeObject): KubeObject {
  if (!kind.fromStored) return stored;
  const known = views.get(stored);
  if (known) return known;
  const view = Object.freeze(kind.fromStored(stored));
  views.set(stored, view);
  return view;
}

/** What is stored of an object of this kind. */
export function storedOf(kind: Kind, object: KubeObject): KubeObject {
  return kind.toStored ? Object.freeze(kind.toStored(object)) : object;
}

export function refOf(kind: Kind): ResourceRef {
  return { group: kind.group, resource: kind.plural };
}

/** `/registry/pods/default/web`. */
export function etcdKey(kind: Kind, namespace: string | undefined, name: string): string {
  return kind.namespaced
    ? `/registry/${kind.storagePrefix}/${namespace}/${name}`
    : `/registry/${kind.storagePrefix}/${name}`;
}

/** The key of the same object in a watch cache: `default/web`. */
export function cacheKey(kind: Kind, namespace: string | undefined, name: string): string {
  return kind.namespaced ? `${namespace}/${name}` : name;
}

const byFolder = new Map<string, Kind>();
for (const kind of kinds) if (!byFolder.has(kind.storagePrefix)) byFolder.set(kind.storagePrefix, kind);

/** The kind whose form the objects of a folder are stored in. */
export function kindOfFolder(folder: string): Kind {
  return byFolder.get(folder) as Kind;
}
