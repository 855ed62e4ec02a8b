// `/readyz` and `/livez` ask etcd itself, and give it two seconds. Readiness has a check of its own besides (`etcd-readiness`). A check
// asks at most once in two seconds: who comes in between is told how the last question ended, even while one is under way.
// Source: apiserver `storage/storagebackend/factory/etcd3.go`; recorded: `/readyz` fails after 4.4 s without a quorum.

import type { Body, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { answerPath } from './discovery.ts';
import type { ApiServerState, HealthCheck, Operation } from './state.ts';
import { ask, settle } from './storage.ts';

const HEALTH_TIMEOUT: Tick = 2_000;

export interface HealthLateBody extends Body {
  readonly kind: 'health-late';
  readonly stream: string;
}

const path = /^\/(readyz|livez|healthz)(?:\/(etcd|etcd-readiness))?$/;

export function isHealth(text: string): boolean {
  return path.test(text);
}

export function askHealth(state: ApiServerState, operation: Operation, io: IO): void {
  const [, endpoint, check] = path.exec(operation.request.path ?? '') ?? [];
  const all: readonly HealthCheck[] = endpoint === 'readyz' ? ['etcd', 'etcd-readiness'] : ['etcd'];
  runChecks(state, operation, check === undefined ? all : all.filter((each) => each === check), io);
}

/** One check after the other; those that may not ask again yet keep their last answer. */
function runChecks(state: ApiServerState, operation: Operation, checks: readonly HealthCheck[], io: IO): void {
  for (const [i, check] of checks.entries()) {
    const { ok, askedAt } = state.health[check];
    if (io.now - askedAt < HEALTH_TIMEOUT) continue;
    state.health[check] = Object.freeze({ ok, askedAt: io.now });
    const waiting = { then: 'health', operation, check, left: checks.slice(i + 1) } as const;
    const stream = ask(state, io, { verb: 'get', key: 'health' }, waiting, 'is etcd there?');
    const body: HealthLateBody = { kind: 'health-late', stream };
    io.after(HEALTH_TIMEOUT, 'deadline', body);
    return;
  }
  answerPath(state, operation, io);
}

/** Two seconds have passed: a question that is still open counts as no. */
export function healthLate(state: ApiServerState, stream: string, io: IO): void {
  const waiting = settle(state, stream)?.waiting;
  if (waiting?.then !== 'health') return;
  io.close(stream);
  healthKnown(state, waiting, false, io);
}

interface Probed {
  readonly operation: Operation;
  readonly check: HealthCheck;
  readonly left: readonly HealthCheck[];
}

export function healthKnown(state: ApiServerState, { operation, check, left }: Probed, ok: boolean, io: IO): void {
  state.health[check] = Object.freeze({ ...state.health[check], ok });
  runChecks(state, operation, left, io);
}
