// A Node is a machine as its kubelet reports it: what it can hold, how it feels, where it can be reached. Its taints say whom
// it does not want.
// Source: `pkg/registry/core/node/strategy.go`, `pkg/apis/core/validation`, `pkg/printers/internalversion`.
import { duplicate, type FieldError, forbidden, invalid, invalids, required } from '../field-error.ts';
import { equal, type KubeObject } from '../object.ts';
import type { Node, NodeCondition, NodeSpec, NodeStatus, Taint } from '../types.ts';
import { isIpv4, isIpv6, labelValueErrors } from '../validation.ts';
import { labelKey, oneOf } from './checks.ts';
import { ageColumn, column, nameColumn } from './columns.ts';
import { canonicalQuantities, eachOf, fill, partOf } from './fill.ts';
import type { Draft, Kind, Subresource } from './kind.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { validateQuantity } from './resource-validation.ts';
import { taintEffects } from './scheduling-validation.ts';
import { allVerbs, clusterMetadataFields, countGeneration, keep } from './strategy.ts';

export const nodeKind: Kind = Object.freeze<Kind>({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: ['proxy', 'status'],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: 'minions',
  storageVersionHash: 'XwShjMxG9Fs=',

  defaults(draft: Draft): void {
    draft.spec = specDefaults((draft.spec ?? {}) as NodeSpec);
    draft.status = statusDefaults((draft.status ?? {}) as NodeStatus);
  },

  prepareForCreate(): void {
    // A kubelet may bring its status along when it registers its node.
  },

  prepareForUpdate(draft: Draft, old: KubeObject, subresource?: Subresource): void {
    keep(draft, old, subresource === 'status' ? 'spec' : 'status');
    countGeneration(draft, old, false);
  },

  validate(object: KubeObject): FieldError[] {
    const errors = validateObjectMeta(object, nodeKind);
    validateNode(object as Node, errors);
    return errors;
  },

  validateUpdate(object: KubeObject, old: KubeObject, subresource?: Subresource): FieldError[] {
    const errors = validateObjectMetaUpdate(object, old);
    const node = object as Node;
    const before = old as Node;
    if (subresource !== 'status') validateTaints(node.spec.taints ?? [], errors);
    validateAmounts(node, errors);
    validateAddresses(node, errors);
    if ((before.spec.podCIDRs ?? []).length > 0 && !equal(node.spec.podCIDRs, before.spec.podCIDRs)) {
      const message = 'node updates may not change podCIDR except from "" to valid';
      errors.push(forbidden('spec.podCIDRs', message));
    }
    if (before.spec.providerID && node.spec.providerID !== before.spec.providerID) {
      const message = 'node updates may not change providerID except from "" to valid';
      errors.push(forbidden('spec.providerID', message));
    }
    return errors;
  },

  columns: [
    nameColumn(),
    column<Node>('Status', nodeStatusWord),
    column<Node>('Roles', (node) => nodeRoles(node).join(',') || '<none>'),
    ageColumn,
    column<Node>('Version', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
    column<Node>('Internal-IP', (node) => address(node, 'InternalIP'), 1),
    column<Node>('External-IP', (node) => address(node, 'ExternalIP'), 1),
    column<Node>('OS-Image', ({ status }) => status?.nodeInfo?.osImage || '<unknown>', 1),
    column<Node>('Kernel-Version', kernel, 1),
    column<Node>('Container-Runtime', ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>', 1),
  ],

  selectableFields: (object) => ({
    ...clusterMetadataFields(object),
    'spec.unschedulable': String((object as Node).spec.unschedulable ?? false),
  }),
});

/** `Ready`, `NotReady` (no matter whether False or Unknown), `Unknown` without a condition; and whether it takes new pods. */
export function nodeStatusWord({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

/** Role names from labels `node-role.kubernetes.io/<role>` and `kubernetes.io/role`, sorted. */
export function nodeRoles({ metadata }: Node): string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith('node-role.kubernetes.io/')) roles.add(key.slice('node-role.kubernetes.io/'.length));
    else if (key === 'kubernetes.io/role') roles.add(value);
  }
  roles.delete('');
  return [...roles].sort();
}

function address({ status }: Node, wanted: string): string {
  return status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';
}

function kernel({ status }: Node): string {
  const { kernelVersion = '', architecture = '' } = status?.nodeInfo ?? {};
  if (kernelVersion === '') return '<unknown>';
  return architecture === '' ? kernelVersion : `${kernelVersion} (${architecture})`;
}

function specDefaults(given: NodeSpec): NodeSpec {
  let spec = given;
  if (spec.podCIDR && !spec.podCIDRs) spec = { ...spec, podCIDRs: [spec.podCIDR] };
  const first = spec.podCIDRs?.[0];
  if (first !== undefined && spec.podCIDR !== first) spec = { ...spec, podCIDR: first };
  // Empty members are not on the wire.
  if (spec.unschedulable === false || (spec.taints && spec.taints.length === 0)) {
    const { unschedulable, taints, ...rest } = spec;
    spec = { ...rest, ...(taints?.length ? { taints } : {}), ...(unschedulable ? { unschedulable } : {}) };
  }
  return spec;
}

const emptyNodeInfo = Object.freeze({
  machineID: '',
  systemUUID: '',
  bootID: '',
  kernelVersion: '',
  osImage: '',
  containerRuntimeVersion: '',
  kubeletVersion: '',
  kubeProxyVersion: '',
  operatingSystem: '',
  architecture: '',
});

function statusDefaults(given: NodeStatus): NodeStatus {
  let status = partOf(given, 'capacity', canonicalQuantities);
  status = partOf(status, 'allocatable', canonicalQuantities);
  if (status.capacity && !status.allocatable) status = { ...status, allocatable: status.capacity };
  status = eachOf(status, 'conditions', conditionShape);
  status = partOf(status, 'nodeInfo', (info) => fill(info, emptyNodeInfo));
  return fill(status, { daemonEndpoints: noEndpoints, nodeInfo: emptyNodeInfo });
}

const noEndpoints = Object.freeze({ kubeletEndpoint: Object.freeze({ Port: 0 }) });

// These two times are printed even when there is none.
function conditionShape(condition: NodeCondition): NodeCondition {
  if (condition.lastHeartbeatTime !== undefined && condition.lastTransitionTime !== undefined) return condition;
  return { lastHeartbeatTime: null, lastTransitionTime: null, ...condition } as unknown as NodeCondition;
}

function validateNode(node: Node, errors: FieldError[]): void {
  validateTaints(node.spec.taints ?? [], errors);
  validateAmounts(node, errors);
  const cidrs = node.spec.podCIDRs ?? [];
  for (const [index, cidr] of cidrs.entries()) {
    if (isCidr(cidr)) continue;
    const message = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
    errors.push(invalid(`spec.podCIDRs[${index}]`, cidr, message));
  }
  const sixes = cidrs.filter((cidr) => cidr.includes(':')).length;
  if (sixes > 1 || cidrs.length - sixes > 1) {
    errors.push(invalid('spec.podCIDRs', cidrs, 'may specify no more than one CIDR for each IP family'));
  }
}

function isCidr(text: string): boolean {
  const [ip = '', bits = ''] = text.split('/');
  if (!/^(0|[1-9]\d*)$/.test(bits)) return false;
  return isIpv4(ip) ? Number(bits) <= 32 : isIpv6(ip) && Number(bits) <= 128;
}

// Taints live in the spec; the real server reports them at metadata.
function validateTaints(taints: readonly Taint[], errors: FieldError[]): void {
  const seen = new Set<string>();
  for (const [index, taint] of taints.entries()) {
    const at = `metadata.taints[${index}]`;
    labelKey(taint.key ?? '', `${at}.key`, errors);
    const messages = labelValueErrors(taint.value ?? '');
    if (messages.length > 0) errors.push(...invalids(`${at}.value`, taint.value, [messages.join(';')]));
    if (!taint.effect) errors.push(required(`${at}.effect`));
    else oneOf(taint.effect, taintEffects, `${at}.effect`, errors);
    const pair = `${taint.effect}:${taint.key}`;
    if (seen.has(pair)) {
      const { key, value = '', effect, timeAdded = null } = taint;
      const shape = { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded };
      errors.push({ ...duplicate(at, shape), detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(pair);
  }
}

function validateAmounts({ status }: Node, errors: FieldError[]): void {
  for (const part of ['capacity', 'allocatable'] as const) {
    const amounts = status?.[part];
    if (!amounts || fineAmounts.has(amounts)) continue;
    const before = errors.length;
    for (const name in amounts) validateQuantity(name, amounts[name] ?? '0', `status.${part}[${name}]`, errors);
    if (errors.length === before) fineAmounts.add(amounts);
  }
}

const fineAmounts = new WeakSet<object>();

function validateAddresses({ status }: Node, errors: FieldError[]): void {
  const seen = new Set<string>();
  for (const [index, { type, address }] of (status?.addresses ?? []).entries()) {
    const pair = `${type}:${address}`;
    if (seen.has(pair)) errors.push(duplicate(`status.addresses[${index}]`, { Type: type, Address: address }));
    seen.add(pair);
  }
}
