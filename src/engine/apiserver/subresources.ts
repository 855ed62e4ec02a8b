// Subresources are doors into one part of an object, each with rules of its own: `binding` for the scheduler, `scale` for
// autoscalers, `eviction` for those who must ask before they delete.
// Source: `pkg/registry/core/pod/storage`, `pkg/registry/apps/deployment/storage`, `pkg/registry/core/namespace/storage`.

import { decode } from '../api/decode.ts';
import type { Kind } from '../api/kinds/kind.ts';
import { bindingError } from '../api/kinds/subresources.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import { rfc3339 } from '../api/time.ts';
import type { Binding, Eviction, Node, Pod, PodCondition, PodStatus, Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { draftOf, freezeStored } from './copy.ts';
import { planDelete } from './deletion.ts';
import { isDryRun } from './options.ts';
import { planPatch } from './patching.ts';
import { planUpdate, withoutVersion } from './pipeline.ts';
import type { Plan, Surroundings, WritePlan } from './plan.ts';
import { noWarnings, refuse } from './plan.ts';
import { etcdKey, refOf } from './resources.ts';
import { planScale } from './scale.ts';
import { planToken } from './tokens.ts';
import { revisionOf } from './watch-cache.ts';

const copiedNodeLabels: readonly string[] = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

export function planSubresource(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject | undefined,
  world: Surroundings,
): Plan {
  switch (request.subresource) {
    case 'binding':
      return planBinding(request, kind, existing, world);
    case 'eviction':
      return planEviction(request, kind, existing, world);
    case 'scale':
      return planScale(request, kind, existing, world);
    case 'token':
      return planToken(request, kind, existing, world);
    default:
      return request.verb === 'patch'
        ? planPatch(request, kind, existing, world)
        : planUpdate(request, kind, existing, world);
  }
}

/** The scheduler's word: one write sets the node, the condition and the node's zone labels. */
function planBinding(request: ApiRequest, kind: Kind, existing: KubeObject | undefined, world: Surroundings): Plan {
  const name = request.name ?? '';
  const decoded = decode(request.body, { group: '', version: 'v1', kind: 'Binding' });
  if (errors.isStatus(decoded)) return refuse('decode and default', decoded);
  const binding = decoded.object as unknown as Binding;
  const wrong = bindingError(binding);
  if (wrong !== '') return refuse('prepare and validate', errors.plainError(wrong));
  const { target, metadata } = binding;
  const ref = { group: '', resource: 'pods/binding' };
  if (!existing) return refuse('persist', errors.notFound({ group: '', resource: 'pods' }, name));
  const pod = existing as Pod;
  const refusal = bindingRefusal(pod, metadata?.uid);
  if (refusal) return refuse('persist', errors.conflict(ref, name, refusal));
  const node = world.find('minions', target.name ?? '') as Node | undefined;
  const meta = withoutVersion(existing.metadata);
  const labels = withZone(pod.metadata.labels, node);
  if (labels) meta.labels = labels;
  if (metadata?.annotations) meta.annotations = { ...pod.metadata.annotations, ...metadata.annotations };
  const value = draftOf(existing);
  value.metadata = meta;
  value.spec = Object.assign({} as Pod['spec'], pod.spec, { nodeName: target.name });
  const conditions = withCondition(
    pod.status?.conditions ?? [],
    { type: 'PodScheduled', status: 'True' },
    rfc3339(world.nowMs, 0),
  );
  value.status = Object.assign({} as PodStatus, pod.status, { conditions });
  return write(kind, existing, freezeStored(value), errors.success(undefined, 201), 201);
}

type Labels = Pod['metadata']['labels'];

/** By the labels of the node: pods of one template share their labels, and those on one node share these. */
const zoned = new WeakMap<object, { readonly before: Labels; readonly after: Labels }>();

/** The pod's labels with the zone and region of its node. */
function withZone(labels: Labels, node: Node | undefined): Labels {
  const ofNode = node?.metadata.labels;
  if (!ofNode) return labels;
  const known = zoned.get(ofNode);
  if (known !== undefined && known.before === labels) return known.after;
  const after = zonedLabels(labels, node);
  zoned.set(ofNode, { before: labels, after });
  return after;
}

function zonedLabels(labels: Labels, node: Node | undefined): Labels {
  let result = labels;
  for (const label of copiedNodeLabels) {
    const value = node?.metadata.labels?.[label];
    if (value !== undefined && result?.[label] !== value) result = { ...result, [label]: value };
  }
  return result;
}

function bindingRefusal(pod: Pod, uid: string | undefined): string | undefined {
  const name = pod.metadata.name ?? '';
  if (uid && uid !== pod.metadata.uid) {
    return `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`;
  }
  if (pod.metadata.deletionTimestamp) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec?.nodeName) return `pod ${name} is already assigned to node "${pod.spec.nodeName}"`;
  if ((pod.spec?.schedulingGates?.length ?? 0) > 0) return `pod ${name} has non-empty .spec.schedulingGates`;
  return undefined;
}

/** The list with this condition in it; its time changes only with its status. */
function withCondition(
  conditions: readonly PodCondition[],
  { type, status, ...more }: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>,
  now: string,
): PodCondition[] {
  const at = conditions.findIndex((each) => each.type === type);
  const lastTransitionTime = at >= 0 && conditions[at].status === status ? conditions[at].lastTransitionTime : now;
  const condition = { type, status, lastProbeTime: null, lastTransitionTime, ...more } as unknown as PodCondition;
  return at < 0 ? [...conditions, condition] : conditions.map((each, index) => (index === at ? condition : each));
}

/** An eviction that no budget forbids is a delete, with a condition that says why. */
function planEviction(request: ApiRequest, kind: Kind, existing: KubeObject | undefined, world: Surroundings): Plan {
  const decoded = decode(request.body, { group: 'policy', version: 'v1', kind: 'Eviction' });
  if (errors.isStatus(decoded)) return refuse('decode and default', decoded);
  const { deleteOptions } = decoded.object as unknown as Eviction;
  const { metadata } = decoded.object;
  if (metadata?.name && metadata.name !== request.name) {
    return refuse(
      'decode and default',
      errors.badRequest(`name in URL does not match name in Eviction object: ${request.name} != ${metadata.name}`),
    );
  }
  if (!existing) return refuse('persist', errors.notFound(refOf(kind), request.name ?? ''));
  const answer = errors.success(undefined, 201);
  const pod = existing as Pod;
  const dry = (deleteOptions?.dryRun ?? []).includes('All') || isDryRun(request);
  const said = pod.status?.conditions?.some(
    ({ type, reason }) => type === 'DisruptionTarget' && reason === evicted.reason,
  );
  if (!said && !dry && !pod.metadata.deletionTimestamp) {
    const conditions = withCondition(pod.status?.conditions ?? [], evicted, rfc3339(world.nowMs, 0));
    const value: KubeObject = {
      ...existing,
      metadata: withoutVersion(existing.metadata),
      status: { ...pod.status, conditions },
    };
    return { ...write(kind, existing, Object.freeze(value), answer, 201), then: 'again' };
  }
  const asDelete: ApiRequest = { ...request, verb: 'delete', subresource: undefined, body: deleteOptions };
  const plan = planDelete(asDelete, kind, existing, world);
  if (plan.do === 'answer' || (plan.do === 'write' && dry))
    return { do: 'answer', body: answer, code: 201, warnings: noWarnings };
  return plan.do === 'write' ? { ...plan, code: 201, answer } : plan;
}

const evicted = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
} as const;

function write(
  kind: Kind,
  existing: KubeObject,
  value: KubeObject,
  answer: KubeObject | Status,
  code: number,
): WritePlan {
  const key = etcdKey(kind, existing.metadata.namespace, existing.metadata.name ?? '');
  return { do: 'write', key, ifRevision: revisionOf(existing), value, answer, code, warnings: noWarnings };
}
