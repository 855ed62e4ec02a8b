// What containerd keeps, where it keeps it, and how it is read and written: records on the machine's disk, alarms and callers in memory.

import type { Body } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import type { Table } from '../kernel/table.ts';
import { type ContainerRecord, disk, type PodRecord, type StoredImage } from './cri.ts';
import type { RegistryEntry } from './images.ts';
import type { Behaviour } from './programs.ts';

export interface ContainerdConfig {
  readonly podCIDR: string;
  readonly registry?: readonly RegistryEntry[];
  readonly behaviours?: readonly Behaviour[];
  readonly node: { readonly images?: readonly string[] };
}

/** What it keeps in memory only; all else is on disk. */
export interface Containerd {
  /** Timers for the end of each container's program, by container id. */
  readonly ends: Record<string, number>;
  /** Open StopContainer calls by container id. */
  readonly stops: Record<string, { readonly stream: string; readonly from: string; readonly timer: number }>;
  /** Commands that run in containers, by the stream of the call. */
  readonly execs: Record<string, OpenExec>;
  /** Streams of kubelets that listen to events. */
  listeners: { readonly stream: string; readonly to: string }[];
}

export interface OpenExec {
  readonly call: 'ExecSync' | 'Exec';
  readonly from: string;
  readonly container: string;
  /** Of its end, 0: it has none. */
  readonly timer: number;
}

export interface EndBody extends Body {
  readonly kind: 'container-end';
  readonly uid: string;
  readonly id: string;
}

export function replace(io: IO, record: PodRecord, container: ContainerRecord): void {
  const fresh = pods(io).get(record.pod.uid) ?? record;
  save(io, { ...fresh, containers: fresh.containers.map((one) => (one.id === container.id ? container : one)) });
}

export function save(io: IO, record: PodRecord): void {
  pods(io).set(record.pod.uid, Object.freeze(record));
}

export function pods(io: IO): Table<PodRecord> {
  return io.disk.table<PodRecord>(disk.pods);
}

export function images(io: IO): Table<StoredImage> {
  return io.disk.table<StoredImage>(disk.images);
}

export function configOf(io: IO): ContainerdConfig {
  return io.config as unknown as ContainerdConfig;
}
