// What containers wrote that could not be computed from their scripts: the answers that a caller printed, and its complaints. The last
// lines of each, on the machine's disk, where `kubectl logs` finds them.

import type { Tick } from '../kernel/message.ts';
import type { Disk } from '../kernel/process.ts';
import { disk as tables } from './cri.ts';

interface OutputLine {
  /** Since the start of the container. */
  readonly at: Tick;
  readonly text: string;
}

const KEPT = 100;

export function outputOf(disk: Disk, container: string): readonly OutputLine[] {
  return disk.table<readonly OutputLine[]>(tables.output).get(container) ?? [];
}

export function addOutput(disk: Disk, container: string, at: Tick, text: string): void {
  const known = outputOf(disk, container);
  const lines = text.replace(/\n$/, '').split('\n');
  const kept = [...known.slice(-KEPT + lines.length), ...lines.map((line) => ({ at, text: line }))];
  disk.table<readonly OutputLine[]>(tables.output).set(container, Object.freeze(kept));
}

export function forgetOutput(disk: Disk, container: string): void {
  disk.table<readonly OutputLine[]>(tables.output).delete(container);
}
