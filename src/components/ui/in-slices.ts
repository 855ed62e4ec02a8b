// Work of seconds beside a page that goes on: a little of it at a time, and between two slices whatever the reader does, and the picture, have
// their turn. Messages hand the turn over, because a browser makes timers of a page in the background wait for a second.
import type { Sliced } from '../../scenarios/index.ts';

/** A third of what a press may take before it is felt. */
const sliceMs = 30;

interface Watching {
  /** What the work says it is at. */
  readonly at?: (what: string) => void;
  /** Nobody wants the result any more. */
  readonly over?: () => boolean;
}

/** The result, or undefined when it was called off. */
export async function inSlices<T>(work: Sliced<T>, { at, over }: Watching = {}): Promise<T | undefined> {
  for (;;) {
    await turn();
    if (over?.()) return undefined;
    for (const until = performance.now() + sliceMs; performance.now() < until; ) {
      const { done, value } = work.next();
      if (done) return value;
      if (value !== undefined) at?.(value);
    }
  }
}

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
