// Probes and lifecycle hooks name exactly one thing to do: run a command, ask over HTTP, open a connection, call gRPC or sleep.
// Source: `pkg/apis/core/validation/validation.go` validateProbe, validateHandler, validateLifecycle.
import { type FieldError, forbidden, invalid, invalids, required } from '../field-error.ts';
import type { Lifecycle, LifecycleHandler, Probe } from '../types.ts';
import { httpHeaderNameErrors } from '../validation.ts';
import { nonNegative, oneOf, portNumberOrName } from './checks.ts';

export function validateProbe(probe: Probe, field: string, errors: FieldError[]): void {
  validateHandler(probe, undefined, field, errors);
  for (const key of probeNumbers) nonNegative(probe[key], `${field}.${key}`, errors);
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    errors.push(invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  }
}

const probeNumbers = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

/** `graceSeconds` bounds a hook's sleep. */
export function validateLifecycle(
  lifecycle: Lifecycle,
  graceSeconds: number,
  field: string,
  errors: FieldError[],
): void {
  if (lifecycle.postStart) validateHandler(lifecycle.postStart, graceSeconds, `${field}.postStart`, errors);
  if (lifecycle.preStop) validateHandler(lifecycle.preStop, graceSeconds, `${field}.preStop`, errors);
}

function validateHandler(
  handler: Pick<Probe, 'grpc'> & LifecycleHandler,
  graceSeconds: number | undefined,
  field: string,
  errors: FieldError[],
): void {
  let handlers = 0;
  for (const type of ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const) {
    if (!handler[type]) continue;
    handlers += 1;
    if (handlers > 1) errors.push(forbidden(`${field}.${type}`, 'may not specify more than 1 handler type'));
    else validateAction(handler, type, graceSeconds, `${field}.${type}`, errors);
  }
  if (handlers === 0) errors.push(required(field, 'must specify a handler type'));
}

function validateAction(
  handler: Pick<Probe, 'grpc'> & LifecycleHandler,
  type: 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' | 'sleep',
  graceSeconds: number | undefined,
  field: string,
  errors: FieldError[],
): void {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (type === 'exec' && exec && (exec.command ?? []).length === 0) errors.push(required(`${field}.command`));
  if (type === 'tcpSocket' && tcpSocket) portNumberOrName(tcpSocket.port, `${field}.port`, errors);
  if (type === 'grpc' && grpc) portNumberOrName(grpc.port, `${field}.port`, errors);
  if (type === 'httpGet' && httpGet) {
    if (!httpGet.path) errors.push(required(`${field}.path`));
    portNumberOrName(httpGet.port, `${field}.port`, errors);
    oneOf(httpGet.scheme, ['HTTP', 'HTTPS'], `${field}.scheme`, errors);
    for (const header of httpGet.httpHeaders ?? []) {
      errors.push(...invalids(`${field}.httpHeaders`, header.name, httpHeaderNameErrors(header.name)));
    }
  }
  if (type === 'sleep' && sleep && graceSeconds !== undefined && (sleep.seconds < 0 || sleep.seconds > graceSeconds)) {
    const message = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
    errors.push(invalid(field, sleep.seconds, message));
  }
}
