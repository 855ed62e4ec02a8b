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

/** Reads a recorded scenario by the name of its folder. Throws when there is none. */
export function loadTrace(name: string): RecordedTrace {
  const url = new URL(`../reference/traces/${name}.json.gz`, import.meta.url);
  return { name, ...(JSON.parse(gunzipSync(readFileSync(url)).toString()) as Omit<RecordedTrace, 'name'>) };
}
