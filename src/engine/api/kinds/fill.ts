// Defaulting without writing into anything: an object that lacks nothing comes back as it is, so whatever was complete
// stays shared, and a template that went through here once is recognised by its identity the next time.
import { roundUpToMilli } from '../quantity.ts';

/** `value` with the members of `defaults` it lacks (undefined or null); the same object when it lacks none. */
export function fill<T extends object>(value: T, defaults: Partial<T>): T {
  let result: T | undefined;
  for (const key in defaults) {
    if (value[key] !== undefined && value[key] !== null) continue;
    result ??= { ...value };
    result[key] = defaults[key] as T[typeof key];
  }
  return result ?? value;
}

/** `value` with `key` set; the same object when it is so already. */
export function withKey<T extends object, K extends keyof T>(value: T, key: K, part: T[K]): T {
  return value[key] === part ? value : { ...value, [key]: part };
}

/** Each item through `change`; the same array when no item changed. */
export function mapSame<T>(items: readonly T[], change: (item: T) => T): T[] {
  let result: T[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] as T;
    const next = change(item);
    if (next === item && result === undefined) continue;
    result ??= items.slice(0, index);
    result.push(next);
  }
  return result ?? (items as T[]);
}

/** `value` with the list under `key` gone through `change`; nothing happens where there is no list. */
export function eachOf<T extends object, K extends keyof T, I>(value: T, key: K, change: (item: I) => I): T {
  const items = value[key] as readonly I[] | undefined | null;
  if (!Array.isArray(items) || items.length === 0) return value;
  return withKey(value, key, mapSame(items, change) as T[K]);
}

/** `value` with the object under `key` gone through `change`. */
export function partOf<T extends object, K extends keyof T>(
  value: T,
  key: K,
  change: (part: NonNullable<T[K]>) => NonNullable<T[K]>,
): T {
  const part = value[key];
  return part === undefined || part === null ? value : withKey(value, key, change(part));
}

type Quantities = { [resource: string]: string };

/** Resource amounts as the server would print them, rounded up to thousandths: `0.25` becomes `250m`, `1024Ki` `1Mi`. */
export function canonicalQuantities<T extends Quantities>(list: T): T {
  let result: Quantities | undefined;
  for (const name in list) {
    const text = String(list[name]);
    const canonical = roundUpToMilli(text);
    if (canonical === list[name]) continue;
    result ??= { ...list };
    result[name] = canonical;
  }
  return (result as T | undefined) ?? list;
}

/** Remembers the result of a pure change by the identity of its argument; results are recognised as done. */
export function remembered<T extends object>(change: (value: T) => T): (value: T) => T {
  const known = new WeakMap<T, T>();
  return (value) => {
    const done = known.get(value);
    if (done !== undefined) return done;
    const result = change(value);
    known.set(value, result);
    known.set(result, result);
    return result;
  };
}
