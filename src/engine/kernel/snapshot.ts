// Copying a process is copying its plain data: tables share their pages, frozen values are shared as they are, the rest is copied.
// That is why whatever is stored or sent is frozen at its root: frozen means "nobody will change this, keep it".

import { Table } from './table.ts';

export function copyState<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Table) return copyTable(value);
  if (Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(copy);
  const from = value as Record<string, unknown>;
  const to: Record<string, unknown> = {};
  for (const key in from) to[key] = copy(from[key]);
  return to;
}

/** Members that are not frozen would be shared by mistake: they are copied one by one. */
function copyTable(table: Table<unknown>): Table<unknown> {
  const forked = table.fork();
  table.scan((value, key) => {
    if (typeof value !== 'object' || value === null) return false; // tables hold one type: all values are immutable
    if (Object.isFrozen(value)) return false;
    forked.set(key, copy(value));
    return true;
  });
  return forked;
}
