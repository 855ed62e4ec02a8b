// The cluster on which the recordings were made, as a cluster file: three workers of two cores in three zones, a control plane
// beside them, a small registry near by. Which images lie on which node already is read off the recording itself.

import type { ClusterSpec } from '../../cluster/cluster-spec.ts';
import { DEFAULT_EPOCH } from '../../cluster/cluster-spec.ts';
import type { RecordedTrace } from './recorded.ts';

/** Bytes as the recorded kubelets told them. */
const registry = [
  { image: 'nginx:1.14.2', size: 3_629_391 },
  { image: 'nginx:1.27', size: 3_629_391 },
  { image: 'nginx:1.28', size: 3_629_390 },
  { image: 'busybox:1.36', size: 1_084_828 },
  { image: 'acme/hog:1', size: 3_629_391 },
];

const images = registry.map(({ image }) => image);

/** The cluster of a scenario, with its namespace made, as every recording begins. */
export function clusterOf({ name, changes }: RecordedTrace): ClusterSpec {
  // An image lies on a node if a kubelet said so before it pulled anything, and everywhere if it was never pulled at all.
  const present: string[] = [];
  const pulled: string[] = [];
  for (const { kind, object } of changes) {
    if (kind !== 'Event') continue;
    const { reason, message = '', source } = (object ?? {}) as PullEvent;
    const place = `${source?.host} ${/"([^"]+)"/.exec(message)?.[1]}`;
    if (reason === 'Pulling') pulled.push(place);
    else if (/already present/.test(message) && !pulled.includes(place)) present.push(place);
  }
  const isHere = (node: string, image: string): boolean =>
    present.includes(`${node} ${image}`) || !pulled.some((place) => place.endsWith(` ${image}`));
  const nodes = ['a', 'b', 'c'].map((zone, i) => {
    const node = `node-${i + 1}`;
    return { name: node, cpu: 2, memory: '24684084Ki', zone, images: images.filter((image) => isHere(node, image)) };
  });
  const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name.toLowerCase()}}\n`;
  return {
    epoch: DEFAULT_EPOCH,
    controlPlane: { nodes: 1, registered: false },
    nodes,
    registry,
    apply: [namespace],
  };
}

interface PullEvent {
  readonly reason?: string;
  readonly message?: string;
  readonly source?: { readonly host?: string };
}
