// The cluster on which the recordings were made, as a cluster file: three workers of two cores in three zones, a control plane
// beside them, a small registry near by. Which images lie on which node already is read off the recording itself.

import type { ClusterSpec } from '../../cluster/cluster-spec.ts';
import { DEFAULT_EPOCH } from '../../cluster/cluster-spec.ts';
import type { ScriptStep } from '../../cluster/read-action.ts';
import type { Tick } from '../../kernel/message.ts';
import type { Recorded } from '../compare.ts';
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
    controlPlane: { nodes: 1, registered: false, ...(name === 'T36-etcd-quorum' ? { etcd: 3 } : {}) },
    nodes,
    registry,
    apply: [namespace],
    ...(name === 'T28-autoscaler' ? autoscaled : {}),
  };
}

/** The scenario with a metrics server, and what its two programs use: a caller asks the other one again and again. */
export const autoscaled: Partial<ClusterSpec> = {
  metricsServer: true,
  behaviours: [
    {
      image: 'busybox:1.36',
      command: 'httpd',
      do: {
        // Read off the recorded use of CPU: one caller costs about 150m, whoever answers it.
        cpu: { idle: 0, perRequest: 9 },
        onStop: { after: 40, code: 0 },
        memory: { start: 1 },
        ports: [80],
        answers: { '/cgi-bin/work': { code: 200, body: 'ok\n' } },
      },
    },
    { image: 'busybox:1.36', command: 'wget', do: { cpu: { idle: 38, perRequest: 0 }, memory: { start: 1 } } },
  ],
};

/** What the recording does not say: what was done before it began, and what went as luck would have it. */
export interface Circumstances {
  readonly before: readonly ScriptStep[];
  /** So long it was left alone after that. */
  readonly wait: Tick;
  /** The luck that the recorded run had, where the rest hangs on it; and the first seed that has it, so that nobody has to look long. */
  readonly luck?: { readonly had: (life: Recorded) => boolean; readonly found: number };
}

export function circumstances(name: string): Circumstances {
  switch (name) {
    case 'T37-etcd-restore':
      // Who asks for its watch again while the server still refuses lists anew, and knows the truth; the others hear nothing. In
      // the recorded run the controllers' copy of Pods was put right and that of Endpoints was not: its writes were refused to the end.
      return { before: [], wait: 0, luck: { had: endpointsStayStale, found: 15 } };
    case 'T28-autoscaler':
      // The first numbers tell where in its round of 15 s the metrics server was when the recording began.
      return {
        before: [
          { at: 0, do: { stop: 'metrics-server/master-1' } },
          { at: 100, do: { start: 'metrics-server/master-1' } },
        ],
        wait: 9_900,
      };
    default:
      return { before: [], wait: 0 };
  }
}

function endpointsStayStale({ requests }: Recorded): boolean {
  const writes = requests.filter(({ verb, resource }) => verb === 'update' && resource === 'endpoints');
  return writes.filter(({ code }) => code === 409).length > 10;
}

interface PullEvent {
  readonly reason?: string;
  readonly message?: string;
  readonly source?: { readonly host?: string };
}
