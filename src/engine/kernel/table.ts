// One table for everything that grows: keyed, read in key order, and copied in no time, because copies share pages until one writes.
// A snapshot of a cluster with 150,000 objects is a few hundred pointers; etcd, caches and disks are all made of this.
// Values are replaced, never changed, unless they are drafts: those are copied by whoever changes them first after a copy of the table.
// Keys live in an index that all copies share and that only grows; a table whose keys are mostly dead builds itself a new one.

const PAGE_BITS = 8;
const PAGE = 1 << PAGE_BITS;
const MASK = PAGE - 1;

interface KeyIndex {
  readonly slotOf: Map<string, number>;
  readonly keys: string[];
  /** Slots in key order; brought up to date only when somebody iterates. */
  order: number[];
  sorted: number;
}

interface Page<V> {
  owner: number;
  readonly values: (V | undefined)[];
  /** Which of the values were made since this page has its owner, and may be changed in place. */
  readonly own: boolean[];
}

let owners = 0;

export class Table<V> {
  private index: KeyIndex = { slotOf: new Map(), keys: [], order: [], sorted: 0 };
  private pages: Page<V>[] = [];
  private owner = ++owners;
  private count = 0;
  private journal: string[] = [];
  private journalBase = 0;

  /** `drafts`: values are flat objects whose fields are changed in place, only by way of `edit`. */
  constructor(readonly drafts = false) {}

  get size(): number {
    return this.count;
  }

  get(key: string): V | undefined {
    const slot = this.index.slotOf.get(key);
    return slot === undefined ? undefined : this.pages[slot >> PAGE_BITS]?.values[slot & MASK];
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Stores a value, which must not be undefined. Values that are shared with copies must not be changed in place. */
  set(key: string, value: V): void {
    let slot = this.index.slotOf.get(key);
    if (slot === undefined) {
      if (this.index.keys.length > 2 * this.count + 2 * PAGE) this.rebuild();
      slot = this.index.keys.length;
      this.index.slotOf.set(key, slot);
      this.index.keys.push(key);
    }
    const { values, own } = this.writable(slot >> PAGE_BITS);
    if (values[slot & MASK] === undefined) this.count++;
    values[slot & MASK] = value;
    if (this.drafts) own[slot & MASK] = true;
    this.note(key);
  }

  /** A draft that is no other copy's, so that its fields may be changed in place; undefined when there is none of that key. */
  edit(key: string): V | undefined {
    const slot = this.index.slotOf.get(key);
    if (slot === undefined || this.pages[slot >> PAGE_BITS]?.values[slot & MASK] === undefined) return undefined;
    const { values, own } = this.writable(slot >> PAGE_BITS);
    const value = values[slot & MASK] as V;
    if (own[slot & MASK]) return value;
    own[slot & MASK] = true;
    const draft = { ...value };
    values[slot & MASK] = draft;
    return draft;
  }

  delete(key: string): boolean {
    const slot = this.index.slotOf.get(key);
    if (slot === undefined || this.pages[slot >> PAGE_BITS]?.values[slot & MASK] === undefined) return false;
    this.writable(slot >> PAGE_BITS).values[slot & MASK] = undefined;
    this.count--;
    this.note(key);
    return true;
  }

  clear(): void {
    for (const key of this.keys()) this.note(key);
    this.index = { slotOf: new Map(), keys: [], order: [], sorted: 0 };
    this.pages = [];
    this.count = 0;
  }

  /** Calls `visit` for each key (that begins with `prefix`) in key order; stops when it returns false. */
  scan(visit: (value: V, key: string) => unknown, prefix = ''): void {
    const { keys } = this.index;
    const order = this.ordered();
    for (let i = prefix === '' ? 0 : this.lowerBound(order, prefix); i < order.length; i++) {
      const slot = order[i];
      const key = keys[slot];
      if (prefix !== '' && !key.startsWith(prefix)) return;
      const value = this.pages[slot >> PAGE_BITS]?.values[slot & MASK];
      if (value !== undefined && visit(value, key) === false) return;
    }
  }

  keys(prefix = ''): string[] {
    const found: string[] = [];
    this.scan((_, key) => void found.push(key), prefix);
    return found;
  }

  values(prefix = ''): V[] {
    const found: V[] = [];
    this.scan((value) => void found.push(value), prefix);
    return found;
  }

  entries(prefix = ''): [string, V][] {
    const found: [string, V][] = [];
    this.scan((value, key) => void found.push([key, value]), prefix);
    return found;
  }

  /** The first key after `after` (in key order) and its value, for paging. */
  next(after: string): [string, V] | undefined {
    const order = this.ordered();
    for (let i = this.lowerBound(order, after); i < order.length; i++) {
      const key = this.index.keys[order[i]];
      const value = this.get(key);
      if (key > after && value !== undefined) return [key, value];
    }
    return undefined;
  }

  /** The last entries in key order, the very last first. */
  last(count: number): [string, V][] {
    const found: [string, V][] = [];
    const order = this.ordered();
    for (let i = order.length - 1; i >= 0 && found.length < count; i--) {
      const key = this.index.keys[order[i]];
      const value = this.get(key);
      if (value !== undefined) found.push([key, value]);
    }
    return found;
  }

  /** Any member, without putting the keys in order; undefined when the table is empty. */
  sample(): V | undefined {
    if (this.count === 0) return undefined;
    for (const page of this.pages) {
      for (const value of page.values) if (value !== undefined) return value;
    }
    return undefined;
  }

  /** A copy that shares everything until one of the two writes. */
  fork(): Table<V> {
    const copy = new Table<V>(this.drafts);
    copy.index = this.index;
    copy.pages = this.pages.slice();
    copy.count = this.count;
    copy.journalBase = this.position;
    this.owner = ++owners;
    return copy;
  }

  /** Where the journal stands now; hand it to `changedSince` later. */
  get position(): number {
    return this.journalBase + this.journal.length;
  }

  /** Keys written since a position, in the order of writing with repeats, or undefined when that is no longer known. */
  changedSince(position: number): readonly string[] | undefined {
    return position < this.journalBase ? undefined : this.journal.slice(position - this.journalBase);
  }

  private note(key: string): void {
    if (this.journal.length >= 4 * PAGE + this.count) {
      const dropped = this.journal.length >> 1;
      this.journal = this.journal.slice(dropped);
      this.journalBase += dropped;
    }
    this.journal.push(key);
  }

  private writable(number: number): Page<V> {
    while (this.pages.length <= number) this.pages.push({ owner: this.owner, values: [], own: [] });
    const page = this.pages[number];
    if (page.owner === this.owner) return page;
    const copy = { owner: this.owner, values: page.values.slice(), own: [] };
    this.pages[number] = copy;
    return copy;
  }

  private rebuild(): void {
    const live = this.entries();
    this.index = { slotOf: new Map(), keys: [], order: [], sorted: 0 };
    this.pages = [];
    live.forEach(([key, value], slot) => {
      this.index.slotOf.set(key, slot);
      this.index.keys.push(key);
      this.index.order.push(slot);
      this.writable(slot >> PAGE_BITS).values[slot & MASK] = value;
    });
    this.index.sorted = live.length;
  }

  private ordered(): readonly number[] {
    const { index } = this;
    const { keys } = index;
    if (index.sorted === keys.length) return index.order;
    const fresh: number[] = [];
    for (let slot = index.sorted; slot < keys.length; slot++) fresh.push(slot);
    fresh.sort((a, b) => (keys[a] < keys[b] ? -1 : 1));
    const old = index.order;
    if (old.length === 0 || keys[old[old.length - 1]] < keys[fresh[0]]) {
      index.order = old.concat(fresh);
    } else {
      const merged: number[] = new Array(old.length + fresh.length);
      for (let i = 0, j = 0, n = 0; n < merged.length; n++) {
        merged[n] = j >= fresh.length || (i < old.length && keys[old[i]] < keys[fresh[j]]) ? old[i++] : fresh[j++];
      }
      index.order = merged;
    }
    index.sorted = keys.length;
    return index.order;
  }

  private lowerBound(order: readonly number[], key: string): number {
    let lo = 0;
    let hi = order.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.index.keys[order[mid]] < key) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }
}
