// The one queue of the world: a binary heap ordered by the tick a message is due and then by the order of sending.
// A cancelled timer stays in the heap until its turn comes and is then thrown away: the first in the heap is never one.

import type { Message, Tick } from './message.ts';

export class EventQueue {
  private heap: Message[] = [];
  private readonly dropped: Set<number> = new Set();

  get size(): number {
    return this.heap.length - this.dropped.size;
  }

  push(message: Message): void {
    const { heap } = this;
    let i = heap.length;
    heap.push(message);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(message, heap[parent])) break;
      heap[i] = heap[parent];
      i = parent;
    }
    heap[i] = message;
  }

  /** Drops a message, which must be in the queue. */
  cancel(id: number): void {
    this.dropped.add(id);
    this.skipDropped();
  }

  /** The tick of the next live message, or Infinity. */
  nextDue(): Tick {
    return this.heap.length === 0 ? Number.POSITIVE_INFINITY : this.heap[0].dueAt;
  }

  peek(): Message | undefined {
    return this.heap[0];
  }

  pop(): Message | undefined {
    const first = this.take();
    this.skipDropped();
    return first;
  }

  some(test: (message: Message) => boolean): boolean {
    return this.heap.some((message) => !this.dropped.has(message.id) && test(message));
  }

  /** The live messages in the order of their delivery. */
  inOrder(): Message[] {
    return this.heap.filter((m) => !this.dropped.has(m.id)).sort((x, y) => (before(x, y) ? -1 : 1));
  }

  fork(): EventQueue {
    const copy = new EventQueue();
    copy.heap = this.heap.slice();
    for (const id of this.dropped) copy.dropped.add(id);
    return copy;
  }

  private skipDropped(): void {
    while (this.dropped.size > 0 && this.heap.length > 0 && this.dropped.delete(this.heap[0].id)) this.take();
  }

  private take(): Message | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
      if (!before(heap[child], last)) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function before(x: Message, y: Message): boolean {
  return x.dueAt !== y.dueAt ? x.dueAt < y.dueAt : x.order < y.order;
}
