// In which order a merged list comes out: the patch's elements in the patch's order, the server's own in theirs, and where
// the two can be compared by where they stood before, the earlier one first. New elements therefore come before old ones.
// Source: apimachinery `pkg/util/strategicpatch/patch.go`, normalizeElementOrder.

type Json = { [key: string]: unknown };

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where an element stands in a list: by merge key, or by value when there is none. */
function positionIn(list: readonly unknown[], element: unknown, mergeKey: string): number {
  if (mergeKey === '') return list.indexOf(element);
  const key = isRecord(element) ? element[mergeKey] : undefined;
  return list.findIndex((each) => isRecord(each) && each[mergeKey] === key);
}

/** Puts `merged` into order. `patchOrder` names the patch's elements, `serverOrder` is the list as it was. */
export function enforceOrder(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
): unknown[] {
  const inPatch = merged.filter((each) => positionIn(patchOrder, each, mergeKey) >= 0);
  const serverOnly = merged.filter((each) => positionIn(patchOrder, each, mergeKey) < 0);
  const right = sortByPosition(inPatch, patchOrder, mergeKey);
  const left = sortByPosition(serverOnly, serverOrder, mergeKey);
  const result: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (j >= right.length) result.push(left[i++]);
    else if (i >= left.length) result.push(right[j++]);
    else {
      const before = positionIn(serverOrder, left[i], mergeKey);
      const after = positionIn(serverOrder, right[j], mergeKey);
      result.push(before >= 0 && after >= 0 && before < after ? left[i++] : right[j++]);
    }
  }
  return result;
}

/** Elements that a patch deletes stay behind the others. */
export function sortByPosition(list: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  const isDeletion = (each: unknown): boolean => isRecord(each) && each.$patch === 'delete';
  const kept = list.filter((each) => !isDeletion(each));
  const positions = new Map(kept.map((each) => [each, positionIn(order, each, mergeKey)]));
  kept.sort((a, b) => {
    const [left, right] = [positions.get(a) ?? -1, positions.get(b) ?? -1];
    return left < 0 || right < 0 ? 0 : left - right;
  });
  return [...kept, ...list.filter(isDeletion)];
}
