// The audit log of a run: who asked the API server for what, and how it was answered. It listens where messages are
// delivered, as an observer that changes nothing, and writes a line when the answer leaves.

import { type ApiRequest, type ApiResponse, qualified } from '../api/wire.ts';
import { componentOf, type Message, type Tick } from '../kernel/message.ts';
import type { Observer } from '../kernel/parts.ts';
import type { LogFilter } from './changes.ts';

export interface RequestLine {
  /** When the request arrived. */
  readonly ms: number;
  readonly user: string;
  readonly agent: string;
  readonly verb: string;
  /** Plural, with the subresource: `pods/binding`; a path that is no resource as it is. */
  readonly resource: string;
  readonly namespace: string;
  /** '' for lists and for creates that let the server make the name. */
  readonly name: string;
  readonly code: number;
}

interface Arrived {
  readonly at: Tick;
  readonly request: ApiRequest;
  readonly order: number;
}

export class RequestLog {
  private readonly open = new Map<string, Arrived>();
  private readonly done: (RequestLine & { readonly order: number; readonly at: Tick })[] = [];
  private arrived = 0;

  readonly observer: Observer = {
    delivered: (message) => this.delivered(message),
    sent: (message) => this.sent(message),
  };

  private delivered({ to, dueAt: at, stream, body }: Message): void {
    if (body.kind !== 'request' || componentOf(to) !== 'kube-apiserver') return;
    this.open.set(stream, { at, request: body as ApiRequest, order: this.arrived++ });
  }

  private sent({ from, stream, body }: Message): void {
    const isAnswer = body.kind === 'response' || body.kind === 'watch-event';
    if (!isAnswer || componentOf(from) !== 'kube-apiserver') return;
    const asked = this.open.get(stream);
    if (!asked) return;
    this.open.delete(stream);
    const { request, at, order } = asked;
    const { user, agent, verb, namespace = '' } = request;
    const name = request.name ?? (request.body as { metadata?: { name?: string } } | undefined)?.metadata?.name ?? '';
    const resource = request.path ?? qualified(request);
    const code = body.kind === 'response' ? (body as ApiResponse).code : 200;
    this.done.push({ ms: 0, user, agent, verb, resource, namespace, name, code, order, at });
  }

  /**
   * Answered requests in the order of their arrival. With a namespace only what a recording of one scenario holds: no
   * watches, no reads by kubectl, other namespaces and cluster-wide kinds left out but for Node.
   */
  lines({ since, namespace }: LogFilter): readonly RequestLine[] {
    return this.done
      .filter((line) => line.at >= since && (namespace === undefined || recorded(line, namespace)))
      .sort((a, b) => a.order - b.order)
      .map(({ order: _order, at, ...line }) => ({ ...line, ms: at - since }));
  }
}

function recorded({ verb, agent, resource, namespace: own }: RequestLine, namespace: string): boolean {
  if (verb === 'watch' || (agent === 'kubectl' && (verb === 'get' || verb === 'list'))) return false;
  return own === namespace || (own === '' && resource.split('/')[0] === 'nodes');
}
