// What of a Service, an EndpointSlice and a Node matters to rules, read off the wire objects once. Slices are flattened into
// addresses with ports; the flat list is remembered with the slice, so a hundred nodes that hear of one slice read it once.

import type { KubeObject } from '../api/object.ts';
import type { Endpoint } from './endpoints.ts';

export interface ServicePortView {
  readonly name: string;
  readonly port: number;
  /** 0 for none. */
  readonly nodePort: number;
}

export interface ServiceView {
  /** `namespace/name`. */
  readonly name: string;
  /** '' for headless Services and ExternalName: nothing is to be forwarded. */
  readonly clusterIP: string;
  /** Its name stands for its pods themselves. */
  readonly headless: boolean;
  readonly ports: readonly ServicePortView[];
  /** `externalIPs` and the addresses that a load balancer was given. */
  readonly externalIPs: readonly string[];
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  readonly affinitySeconds: number;
}

export interface ProxyNode {
  readonly name: string;
  /** '' without the label. */
  readonly zone: string;
}

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly nodePort?: number }[];
  readonly externalIPs?: readonly string[];
  readonly internalTrafficPolicy?: string;
  readonly externalTrafficPolicy?: string;
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
}

interface Slice {
  readonly addressType?: string;
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
    readonly nodeName?: string;
    readonly hostname?: string;
    readonly targetRef?: { readonly kind?: string; readonly name?: string };
    readonly hints?: {
      readonly forZones?: readonly { readonly name: string }[];
      readonly forNodes?: readonly { readonly name: string }[];
    };
  }[];
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
}

/** Three hours: the default of `sessionAffinityConfig.clientIP.timeoutSeconds`. */
const AFFINITY_SECONDS = 10_800;

export function serviceView({ metadata, spec, status }: KubeObject): ServiceView {
  const given = (spec ?? {}) as ServiceSpec;
  const ip = given.type === 'ExternalName' || given.clusterIP === 'None' ? '' : (given.clusterIP ?? '');
  const balancer = (status as { loadBalancer?: { ingress?: readonly { ip?: string }[] } } | undefined)?.loadBalancer;
  const ingress = (balancer?.ingress ?? []).flatMap((entry) => (entry.ip ? [entry.ip] : []));
  const affine = given.sessionAffinity === 'ClientIP';
  return {
    name: `${metadata.namespace ?? ''}/${metadata.name ?? ''}`,
    clusterIP: ip,
    headless: given.clusterIP === 'None',
    ports: (given.ports ?? []).map(({ name = '', port, nodePort = 0 }) => ({ name, port, nodePort })),
    externalIPs: [...(given.externalIPs ?? []), ...ingress],
    internalLocal: given.internalTrafficPolicy === 'Local',
    externalLocal: given.externalTrafficPolicy === 'Local',
    affinitySeconds: affine ? (given.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS) : 0,
  };
}

export function nodeView(name: string, node: KubeObject | undefined): ProxyNode {
  return { name, zone: node?.metadata.labels?.['topology.kubernetes.io/zone'] ?? '' };
}

/** A headless Service may have no ports; its pods have addresses all the same. */
const portless: NonNullable<Slice['ports']> = Object.freeze([{}]);

const flat = new WeakMap<object, readonly Endpoint[]>();

/** The addresses of a Service's slices with their ports, each address and port once, in the order of the slices' names. */
export function endpointsOf(slices: readonly KubeObject[]): readonly Endpoint[] {
  if (slices.length === 1) return endpointsOfSlice(slices[0]);
  const seen: Record<string, true> = {};
  const all: Endpoint[] = [];
  for (const slice of slices) {
    for (const endpoint of endpointsOfSlice(slice)) {
      const key = `${endpoint.portName}|${endpoint.ip}:${endpoint.port}`;
      if (seen[key]) continue;
      seen[key] = true;
      all.push(endpoint);
    }
  }
  return all;
}

function endpointsOfSlice(slice: KubeObject): readonly Endpoint[] {
  const known = flat.get(slice);
  if (known) return known;
  const { endpoints = [], ports = [] } = slice as unknown as Slice;
  const list: Endpoint[] = [];
  for (const { addresses, conditions = {}, nodeName = '', hostname = '', targetRef, hints } of endpoints ?? []) {
    const { ready = true, serving = ready, terminating = false } = conditions;
    for (const { name = '', port = 0 } of ports && ports.length > 0 ? ports : portless) {
      const endpoint: Endpoint = {
        ip: addresses[0],
        portName: name,
        port,
        node: nodeName,
        pod: targetRef?.kind === 'Pod' ? (targetRef.name ?? '') : '',
        hostname,
        ready,
        serving,
        terminating,
        nodeHints: (hints?.forNodes ?? []).map((hint) => hint.name),
        zoneHints: (hints?.forZones ?? []).map((hint) => hint.name),
      };
      list.push(Object.freeze(endpoint));
    }
  }
  const frozen = Object.freeze(list);
  flat.set(slice, frozen);
  return frozen;
}
