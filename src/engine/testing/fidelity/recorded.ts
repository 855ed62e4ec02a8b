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
  const trace = without(readTrace(name), leftOut[name] ?? []);
  return name.startsWith('T37') ? withoutServices(trace) : trace;
}

/** The Service of a scenario that is about something else, and what its endpoints make: `kubectl expose` is not there yet. */
function withoutServices({ name, steps, changes, requests }: RecordedTrace): RecordedTrace {
  const theirs = ['Service', 'EndpointSlice', 'Endpoints'];
  return {
    name,
    steps: steps.filter(({ do: what }) => !/^kubectl (expose|get endpointslices)/.test(what)),
    changes: changes.filter(({ kind, object }) => {
      const { involvedObject } = (object ?? {}) as { involvedObject?: { kind?: string } };
      return !theirs.includes(kind) && !theirs.includes(involvedObject?.kind ?? '');
    }),
    requests: requests.filter(({ user, resource }) => !/endpoint/.test(user) && !/^(services|endpoint)/.test(resource)),
  };
}

function without(trace: RecordedTrace, workloads: readonly string[]): RecordedTrace {
  if (workloads.length === 0) return trace;
  const isTheirs = (name: string): boolean => workloads.some((one) => name === one || name.startsWith(`${one}-`));
  const { changes, requests, steps } = trace;
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
