// Calls that run a command in a container and are still open: how they are answered, also when the container ends before the command.

import type { IO } from '../kernel/process.ts';
import type { CriResponse } from './cri.ts';
import type { Containerd } from './store.ts';

export function answerExec(
  state: Containerd,
  stream: string,
  answer: Pick<CriResponse, 'exec' | 'error'>,
  io: IO,
  delay = 0,
): void {
  const open = state.execs[stream];
  if (!open) return;
  delete state.execs[stream];
  if (open.timer !== 0) io.cancel(open.timer);
  const response: CriResponse = { kind: 'cri-response', call: open.call, ...answer };
  io.send(open.from, response, { stream, ends: true, delay });
}

/** With the first process all others of a container end, by SIGKILL. */
export function breakExecs(state: Containerd, container: string, io: IO): void {
  for (const stream in state.execs) {
    if (state.execs[stream].container === container) answerExec(state, stream, { exec: { code: 137, output: '' } }, io);
  }
}
