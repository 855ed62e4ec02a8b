// How a command that somebody typed came out, read off the laptop's own memory: under way, done, or failed with the words it printed.
// Whoever asks changes nothing, so a lesson can say of its help whether the cluster took it.
import type { KubectlState } from '../kubectl/state.ts';

export interface CommandEnd {
  /** Undefined while it runs. */
  readonly code: number | undefined;
  /** It has printed an answer: what it may still wait for, the cluster took it. */
  readonly answered: boolean;
  /** The first line of its error output, or ''. */
  readonly error: string;
}

/** Undefined of what kubectl did not do, has not begun, or has forgotten. */
export function commandEnd(laptop: KubectlState | undefined, id: number): CommandEnd | undefined {
  if (!laptop) return undefined;
  let error = '';
  let answered = false;
  for (const { thread, stream, text } of laptop.outputs) {
    if (thread !== id) continue;
    if (stream === 'stderr') error ||= text.trim().split('\n')[0];
    if (stream === 'stdout') answered = true;
    if (stream === 'exit') return { code: Number(text), answered, error };
  }
  const runs = Object.values(laptop.running).some((command) => command.id === id);
  return runs ? { code: undefined, answered, error } : undefined;
}
