// `kubectl logs` and `kubectl exec` ask the API server, and the API server asks the kubelet of the pod's node: the output of a container is
// nowhere else, and its programs run nowhere else. What can be refused without that trip is refused here.
// Source: `pkg/registry/core/pod/strategy.go` LogLocation, apiserver `registry/generic/rest/response_checker.go`.

import type { Kind } from '../api/kinds/kind.ts';
import * as errors from '../api/status.ts';
import type { Node, Pod, Status } from '../api/types.ts';
import type { Address, Body, ResetBody } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { refOf } from './resources.ts';
import { respond, respondRead } from './respond.ts';
import { readPassage } from './stages.ts';
import type { ApiServerState, Operation, Waiting } from './state.ts';
import { armCheck, newStream } from './storage.ts';

interface KubeletRequest extends Body {
  readonly kind: 'kubelet-request';
  readonly op: 'logs' | 'exec';
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly command?: readonly string[];
}

interface KubeletResponse extends Body {
  readonly kind: 'kubelet-response';
  readonly code: number;
  readonly body: string;
  readonly exec?: unknown;
}

/** Stands between the words of a command, which are one query parameter each. */
const BETWEEN_WORDS = '\0';

const KUBELET_PORT = 10250;

/** A GET of `pods/log`, `pods/exec` or `pods/attach`: all three choose a container of a pod on a node. */
export function connectToPod(state: ApiServerState, kind: Kind, operation: Operation, io: IO): void {
  const { request } = operation;
  const { namespace = '', name = '', subresource = '', options = {} } = request;
  const pod = state.caches.pods.objects.get(`${namespace}/${name}`) as Pod | undefined;
  if (!pod) return respondRead(state, operation, 404, errors.notFound(refOf(kind), name), io);
  const container = subresource === 'portforward' ? '' : chooseContainer(pod, options.container);
  if (errors.isStatus(container)) return respondRead(state, operation, 400, container, io);
  const node = pod.spec.nodeName ?? '';
  const isExec = subresource === 'exec' && options.stdin !== 'true' && options.tty !== 'true';
  if (subresource !== 'log' && (node === '' || !isExec)) {
    const status =
      node === '' ? errors.badRequest(`pod ${name} does not have a host assigned`) : notSimulated(subresource);
    return respondRead(state, operation, status.code ?? 400, status, io);
  }
  // Nothing has run yet, so there is nothing to read: no content.
  if (node === '') return respondRead(state, operation, 204, undefined, io);
  const stream = newStream(state, io);
  const asked = { kind: 'kubelet-request', namespace, name, container, options } as const;
  const body: KubeletRequest = isExec
    ? { ...asked, op: 'exec', command: (options.command ?? '').split(BETWEEN_WORDS) }
    : { ...asked, op: 'logs' };
  const waiting: Waiting = { then: 'kubelet', operation, node, container };
  state.pending.set(stream, { waiting, op: undefined, because: operation.because, askedAt: io.now });
  const because = isExec ? `${name} runs on ${node}` : `the output of ${name} is on ${node}`;
  io.send(`kubelet/${node}` as Address, body, { stream, because });
  armCheck(state, io);
}

/** The answer of the kubelet, or the way in which none came. */
export function kubeletAnswered(
  state: ApiServerState,
  { operation, node, container }: { readonly operation: Operation; readonly node: string; readonly container: string },
  body: Body | undefined,
  io: IO,
): void {
  if (body?.kind === 'kubelet-response') {
    const { code, body: text, exec } = body as KubeletResponse;
    // Switching protocols: from here on the streams of the command go through.
    if (exec !== undefined) return respondRead(state, operation, 101, exec, io);
    const isLog = operation.request.subresource === 'log';
    const status = code < 300 || !isLog ? undefined : refusalOf(operation, code, text);
    return respondRead(state, operation, status?.code ?? code, status ?? text, io);
  }
  const why = body?.kind === 'reset' ? `connect: ${(body as ResetBody).reason}` : 'i/o timeout';
  const { namespace, name } = operation.request;
  const host = `${addressOf(state, node)}:${KUBELET_PORT}`;
  const path = `https://${host}/containerLogs/${namespace}/${name}/${container}`;
  const dial = `dial tcp ${host}: ${why}`;
  const isLog = operation.request.subresource === 'log';
  const status = errors.plainError(isLog ? `Get "${path}": ${dial}` : `error dialing backend: ${dial}`);
  const because = `refused: ${status.message}`;
  respond(state, operation, { code: 500, body: status, because, stages: readPassage(false, because) }, io);
}

function refusalOf({ request }: Operation, code: number, text: string): Status {
  if (code === 400) return errors.badRequest(text);
  if (code !== 404) return errors.internalError(text);
  const { name = '' } = request;
  const status = errors.noSuchResource();
  const details = { name, kind: 'pods/log', causes: [{ reason: 'UnexpectedServerResponse', message: text }] };
  return Object.freeze({ ...status, message: `${status.message} ( pods/log ${name})`, details });
}

function chooseContainer(pod: Pod, asked: string | undefined): string | Status {
  const names = (list: readonly { readonly name: string }[] | undefined): string[] =>
    (list ?? []).map(({ name }) => name);
  const containers = names(pod.spec.containers);
  const inits = names(pod.spec.initContainers);
  const ephemerals = names(pod.spec.ephemeralContainers);
  const { name } = pod.metadata;
  if (asked) {
    const known = containers.includes(asked) || inits.includes(asked) || ephemerals.includes(asked);
    return known ? asked : errors.badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  if (containers.length === 1) return containers[0];
  let text = `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]`;
  if (inits.length > 0) text += ` or one of the init containers: [${inits.join(' ')}]`;
  if (ephemerals.length > 0) text += ` or one of the ephemeral containers: [${ephemerals.join(' ')}]`;
  return errors.badRequest(text);
}

function addressOf(state: ApiServerState, name: string): string {
  const node = state.caches.minions.objects.get(name) as Node | undefined;
  return node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? name;
}

/** In our own words. */
function notSimulated(what: string): Status {
  return Object.freeze({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `pods/${what} is not in Podarium yet.`,
    reason: 'NotImplemented',
    code: 501,
  });
}
