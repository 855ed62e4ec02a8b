// `/readyz` and `/livez` ask etcd itself, and give it two seconds. Readiness asks twice (`etcd`, `etcd-readiness`); who comes while
// somebody else's question is under way is told how the last one ended.
// Source: apiserver `storage/storagebackend/factory/etcd3.go`; recorded: `/readyz` fails after 4.4 s without a quorum.

import type { Body, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { answerPath } from './discovery.ts';
import type { ApiServerState, Operation } from './state.ts';
import { ask, settle } from './storage.ts';

const HEALTH_TIMEOUT: Tick = 2_000;

export interface HealthLateBody extends Body {
  readonly kind: 'health-late';
  readonly stream: string;
}

export function isHealth(path: string): boolean {
  return /^\/(readyz|livez|healthz)(\/etcd(-readiness)?)?$/.test(path);
}

export function askHealth(state: ApiServerState, operation: Operation, io: IO): void {
  const readiness = operation.request.path?.startsWith('/readyz') === true;
  if (!readiness && state.health.probes > 0) return answerPath(state, operation, io);
  probe(state, operation, readiness ? 2 : 1, io);
}

function probe(state: ApiServerState, operation: Operation, left: number, io: IO): void {
  state.health.probes += 1;
  const stream = ask(state, io, { verb: 'get', key: 'health' }, { then: 'health', operation, left }, 'is etcd there?');
  const body: HealthLateBody = { kind: 'health-late', stream };
  io.after(HEALTH_TIMEOUT, 'deadline', body);
}

/** Two seconds have passed: a question that is still open counts as no. */
export function healthLate(state: ApiServerState, stream: string, io: IO): void {
  const waiting = settle(state, stream)?.waiting;
  if (waiting?.then !== 'health') return;
  io.close(stream);
  healthKnown(state, waiting, false, io);
}

export function healthKnown(
  state: ApiServerState,
  { operation, left }: { readonly operation: Operation; readonly left: number },
  healthy: boolean,
  io: IO,
): void {
  state.health.probes -= 1;
  state.health.etcd = healthy;
  if (healthy || left <= 1) answerPath(state, operation, io);
  else probe(state, operation, left - 1, io);
}
