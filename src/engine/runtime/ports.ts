// Containers of one pod share its address and so its ports: of two that want the same port the second cannot have it, and ends as its
// program does then. Nobody checks this beforehand; the API takes such a pod without a word.

import type { Tick } from '../kernel/message.ts';
import type { ContainerEnd, ContainerRecord, PodRecord } from './cri.ts';
import { type Behaviour, ended, type Program, programOf } from './programs.ts';

/** The port that another running container of the pod has already; undefined: none is taken. */
export function takenPort(
  record: PodRecord,
  container: ContainerRecord,
  program: Program,
  behaviours: readonly Behaviour[],
): number | undefined {
  const { ports } = program;
  if (ports === undefined || ports === 'any') return undefined;
  for (const other of record.containers) {
    if (other.id === container.id || other.sandbox !== container.sandbox) continue;
    if (other.state !== 'CONTAINER_RUNNING' || other.portInUse !== undefined) continue;
    const theirs = programOf(other.config, behaviours).ports;
    if (theirs === undefined || theirs === 'any') continue;
    const port = ports.find((one) => theirs.includes(one));
    if (port !== undefined) return port;
  }
  return undefined;
}

/** nginx tries five times, half a second apart (`ngx_open_listening_sockets`). */
const NGINX_TRIES = 5;
const NGINX_PAUSE: Tick = 500;

export function endWithoutPort(program: Program, startedAt: Tick): ContainerEnd {
  const last = program.name === 'nginx' ? NGINX_TRIES * NGINX_PAUSE : 10;
  return ended(startedAt + (program.startUp ?? 1) + last, 1);
}

/** What it writes about that. nginx says each line a second time with a time before it; that copy is left out. */
export function bindErrors(program: Program, port: number): readonly { readonly at: Tick; readonly text: string }[] {
  const start = program.startUp ?? 1;
  switch (program.name) {
    case 'nginx': {
      const text = `nginx: [emerg] bind() to 0.0.0.0:${port} failed (98: Address already in use)`;
      const tries = Array.from({ length: NGINX_TRIES }, (_, n) => ({ at: start + n * NGINX_PAUSE, text }));
      return [...tries, { at: start + NGINX_TRIES * NGINX_PAUSE, text: 'nginx: [emerg] still could not bind()' }];
    }
    case 'httpd':
      return [
        `(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:${port}`,
        'no listening sockets available, shutting down',
        'AH00015: Unable to open logs',
      ].map((text) => ({ at: start, text }));
    default:
      return [{ at: start, text: `listen tcp 0.0.0.0:${port}: bind: address already in use` }];
  }
}
