// Storage that may not be there: a sandboxed frame has none, a private window may refuse it. Then the page keeps
// what it knows for as long as it is open, and nothing else changes.

export function stored(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Returns whether it was kept. */
export function store(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** Stored JSON, if it is there and `isValid` says that it has the expected shape. */
export function storedJson<T>(key: string, isValid: (value: unknown) => value is T): T | undefined {
  const text = stored(key);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
