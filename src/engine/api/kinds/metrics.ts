// How busy nodes and pods are: kinds that are nowhere stored. They belong to the metrics server, which makes them up from what
// kubelets tell it every 15 s; without one the group does not exist.
// Source: metrics-server `pkg/api/{node,pod,table}.go`, `k8s.io/metrics/pkg/apis/metrics/v1beta1`.
import type { KubeObject } from '../object.ts';
import { addQuantities } from '../quantity.ts';
import type { ObjectMeta } from '../types.ts';
import { column, nameColumn } from './columns.ts';
import type { Kind } from './kind.ts';
import { metadataFields } from './strategy.ts';

export interface Usage {
  readonly cpu: string;
  readonly memory: string;
}

export interface NodeMetrics {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: ObjectMeta;
  readonly timestamp: string;
  readonly window: string;
  readonly usage: Usage;
}

export interface PodMetrics {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: ObjectMeta;
  readonly timestamp: string;
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Usage }[];
}

export const METRICS_GROUP = 'metrics.k8s.io';

const shared = {
  group: METRICS_GROUP,
  version: 'v1beta1',
  shortNames: [],
  categories: [],
  verbs: ['get', 'list'],
  subresources: [],
  generation: false,
  unconditionalUpdate: false,
  createOnUpdate: false,
  nameRule: 'subdomain',
  storagePrefix: '',
  storageVersionHash: '',
  // Nobody writes these: they have no defaults, and nothing to refuse.
  defaults(): void {},
  prepareForCreate(): void {},
  prepareForUpdate(): void {},
  validate: () => [],
  validateUpdate: () => [],
  selectableFields: metadataFields,
} as const;

const usageOf = (object: KubeObject): Usage => {
  const { usage, containers = [] } = object as unknown as Partial<NodeMetrics & PodMetrics>;
  if (usage) return usage;
  return containers.reduce<Usage>(
    (sum, each) => ({
      cpu: addQuantities(sum.cpu, each.usage.cpu),
      memory: addQuantities(sum.memory, each.usage.memory),
    }),
    { cpu: '0', memory: '0' },
  );
};

const columns = [
  nameColumn(),
  column('CPU', (object) => usageOf(object).cpu),
  column('Memory', (object) => usageOf(object).memory),
  column('Window', (object) => (object as unknown as NodeMetrics).window),
];

export const nodeMetricsKind: Kind = Object.freeze<Kind>({
  ...shared,
  kind: 'NodeMetrics',
  plural: 'nodes',
  singular: '',
  namespaced: false,
  columns,
});

export const podMetricsKind: Kind = Object.freeze<Kind>({
  ...shared,
  kind: 'PodMetrics',
  plural: 'pods',
  singular: '',
  namespaced: true,
  columns,
});
