// How many requests each container has answered since it started: what its processor time follows from. Counted on the machine's disk,
// so that whoever measures the container (the kubelet's statistics) reads it without asking.

import type { Disk } from '../kernel/process.ts';
import { disk as tables } from './cri.ts';

/** Requests that a container has answered, by its id. */
export function served(disk: Disk, container: string): number {
  return disk.table<number>(tables.served).get(container) ?? 0;
}

export function noteServed(disk: Disk, container: string): void {
  const table = disk.table<number>(tables.served);
  table.set(container, (table.get(container) ?? 0) + 1);
}

/** The container's record has been removed. */
export function forgetServed(disk: Disk, container: string): void {
  disk.table<number>(tables.served).delete(container);
}
