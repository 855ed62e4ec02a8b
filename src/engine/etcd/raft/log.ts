// The log and the promises of a member, on its disk: what it has accepted, the newest term it has seen and whom it voted for there.
// It answers nobody before this is written, so a crash or a power cut breaks no promise.
// Source: raft paper, figure 2 ("persistent state"); etcd `server/storage/wal`.

import { invariant } from '../../kernel/invariant.ts';
import type { Disk } from '../../kernel/process.ts';
import type { Table } from '../../kernel/table.ts';
import type { Entry, Member } from './messages.ts';

/** Two tables: they outlive a crash and a power cut. */
export interface Log {
  /** By index, padded. */
  readonly entries: Table<Entry>;
  /** `term`, `last`, `commit`, `base` and `baseTerm` (the entry before the first kept one), and the name in `vote`. */
  readonly promises: Table<number | string>;
}

export function openLog(disk: Disk): Log {
  return { entries: disk.table('etcd/raft-log'), promises: disk.table('etcd/raft') };
}

const number = (log: Log, name: string): number => (log.promises.get(name) as number | undefined) ?? 0;

export const termOf = (log: Log): number => number(log, 'term');
export const voteOf = (log: Log): Member => (log.promises.get('vote') as Member | undefined) ?? '';
export const commitOf = (log: Log): number => number(log, 'commit');
export const lastIndex = (log: Log): number => number(log, 'last');
/** Entries up to here have been carried out by the state machine, which keeps this up to date. */
export const appliedOf = (log: Log): number => number(log, 'applied');
/** Entries up to here are in a snapshot and no longer in the log. */
export const baseOf = (log: Log): number => number(log, 'base');

/** A new term forgets the vote of the old one. */
export function beginTerm(log: Log, term: number): void {
  invariant(term >= termOf(log), 'terms never go back');
  if (term > termOf(log)) log.promises.set('vote', '');
  log.promises.set('term', term);
}

export function promiseVote(log: Log, member: Member): void {
  log.promises.set('vote', member);
}

export function setCommit(log: Log, index: number): void {
  invariant(index >= commitOf(log) && index <= lastIndex(log), `commit ${index} is not in the log`);
  log.promises.set('commit', index);
}

export function entryAt(log: Log, index: number): Entry | undefined {
  return log.entries.get(keyOf(index));
}

/** The term of an entry; undefined for one that is not there (any more or yet). */
export function termAt(log: Log, index: number): number | undefined {
  if (index === baseOf(log)) return number(log, 'baseTerm');
  return entryAt(log, index)?.term;
}

export const lastTerm = (log: Log): number => termAt(log, lastIndex(log)) ?? 0;

/** Whether a log that ends with this entry knows at least what this one knows (§5.4.1). */
export function upToDate(log: Log, index: number, term: number): boolean {
  return term > lastTerm(log) || (term === lastTerm(log) && index >= lastIndex(log));
}

/** Entries behind `index`, at most `limit`. */
export function after(log: Log, index: number, limit: number): readonly Entry[] {
  const end = Math.min(lastIndex(log), index + limit);
  const found: Entry[] = [];
  for (let i = index + 1; i <= end; i++) found.push(entryAt(log, i) as Entry);
  return found;
}

/** Writes entries that follow each other; what stood at their places with another term goes, with all behind it (§5.3). */
export function write(log: Log, entries: readonly Entry[]): void {
  for (const entry of entries) {
    if (entry.index <= baseOf(log) || termAt(log, entry.index) === entry.term) continue;
    if (entry.index <= lastIndex(log)) {
      invariant(entry.index > commitOf(log), `entry ${entry.index} is committed and cannot be replaced`);
      for (let i = entry.index; i <= lastIndex(log); i++) log.entries.delete(keyOf(i));
    }
    log.entries.set(keyOf(entry.index), Object.freeze(entry));
    log.promises.set('last', entry.index);
  }
}

/** Forgets entries up to `index`, which a snapshot holds. */
export function trim(log: Log, index: number): void {
  const term = termAt(log, index);
  invariant(term !== undefined && index <= commitOf(log), `the log cannot be cut at ${index}`);
  for (let i = baseOf(log) + 1; i <= index; i++) log.entries.delete(keyOf(i));
  log.promises.set('base', index);
  log.promises.set('baseTerm', term);
}

/** Starts anew behind a snapshot. */
export function restart(log: Log, index: number, term: number): void {
  log.entries.clear();
  for (const name of ['base', 'last', 'commit']) log.promises.set(name, index);
  log.promises.set('baseTerm', term);
}

function keyOf(index: number): string {
  return String(index).padStart(12, '0');
}
