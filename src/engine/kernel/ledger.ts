// What a process waits for, by the name of the stream that will bring it, or counts, by what is counted: entered, struck out, read in the
// order of entry.
// A plain object could hold the same, but JavaScript engines keep every key of an object in one table of all texts, and for
// names that are used a single time that costs four times as much as this. Entries are frozen, so copies of the world share them.

export class Ledger<V extends object | number> {
  private readonly entries: Map<string, V> = new Map();

  get size(): number {
    return this.entries.size;
  }

  get(name: string): V | undefined {
    return this.entries.get(name);
  }

  set(name: string, value: V): void {
    this.entries.set(name, Object.freeze(value));
  }

  /** Strikes an entry out and returns it. */
  take(name: string): V | undefined {
    const value = this.entries.get(name);
    if (value !== undefined) this.entries.delete(name);
    return value;
  }

  /** A list of its own, so that entries may be struck out while it is read. */
  names(): string[] {
    return [...this.entries.keys()];
  }

  values(): V[] {
    return [...this.entries.values()];
  }

  fork(): Ledger<V> {
    const copy = new Ledger<V>();
    for (const [name, value] of this.entries) copy.entries.set(name, value);
    return copy;
  }
}
