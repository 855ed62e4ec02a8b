// A recording that the command line wrote, as a run: one branch, lived to where it was left. It brings no hash, so nothing says whether
// this engine lives it as the one that wrote it did; only the engine's version does.
import { type ClusterSpec, writtenCluster } from '../engine/index.ts';

/** The same as the data of a run; it is read, and refused, as one. Undefined when it is no recording. */
export function runOfRecording(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  if (data.format !== 'recording/1') return undefined;
  const { seed, cluster, engine, kubernetes, inputs, end } = data;
  const given = Array.isArray(inputs) ? inputs : [];
  const pairs = given.map((one) => [one?.tick, one?.input]);
  const last = end ?? pairs.at(-1)?.[0] ?? 0;
  return {
    format: 'run/1',
    engine,
    kubernetes,
    hash: '',
    sandbox: {
      seed,
      cluster: fileOf(cluster),
      branches: [{ name: 'main', at: 0, inputs: pairs, cursor: last, horizon: last }],
      active: 0,
    },
  };
}

/** A cluster as its file says it; what is none is passed on, and refused where clusters are read. */
function fileOf(cluster: unknown): unknown {
  const spec = cluster as ClusterSpec | undefined;
  try {
    return spec?.file ?? writtenCluster(spec as ClusterSpec);
  } catch {
    return cluster;
  }
}
