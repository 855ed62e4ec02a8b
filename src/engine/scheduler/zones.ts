// Nodes are visited zone by zone in turn, so that a search which stops early has seen every zone.
// Zones stand in the order of their first node, and the nodes of each in the order they appeared.
import type { Node } from '../api/types.ts';

export interface Zone {
  readonly name: string;
  readonly nodes: readonly string[];
}

/** Region and zone together: two regions may both have a zone "a". */
export function zoneOf(node: Node): string {
  const labels = node.metadata.labels ?? {};
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  return zone === '' && region === '' ? '' : `${region}|${zone}`;
}

export function withNodeInZone(zones: readonly Zone[], zone: string, node: string): readonly Zone[] {
  const known = zones.some((candidate) => candidate.name === zone);
  if (!known) return Object.freeze([...zones, Object.freeze({ name: zone, nodes: Object.freeze([node]) })]);
  return Object.freeze(
    zones.map((candidate) =>
      candidate.name === zone
        ? Object.freeze({ name: zone, nodes: Object.freeze([...candidate.nodes, node]) })
        : candidate,
    ),
  );
}

export function withoutNodeInZones(zones: readonly Zone[], node: string): readonly Zone[] {
  const left = zones.map((zone) =>
    zone.nodes.includes(node)
      ? Object.freeze({ name: zone.name, nodes: Object.freeze(zone.nodes.filter((name) => name !== node)) })
      : zone,
  );
  return Object.freeze(left.filter((zone) => zone.nodes.length > 0));
}

/** All node names, one zone after the other in turn, so that a search that stops early has seen every zone. */
export function nodeOrder({ zones }: { readonly zones: readonly Zone[] }): readonly string[] {
  let order = orders.get(zones);
  if (order === undefined) {
    order = interleave(zones);
    orders.set(zones, order);
  }
  return order;
}

/** Follows from the zones alone, so it is no part of the state. */
const orders = new WeakMap<readonly Zone[], readonly string[]>();

function interleave(zones: readonly Zone[]): readonly string[] {
  const order: string[] = [];
  const longest = zones.reduce((most, zone) => Math.max(most, zone.nodes.length), 0);
  for (let round = 0; round < longest; round++) {
    for (const zone of zones) if (round < zone.nodes.length) order.push(zone.nodes[round]);
  }
  return Object.freeze(order);
}
