// Makes a run of its data again, a slice at a time: whoever shows it can say how far it is, and can stop it. A run from outside may be
// as long as it likes; how much of it is lived here is the reader's choice.

import { createCluster, type Host, readClusterSpec, type Tick } from '../engine/index.ts';
import type { SharedBranch, SharedRun } from './shared-run.ts';

export interface RebuiltBranch {
  readonly name: string;
  readonly parent: number | undefined;
  readonly forkedAt: Tick;
  readonly host: Host;
}

export interface Rebuilt {
  readonly branches: readonly RebuiltBranch[];
  readonly active: number;
  /** False when this engine lives it differently from the one that wrote it. */
  readonly same: boolean;
}

/** Messages of one slice: a few milliseconds. */
const slice = 500;
/** A run of more messages than this, or of more pods, is not lived to its end. */
export const mostMessages = 8_000_000;
const mostPods = 10_000;
/** Counting pods takes longer than a slice does. */
const slicesBetweenCounts = 100;

/**
 * Lives a sandbox run again. Yields the share that is done, from 0 to 1, after every slice; returns the branches where they stood.
 * Stop asking, and nothing more happens.
 */
export function* rebuild(run: SharedRun): Generator<number, Rebuilt | { readonly tooLong: true }, void> {
  const { sandbox } = run;
  if (!sandbox) throw new Error('a lesson is taken up by its own runner');
  const read = readClusterSpec(sandbox.cluster);
  if ('errors' in read) throw new Error('a run is checked before it is lived');
  const fresh = () => createCluster({ cluster: read.spec, seed: sandbox.seed });
  const first = fresh();
  const hosts: Host[] = [];
  const whole = sandbox.branches.reduce((sum, branch) => sum + branch.horizon - branch.at, 0) || 1;
  let done = 0;
  let messages = 0;
  let slices = 0;
  for (const branch of sandbox.branches) {
    const host = hosts.length === 0 ? first : leave(hosts, branch, first, fresh);
    const start = host.now();
    const stops = [...branch.inputs, [branch.horizon, undefined] as const];
    for (const [tick, action] of stops) {
      let more = true;
      while (more) {
        const delivered = host.advance(tick, slice);
        more = delivered >= slice;
        messages += delivered;
        // What nobody draws need not be remembered.
        host.drain();
        const crowded = ++slices % slicesBetweenCounts === 0 && host.list('pods').length > mostPods;
        if (messages > mostMessages || crowded) return { tooLong: true };
        if (more) yield Math.min(1, (done + host.now() - start) / whole);
      }
      if (action) host.submit(action);
    }
    done += branch.horizon - branch.at;
    hosts.push(host);
    yield Math.min(1, done / whole);
  }
  for (const [i, branch] of sandbox.branches.entries()) hosts[i].seek(branch.cursor);
  const branches = sandbox.branches.map(({ name, parent, at }, i) => ({
    name,
    parent,
    forkedAt: at,
    host: hosts[i],
  }));
  return { branches, active: sandbox.active, same: run.hash === '' || hosts[sandbox.active].hash() === run.hash };
}

/** A branch begins as a copy of its parent at the moment it left; one without a parent begins as the first did. */
function leave(hosts: readonly Host[], branch: SharedBranch, first: Host, fresh: () => Host): Host {
  if (branch.parent === undefined) return fresh();
  const parent = hosts[branch.parent];
  parent.seek(Math.max(branch.at, first.lessonStart));
  return parent.fork();
}
