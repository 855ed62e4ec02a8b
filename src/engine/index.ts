// The public surface of the engine: make a cluster, act on it, live it, look at it. Everything else is behind this door.

export { humanDuration } from './api/kinds/duration.ts';
export { resolveResource } from './api/kinds/index.ts';
export type { KubeObject } from './api/object.ts';
export { apiVersionsOf, type Field, type Shape, type StructType, typeNamed, typeOfKind } from './api/schema/schema.ts';
export { parseManifests, toYaml } from './api/yaml.ts';
export type { Action } from './cluster/action.ts';
export {
  type ClusterSpec,
  DEFAULT_EPOCH,
  defaultCluster,
  readClusterSpec,
  type SpecError,
  workers,
  writtenCluster,
} from './cluster/cluster-spec.ts';
export { parseDuration } from './cluster/duration.ts';
export { nearest } from './cluster/nearest.ts';
export { actionVerbs, readAction, readScript, type ScriptStep } from './cluster/read-action.ts';
export type { SnapshotInfo } from './etcd/snapshot.ts';
export type { AsOf, Host, Recording, RevisionPage } from './host.ts';
export { hashHex, hashOf } from './kernel/hash.ts';
export type { Address, Tick } from './kernel/message.ts';
export { readCommand } from './kubectl/parse.ts';
export type { MachineSpec } from './kubelet/state.ts';
export type { ChangeLine, LogFilter } from './recording/changes.ts';
export {
  type ClusterOptions,
  createCluster,
  ENGINE_VERSION,
  KUBERNETES_VERSION,
  replay,
} from './recording/cluster-host.ts';
export { HeadlessRun } from './recording/headless.ts';
export type { RequestLine } from './recording/requests.ts';
export type { TraceLine } from './recording/trace.ts';
export type { Attempt } from './scheduler/attempts.ts';
export { CaseError, decideAmong, decideCases } from './scheduler/decide-cases.ts';
export { type Decision, decisionToJson } from './scheduler/decision.ts';
export { explain as explainDecision } from './scheduler/explain.ts';
export { clusterFromObjects } from './scheduler/from-objects.ts';
export { DECIDING_KINDS, decideWith, type Edit, type Remedy, remediesFor } from './scheduler/remedies.ts';
export { podRequests } from './scheduler/requests.ts';
export { unsupported } from './scheduler/unsupported.ts';
export type * from './view/frame.ts';
export type { StoredChange } from './view/history.ts';
export type { RevisionInfo, Told, ViewRevision } from './view/revisions.ts';
export { describeAction } from './view/why.ts';
