// A PATCH is a small program that runs on the newest object: read, change, compare, store; and again if somebody was faster.
// So two patches of different fields never conflict, unless the patch itself names the resourceVersion it was made for.
// Source: apiserver `endpoints/handlers/patch.go`.

import { invalid as invalidField } from '../api/field-error.ts';
import { goJson, goValue } from '../api/go-text.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import { applyJsonPatch } from '../api/patch/json-patch.ts';
import { applyMergePatch } from '../api/patch/merge-patch.ts';
import { applyStrategicPatch } from '../api/patch/strategic-merge.ts';
import { typeOfKind } from '../api/schema/schema.ts';
import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { planApply } from './applying.ts';
import { decodeChanged, planReplace } from './pipeline.ts';
import type { Plan, Surroundings } from './plan.ts';
import { refuse } from './plan.ts';
import { planPodStatus } from './pod-status.ts';
import { refOf } from './resources.ts';

const STRATEGIC = 'application/strategic-merge-patch+json';

export function planPatch(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject | undefined,
  world: Surroundings,
): Plan {
  if (request.patchType === 'application/apply-patch+yaml') return planApply(request, kind, existing, world);
  const name = request.name ?? '';
  if (!existing) return refuse('persist', errors.notFound(refOf(kind), name));
  if (request.subresource === 'status' && kind.plural === 'pods' && request.patchType === STRATEGIC) {
    const plan = planPodStatus(request, kind, existing, world);
    if (plan) return plan;
  }
  const patched = applyPatch(request, kind, existing);
  if (errors.isStatus(patched)) return refuse('decode and default', patched);
  const { draft, warnings } = patched;
  const { name: given = '', namespace = '' } = draft.metadata;
  if (given !== name) {
    const text = `the name of the object (${given}) does not match the name on the URL (${name})`;
    return refuse('decode and default', errors.badRequest(text));
  }
  if (kind.namespaced && namespace !== request.namespace) {
    const text = 'the namespace of the provided object does not match the namespace sent on the request';
    return refuse('decode and default', errors.badRequest(text));
  }
  kind.defaults(draft);
  return planReplace(request, kind, draft, existing, warnings, world);
}

/** The patched object, decoded, with root and metadata free to be changed. */
export function applyPatch(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject,
): { readonly draft: KubeObject; readonly warnings: readonly string[] } | Status {
  const result = applyTo(request, kind, existing);
  if (errors.isStatus(result)) return result;
  const decoded = decodeChanged(request, kind, result.value, existing);
  return errors.isStatus(decoded) ? badPatch(request, result.value, decoded) : decoded;
}

function applyTo(request: ApiRequest, kind: Kind, existing: KubeObject): { readonly value: unknown } | Status {
  switch (request.patchType) {
    case 'application/json-patch+json':
      return applyJsonPatch(existing, request.body);
    case 'application/merge-patch+json':
      return applyMergePatch(existing, request.body);
    default: {
      const type = typeOfKind(apiVersionOf(kind), kind.kind);
      return type ? applyStrategicPatch(existing, request.body, type) : applyMergePatch(existing, request.body);
    }
  }
}

/** What does not decode after patching is the patch's fault, and is shown with what it led to. */
function badPatch(request: ApiRequest, value: unknown, refusal: Status): Status {
  const message = refusal.message ?? '';
  const colon = message.indexOf(': ');
  const strict = message.includes('strict decoding error');
  if (strict || colon < 0) return refusal;
  const strategic = request.patchType === STRATEGIC;
  const shown = strategic ? goValue(request.body) : goJson(value);
  const why = strategic ? converterText(message.slice(colon + 2)) : message.slice(colon + 2);
  return errors.invalid({ group: '', kind: '' }, '', [invalidField('patch', shown, why)]);
}

/** A strategic patch is not decoded from JSON but converted, and the converter has words of its own. */
function converterText(text: string): string {
  return /cannot unmarshal object into .* of type \[\]/.test(text) ? 'cannot restore slice from map' : text;
}
