// A binary heap in a plain array: the smallest is always first, and adding or taking one costs a handful of comparisons.
// Being plain data, a queue made of it can be copied with the process that owns it.

/** Negative when `a` comes first; 0 only for equals whose order nobody can see. */
export type Order<T> = (a: T, b: T) => number;

export function push<T>(heap: T[], item: T, order: Order<T>): void {
  let place = heap.length;
  heap.push(item);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (order(heap[parent], item) <= 0) break;
    heap[place] = heap[parent];
    place = parent;
  }
  heap[place] = item;
}

/** Takes the first item out; undefined when there is none. */
export function takeFirst<T>(heap: T[], order: Order<T>): T | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && order(heap[child + 1], heap[child]) < 0) child++;
    if (order(last, heap[child]) <= 0) break;
    heap[place] = heap[child];
    place = child;
  }
  heap[place] = last;
  return first;
}
