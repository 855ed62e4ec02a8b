// A set of fields in the form that managedFields shows: nested objects, `f:` before a field, `k:{…}` before an element of a
// list, `.` for the container itself. Sets are values: the operations return an operand unchanged when they can.
// Source: structured-merge-diff `fieldpath/set.go`, `serialize.go`.

/** An empty object is a field that is in the set; one with members is in it only if `.` is among them. */
export type FieldSet = { readonly [element: string]: FieldSet };

export const leaf: FieldSet = Object.freeze({});

const isMember = (set: FieldSet): boolean => {
  for (const key in set) return key === '.' || '.' in set;
  return true;
};

/** Puts a node together; undefined when nothing is in it. Elements come out sorted, as the server prints them. */
function node(member: boolean, children: ReadonlyMap<string, FieldSet>): FieldSet | undefined {
  if (children.size === 0) return member ? leaf : undefined;
  const result: { [element: string]: FieldSet } = {};
  if (member) result['.'] = leaf;
  for (const key of [...children.keys()].sort()) result[key] = children.get(key) as FieldSet;
  return Object.freeze(result);
}

/** Collects fields while two objects are compared. Most fields have nothing below them, so nothing is made before it is needed. */
export class FieldSetBuilder {
  private member = false;
  private children: Map<string, FieldSetBuilder> | undefined;

  child(element: string): FieldSetBuilder {
    this.children ??= new Map();
    let child = this.children.get(element);
    if (child === undefined) {
      child = new FieldSetBuilder();
      this.children.set(element, child);
    }
    return child;
  }

  insert(): void {
    this.member = true;
  }

  build(): FieldSet | undefined {
    if (this.children === undefined) return this.member ? leaf : undefined;
    const result: { [element: string]: FieldSet } = {};
    let empty = true;
    if (this.member) result['.'] = leaf;
    for (const key of [...this.children.keys()].sort()) {
      const child = this.children.get(key)?.build();
      if (child === undefined) continue;
      result[key] = child;
      empty = false;
    }
    if (empty) return this.member ? leaf : undefined;
    return Object.freeze(result);
  }
}

class Nowhere extends FieldSetBuilder {
  override child(): FieldSetBuilder {
    return this;
  }

  override insert(): void {
    // What is not there can neither have changed nor be removed.
  }
}

/** Takes everything and keeps nothing: below a field that is new, nothing can have been removed. */
export const nowhere: FieldSetBuilder = new Nowhere();

export function union(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (a === undefined || a === b) return b;
  if (b === undefined || contains(a, b)) return a;
  const children = childrenOf(a);
  for (const [key, child] of childrenOf(b)) children.set(key, union(children.get(key), child) as FieldSet);
  return node(isMember(a) || isMember(b), children);
}

/** Whether every field of `b` is in `a`. */
export function contains(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (isMember(b) && !isMember(a)) return false;
  for (const key in b) {
    if (key === '.') continue;
    const mine = a[key];
    if (mine === undefined || !contains(mine, b[key] as FieldSet)) return false;
  }
  return true;
}

/** `a` without the fields of `b`; fields below one that is taken out stay. Costs the size of `b`, not of `a`. */
export function difference(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (a === undefined || b === undefined) return a;
  if (a === b) return undefined;
  const leaves = isMember(a) && isMember(b);
  let children: Map<string, FieldSet> | undefined;
  for (const key in b) {
    const child = key === '.' ? undefined : a[key];
    if (child === undefined) continue;
    const rest = difference(child, b[key]);
    if (rest === child) continue;
    children ??= childrenOf(a);
    if (rest === undefined) children.delete(key);
    else children.set(key, rest);
  }
  if (children === undefined && !leaves) return a;
  return node(isMember(a) && !isMember(b), children ?? childrenOf(a));
}

export function intersection(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return a;
  const children = new Map<string, FieldSet>();
  for (const key in b) {
    if (key === '.') continue;
    const both = intersection(a[key], b[key]);
    if (both !== undefined) children.set(key, both);
  }
  return node(isMember(a) && isMember(b), children);
}

export function sameFields(a: FieldSet | undefined, b: FieldSet | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && contains(a, b) && contains(b, a);
}

export function isInSet(set: FieldSet): boolean {
  return isMember(set);
}

function childrenOf(set: FieldSet): Map<string, FieldSet> {
  const children = new Map<string, FieldSet>();
  for (const key in set) if (key !== '.') children.set(key, set[key] as FieldSet);
  return children;
}

/** `.spec.containers[name="app"].image`, one text a field, sorted as the set is. */
export function pathsOf(set: FieldSet | undefined, prefix = ''): string[] {
  if (set === undefined) return [];
  const paths = prefix !== '' && isMember(set) ? [prefix] : [];
  for (const [key, child] of childrenOf(set)) paths.push(...pathsOf(child, prefix + elementText(key)));
  return paths;
}

export function elementText(element: string): string {
  if (element.startsWith('f:')) return `.${element.slice(2)}`;
  if (element.startsWith('v:')) return `[=${element.slice(2)}]`;
  const keys = JSON.parse(element.slice(2)) as { [key: string]: unknown };
  return `[${Object.keys(keys)
    .map((key) => `${key}=${JSON.stringify(keys[key])}`)
    .join(',')}]`;
}
