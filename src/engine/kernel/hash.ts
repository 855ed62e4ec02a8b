// A world's hash is a number that two runs share only if everything that can influence their future is equal.
// Values are hashed by content in a canonical key order; frozen values remember their hash, so a big world costs what changed.

import { hashText, mix } from './dice.ts';
import { Ledger } from './ledger.ts';
import { Table } from './table.ts';

/** Two 32-bit lanes: 64 bits in all, without BigInt. */
export interface Hash {
  readonly a: number;
  readonly b: number;
}

const remembered = new WeakMap<object, Hash>();
const floatBits = new DataView(new ArrayBuffer(8));

export function hashOf(value: unknown): Hash {
  if (typeof value === 'object' && value !== null && Object.isFrozen(value)) {
    const known = remembered.get(value);
    if (known) return known;
    const hash = compute(value);
    remembered.set(value, hash);
    return hash;
  }
  return compute(value);
}

export function hashHex({ a, b }: Hash): string {
  return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0');
}

/** Order matters: for positions in lists and parts of a whole. */
export function chain(h: Hash, next: Hash): Hash {
  return { a: mix(Math.imul(h.a, 31) ^ next.a), b: mix(Math.imul(h.b, 37) ^ next.b ^ h.a) };
}

/** Order does not matter: for members of a table. */
export function sum(h: Hash, member: Hash): Hash {
  return { a: (h.a + member.a) >>> 0, b: (h.b + member.b) >>> 0 };
}

export function hashString(text: string): Hash {
  return { a: mix(hashText(text, 0x811c9dc5)), b: mix(hashText(text, 0x1b873593)) };
}

const emptyHash: Hash = { a: 0x6a09e667, b: 0xbb67ae85 };

function compute(value: unknown): Hash {
  switch (typeof value) {
    case 'string':
      return chain({ a: 1, b: 1 }, hashString(value));
    case 'number':
      floatBits.setFloat64(0, value);
      return { a: mix(floatBits.getUint32(0) ^ 0x51), b: mix(floatBits.getUint32(4) ^ floatBits.getUint32(0)) };
    case 'boolean':
      return value ? { a: 0x7f4a7c15, b: 3 } : { a: 0x1ce4e5b9, b: 5 };
    case 'object':
      if (value === null) return { a: 7, b: 11 };
      if (value instanceof Table) return hashTable(value);
      if (value instanceof Ledger) return hashLedger(value);
      if (Array.isArray(value))
        return value.reduce((h: Hash, item) => chain(h, hashOf(item)), { a: 13, b: value.length });
      return hashRecord(value as Record<string, unknown>);
    default:
      return emptyHash; // undefined: the same as an absent field
  }
}

function hashRecord(record: Record<string, unknown>): Hash {
  let h: Hash = { a: 17, b: 19 };
  for (const key in record) {
    if (record[key] !== undefined) h = sum(h, chain(hashString(key), hashOf(record[key])));
  }
  return h;
}

/** As a record of the same entries. */
function hashLedger(ledger: Ledger<object | number>): Hash {
  let h: Hash = { a: 17, b: 19 };
  for (const name of ledger.names()) h = sum(h, chain(hashString(name), hashOf(ledger.get(name))));
  return h;
}

interface TableMemo {
  position: number;
  total: Hash;
  readonly members: Map<string, Hash>;
}

const tableMemos = new WeakMap<Table<unknown>, TableMemo>();

/** A commutative sum over the members; only members written since the last call are hashed again, but drafts always. */
export function hashTable(table: Table<unknown>): Hash {
  let memo = tableMemos.get(table);
  const changed = memo && !table.drafts ? table.changedSince(memo.position) : undefined;
  if (!memo || !changed) {
    memo = { position: 0, total: emptyHash, members: new Map() };
    tableMemos.set(table, memo);
  }
  for (const key of changed ?? table.keys()) {
    const before = memo.members.get(key);
    if (before) memo.total = { a: (memo.total.a - before.a) >>> 0, b: (memo.total.b - before.b) >>> 0 };
    const value = table.get(key);
    if (value === undefined) {
      memo.members.delete(key);
    } else {
      const member = chain(hashString(key), hashOf(value));
      memo.members.set(key, member);
      memo.total = sum(memo.total, member);
    }
  }
  memo.position = table.position;
  return memo.total;
}
