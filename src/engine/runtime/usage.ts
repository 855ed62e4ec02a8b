// What a container has used so far: processor time as a counter that only rises, memory as it is now. Both follow from its program,
// its age and how many requests it has answered, so nothing is counted while nobody looks. A CPU limit slows a program down: it never
// gets more than its limit times its age. Memory has no such brake; there the limit is the end (programs.ts).

import type { Tick } from '../kernel/message.ts';
import type { Disk } from '../kernel/process.ts';
import { type ContainerRecord, disk as tables } from './cri.ts';
import { type Behaviour, type Program, programOf } from './programs.ts';
import { served } from './served.ts';

const MEBIBYTE = 1_048_576;
const PAGE = 4096;
/** No two containers of one program use quite the same: up to 6 % less or more, by the container's id. */
const SPREAD = 0.06;
const GONE = 'cpu of removed containers';

/** Core-milliseconds since its start, given how many requests it has answered: 1000 are one second of one core. */
export function cpuUsed(program: Program, container: ContainerRecord, served: number, now: Tick): number {
  const age = ageOf(container, now);
  const { idle, perRequest } = program.cpu ?? nothing;
  const wanted = (idle * age) / 1000 + perRequest * served;
  const { cpuLimit = 0 } = container.config;
  return cpuLimit > 0 ? Math.min(wanted, (cpuLimit * age) / 1000) : wanted;
}

/** Bytes at this moment, in whole pages; 0 when it does not run. */
export function memoryUsed(program: Program, container: ContainerRecord, now: Tick): number {
  if (container.state !== 'CONTAINER_RUNNING') return 0;
  const { start, growth = 0, most } = program.memory ?? smallest;
  let mebibytes = start + (growth * ageOf(container, now)) / 1000;
  const { memoryLimit } = container.config;
  const ceiling = memoryLimit > 0 ? memoryLimit / MEBIBYTE : undefined;
  for (const bound of [most, ceiling]) if (bound !== undefined) mebibytes = Math.min(mebibytes, Math.max(bound, start));
  const spread = 1 + SPREAD * (Number.parseInt(container.id.slice(0, 4), 16) / 32_768 - 1);
  return Math.round((mebibytes * spread * MEBIBYTE) / PAGE) * PAGE;
}

const nothing: NonNullable<Program['cpu']> = Object.freeze({ idle: 0, perRequest: 0 });
const smallest: NonNullable<Program['memory']> = Object.freeze({ start: 1 });

function ageOf({ state, startedAt, end }: ContainerRecord, now: Tick): Tick {
  if (state === 'CONTAINER_CREATED') return 0;
  const until = state === 'CONTAINER_EXITED' && end ? Math.min(end.at, now) : now;
  return Math.max(0, until - startedAt);
}

/** Processor time of containers that are no longer there: the machine's own counter never falls. */
export function goneCpu(disk: Disk): number {
  return disk.table<number>(tables.meta).get(GONE) ?? 0;
}

/** A container's record is about to be removed: what it used stays counted. */
export function retire(disk: Disk, container: ContainerRecord, behaviours: readonly Behaviour[], now: Tick): void {
  const used = cpuUsed(programOf(container.config, behaviours), container, served(disk, container.id), now);
  if (used > 0) disk.table<number>(tables.meta).set(GONE, goneCpu(disk) + used);
}
