// Which endpoints of a Service a node uses. Ready ones; where every one carries a hint and one is for this node or zone, only those;
// where none is ready, those that still serve while they end. A Local policy looks at this node's own and at nothing else.
// Source: `pkg/proxy/topology.go` CategorizeEndpoints, topologyModeFromHints.

import type { ProxyNode } from './service-view.ts';

/** One address of an EndpointSlice with one of its ports. */
export interface Endpoint {
  readonly ip: string;
  readonly portName: string;
  readonly port: number;
  readonly node: string;
  readonly pod: string;
  /** Its name behind a headless Service, '' for none. */
  readonly hostname: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly nodeHints: readonly string[];
  readonly zoneHints: readonly string[];
}

export interface Usable {
  readonly usable: readonly Endpoint[];
  /** Whether any endpoint in the cluster could be used: then none here means drop, else refuse. */
  readonly anywhere: boolean;
  readonly because: string;
}

export function usableEndpoints(endpoints: readonly Endpoint[], node: ProxyNode, local: boolean): Usable {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  const ending = endpoints.filter((endpoint) => !endpoint.ready && endpoint.serving && endpoint.terminating);
  const anywhere = ready.length > 0 || ending.length > 0;
  if (local) {
    const here = ready.filter((endpoint) => endpoint.node === node.name);
    if (here.length > 0) return { usable: here, anywhere, because: `the policy is Local: ${here.length} ready here` };
    const last = ending.filter((endpoint) => endpoint.node === node.name);
    if (last.length > 0)
      return { usable: last, anywhere, because: 'the policy is Local and none is ready here: those that still serve' };
    return { usable: [], anywhere, because: 'the policy is Local, so none of another node is used' };
  }
  if (ready.length === 0) {
    const because = ending.length > 0 ? 'none is ready: those that still serve while they end' : 'none is ready';
    return { usable: ending, anywhere, because };
  }
  const near = byHints(ready, node);
  if (near) return { ...near, anywhere };
  return { usable: ready, anywhere, because: `${ready.length} ready` };
}

/** The ready endpoints meant for this node or zone, if all carry such hints; undefined: hints don't decide. */
function byHints(
  ready: readonly Endpoint[],
  node: ProxyNode,
): { readonly usable: readonly Endpoint[]; readonly because: string } | undefined {
  if (ready.every(({ nodeHints }) => nodeHints.length > 0)) {
    const usable = ready.filter(({ nodeHints }) => nodeHints.includes(node.name));
    if (usable.length > 0) return { usable, because: `${usable.length} ready with a hint for ${node.name}` };
  }
  if (ready.every(({ zoneHints }) => zoneHints.length > 0)) {
    const usable = ready.filter(({ zoneHints }) => zoneHints.includes(node.zone));
    if (usable.length > 0) return { usable, because: `${usable.length} ready with a hint for zone ${node.zone}` };
  }
  return undefined;
}
