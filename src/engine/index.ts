// The public surface of the engine: make a cluster, act on it, live it, look at it. Everything else is behind this door.

export { humanDuration } from './api/kinds/duration.ts';
export { apiVersionsOf, type Field, type Shape, type StructType, typeNamed, typeOfKind } from './api/schema/schema.ts';
export type { Action, NodeSpec } from './cluster/action.ts';
export {
  type ClusterSpec,
  DEFAULT_EPOCH,
  defaultCluster,
  readClusterSpec,
  type SpecError,
  workers,
} from './cluster/cluster-spec.ts';
export type { Host, Recording } from './host.ts';
export type { Address, Tick } from './kernel/message.ts';
export {
  type ClusterOptions,
  createCluster,
  ENGINE_VERSION,
  KUBERNETES_VERSION,
  replay,
} from './recording/cluster-host.ts';
export type * from './view/frame.ts';
export { describeAction } from './view/why.ts';
