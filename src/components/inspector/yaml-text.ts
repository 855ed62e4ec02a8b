// Small operations on YAML as text and on the objects behind it.

/** The object without the bookkeeping of server-side apply, wherever it lies, as `kubectl get -o yaml` prints it. */
export function withoutManaged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutManaged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'managedFields')
      .map(([key, inner]) => [key, withoutManaged(inner)]),
  );
}

/** Lines of `after` that are not in `before`, by number from 0: the longest common run of lines stays unmarked. */
export function changedLines(before: string, after: string): ReadonlySet<number> {
  const a = before.split('\n');
  const b = after.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middle = b.slice(start, b.length - end);
  const old = a.slice(start, a.length - end);
  // Beyond this a table of all pairs would cost more than the marks are worth.
  if (middle.length * old.length > 250_000) return new Set(middle.map((_, index) => start + index));
  const kept = common(old, middle);
  return new Set(middle.flatMap((_, index) => (kept.has(index) ? [] : [start + index])));
}

/** Indexes into `b` of a longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): ReadonlySet<number> {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  const kept = new Set<number>();
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      kept.add(j);
      i++;
      j++;
    } else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return kept;
}
