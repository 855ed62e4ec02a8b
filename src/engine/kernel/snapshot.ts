// Copying a process is copying its plain data: tables share their pages, frozen values and entries of ledgers are shared as they are, the
// rest is copied.
// That is why whatever is stored or sent is frozen at its root: frozen means "nobody will change this, keep it".

import { Ledger } from './ledger.ts';
import { Table } from './table.ts';

export function copyState<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Table) return copyTable(value);
  if (value instanceof Ledger) return value.fork();
  if (Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(copy);
  // Cloned first and mended then: that is much faster than building the copy field by field.
  const to: Record<string, unknown> = { ...value };
  for (const key in to) {
    const field = to[key];
    if (typeof field === 'object' && field !== null) to[key] = copy(field);
  }
  return to;
}

/**
 * A table holds one kind of value: when they are drafts, or when one member is frozen or no object, all are shared; else each is
 * copied.
 */
function copyTable(table: Table<unknown>): Table<unknown> {
  const forked = table.fork();
  if (table.drafts) return forked;
  const sample = table.sample();
  if (typeof sample !== 'object' || sample === null || Object.isFrozen(sample)) return forked;
  for (const [key, value] of table.entries()) forked.set(key, copy(value));
  return forked;
}
