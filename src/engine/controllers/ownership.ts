// Labels are the wiring and owner references are the deed: a controller adopts what matches its selector and belongs to nobody,
// and releases what it owns that no longer matches. Adoption asks the API server first whether the owner still lives.

import { matchesSelector, selectorOf } from '../api/labels.ts';
import { controllerOf, isDeleting, type KubeObject } from '../api/object.ts';
import type { LabelSelector, OwnerReference } from '../api/types.ts';
import type { Intent, ResourceName } from './controller.ts';

export interface Claim {
  /** Owned and matching. */
  readonly mine: readonly KubeObject[];
  /** Matching orphans: to be adopted. */
  readonly adopt: readonly KubeObject[];
  /** Owned, but no longer matching: to be released. */
  readonly release: readonly KubeObject[];
}

/** Sorts candidates of one namespace by who should own them. Source: upstream `controller_ref_manager.go`. */
export function claim(owner: KubeObject, selector: LabelSelector, candidates: readonly KubeObject[]): Claim {
  const compiled = selectorOf(selector);
  const mine: KubeObject[] = [];
  const adopt: KubeObject[] = [];
  const release: KubeObject[] = [];
  for (const object of candidates) {
    const controller = controllerOf(object);
    if (controller) {
      if (controller.uid !== owner.metadata.uid) continue;
      if (matchesSelector(compiled, object.metadata.labels)) mine.push(object);
      else if (!isDeleting(owner) && !isDeleting(object)) release.push(object);
    } else if (!isDeleting(owner) && !isDeleting(object) && matchesSelector(compiled, object.metadata.labels)) {
      adopt.push(object);
    }
  }
  return { mine, adopt, release };
}

export function ownerReference(owner: KubeObject): OwnerReference {
  const { name = '', uid = '' } = owner.metadata;
  return { apiVersion: owner.apiVersion, kind: owner.kind, name, uid, controller: true, blockOwnerDeletion: true };
}

export function adoption(of: ResourceName, owner: KubeObject, object: KubeObject): Intent {
  const { uid } = object.metadata;
  return {
    verb: 'patch',
    of,
    object,
    patchType: 'application/strategic-merge-patch+json',
    patch: { metadata: { ownerReferences: [ownerReference(owner)], uid } },
    because: `adopts ${object.metadata.name}: it matches and belongs to nobody`,
  };
}

export function releasing(of: ResourceName, owner: KubeObject, object: KubeObject): Intent {
  const { uid } = object.metadata;
  return {
    verb: 'patch',
    of,
    object,
    patchType: 'application/strategic-merge-patch+json',
    patch: { metadata: { ownerReferences: [{ $patch: 'delete', uid: owner.metadata.uid }], uid } },
    because: `releases ${object.metadata.name}: it no longer matches the selector`,
  };
}
