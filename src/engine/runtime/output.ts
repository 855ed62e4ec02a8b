// What containers wrote: what follows from their scripts is computed, the rest (the answers that a caller printed, and its complaints)
// lies on the machine's disk, the last lines of each. An ended container's last words become the message of its end.
// Source: `kuberuntime_container.go` getTerminationMessage, readLastStringFromContainerLogs.

import type { Tick } from '../kernel/message.ts';
import type { Disk } from '../kernel/process.ts';
import { type ContainerRecord, type PodRecord, disk as tables } from './cri.ts';
import { clockOf, filesOf } from './files.ts';
import { bindErrors } from './ports.ts';
import { logLines, type Program } from './programs.ts';

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

/** All that a container has written by `now`; what a script says is computed. At most `limit` lines of that. */
export function linesOf(
  disk: Disk,
  record: ContainerRecord,
  program: Program,
  now: Tick,
  limit: number,
): readonly OutputLine[] {
  const { end, startedAt, signalledAt, edits, portInUse } = record;
  const age = (record.state === 'CONTAINER_EXITED' && end ? Math.min(end.at, now) : now) - startedAt;
  if (portInUse !== undefined) return bindErrors(program, portInUse).filter(({ at }) => at <= age);
  const signalAt = signalledAt === undefined ? undefined : signalledAt - startedAt;
  return [...logLines(program, age, signalAt, limit, edits, clockOf(record)), ...outputOf(disk, record.id)];
}

/** Where a container leaves its last words if it is told nothing else. */
export const LAST_WORDS = '/dev/termination-log';
const LONGEST = 4096;
const LINES_OF_LOG = 80;
const LONGEST_OF_LOG = 2048;

/** What a container that has ended left about its end: in its file, or at the end of its log when it failed and was set so. */
export function lastWords(disk: Disk, pod: PodRecord, exited: ContainerRecord, program: Program): string {
  const { config, edits, startedAt, end } = exited;
  const age = (end?.at ?? 0) - startedAt;
  const path = config.lastWordsAt ?? LAST_WORDS;
  const written = program.script || edits ? filesOf(pod, exited, program, age)[path] : undefined;
  if (written) return written.slice(0, LONGEST);
  if (!config.lastWordsFromLog || end?.code === 0) return '';
  const lines = linesOf(disk, exited, program, end?.at ?? 0, LINES_OF_LOG).slice(-LINES_OF_LOG);
  return lines
    .map(({ text }) => `${text}\n`)
    .join('')
    .slice(-LONGEST_OF_LOG);
}
