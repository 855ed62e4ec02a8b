// A scenario as it was recorded on a real cluster: what was done when, every stored change, every request. The files are those of
// the recordings of Kubernetes 1.36.3, packed one scenario a file.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ChangeLine } from '../../recording/changes.ts';
import type { RequestLine } from '../../recording/requests.ts';

export interface RecordedStep {
  /** When the command was started, since the recording began. */
  readonly ms: number;
  /** A kubectl command, or what was done to machines and processes, in words. */
  readonly do: string;
  readonly stdin?: string;
  /** What a command printed, and how it ended; null when it was still running at the end. */
  readonly out?: string;
  readonly err?: string;
  readonly code?: number | null;
}

export interface RecordedTrace {
  readonly name: string;
  readonly steps: readonly RecordedStep[];
  readonly changes: readonly ChangeLine[];
  readonly requests: readonly RequestLine[];
}

/** Workloads that a scenario has beside what it is about, of kinds that are not there yet: they are left out on both sides. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  'T08-node-cut-off': ['db'],
  'T08-node-cut-off-run2': ['db'],
};

/** Reads a recorded scenario by the name of its folder, without what is left out of it. Throws when there is none. */
export function loadTrace(name: string): RecordedTrace {
  return withoutNoLimit(without(readTrace(name), leftOut[name] ?? []));
}

/** How "no limit of memory" reads on the recorded machines (cgroup v1), in a status that says nothing else. */
const NO_LIMIT = '{"status":{"resources":{"limits":{"memory":"9007199254740988Ki"}}}}';
/** A change was seen at most so long after its request. */
const LATE = 200;

/** A quirk of the recorded machines, that the recording says to leave out: writes of a limit that nobody set. */
function withoutNoLimit(trace: RecordedTrace): RecordedTrace {
  const changes = trace.changes.filter(({ patch }) => JSON.stringify(patch) !== NO_LIMIT);
  const requests = [...trace.requests];
  for (const { ms, name, patch } of trace.changes) {
    if (JSON.stringify(patch) !== NO_LIMIT) continue;
    const its = requests.findLastIndex(
      (each) => each.resource === 'pods/status' && each.name === name && each.ms <= ms && each.ms > ms - LATE,
    );
    if (its >= 0) requests.splice(its, 1);
  }
  return { ...trace, changes, requests };
}

function without(trace: RecordedTrace, workloads: readonly string[]): RecordedTrace {
  if (workloads.length === 0) return trace;
  const isTheirs = (name: string): boolean => workloads.some((one) => name === one || name.startsWith(`${one}-`));
  const { changes, steps } = trace;
  const requests = [...trace.requests];
  // A kubelet asks for a pod's token in the name of its account, soon after the pod is bound to its node.
  for (const { ms, kind, name, patch } of changes) {
    const { nodeName } = (patch as { spec?: { nodeName?: string } } | undefined)?.spec ?? {};
    if (kind !== 'Pod' || !isTheirs(name) || nodeName === undefined) continue;
    const its = requests.findIndex(
      (each) => each.ms > ms && each.user === `system:node:${nodeName}` && each.resource === 'serviceaccounts/token',
    );
    if (its >= 0) requests.splice(its, 1);
  }
  return {
    name: trace.name,
    steps: steps.filter(({ stdin = '' }) => !workloads.some((one) => stdin.includes(`metadata: {name: ${one}}`))),
    changes: changes.filter(({ name }) => !isTheirs(name.split('.')[0])),
    requests: requests.filter(({ name, user }) => !isTheirs(name) && !/statefulset|endpoint/.test(user)),
  };
}

/** The recording as it is. */
export function readTrace(name: string): RecordedTrace {
  const url = new URL(`../reference/traces/${name.toLowerCase()}.json.gz`, import.meta.url);
  return { name, ...(JSON.parse(gunzipSync(readFileSync(url)).toString()) as Omit<RecordedTrace, 'name'>) };
}
