// How a pod gets its address: the network plugin on a machine hands out the machine's own range, one after the other, and starts over at its end.
// Nobody is asked: ranges of different machines don't overlap, so machines never have to agree. Files on disk remember what is taken.
// Source of the rules: the `host-local` plugin of containernetworking/plugins.

import type { Table } from '../kernel/table.ts';

const LAST = 'last';

/** Takes the next free address of a range like `10.244.1.0/24` for an owner; undefined when none is left. */
export function takeAddress(taken: Table<string>, range: string, owner: string): string | undefined {
  const [base, bits] = range.split('/');
  const start = toNumber(base);
  const size = 2 ** (32 - Number(bits));
  const last = taken.get(LAST);
  const after = last === undefined ? 1 : toNumber(last) - start;
  for (let step = 1; step <= size; step++) {
    const offset = (after + step) % size;
    if (offset < 2 || offset === size - 1) continue; // network, gateway, broadcast
    const address = toText(start + offset);
    if (taken.has(address)) continue;
    taken.set(address, owner);
    taken.set(LAST, address);
    return address;
  }
  return undefined;
}

export function giveBackAddress(taken: Table<string>, address: string): void {
  taken.delete(address);
}

function toNumber(address: string): number {
  return address.split('.').reduce((n, part) => n * 256 + Number(part), 0);
}

function toText(n: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
}
