// One line a message, in the order of delivery, for whoever wants to see or count everything that moved. Timers are notes of a
// process to itself and are left out.

import type { ApiRequest, ApiResponse, EtcdRequest, EtcdResponse, WatchEvent } from '../api/wire.ts';
import type { Message } from '../kernel/message.ts';
import type { CriRequest, CriResponse } from '../runtime/cri.ts';
import { viewMessage } from '../view/tokens.ts';

export interface TraceLine {
  readonly tick: number;
  readonly id: number;
  readonly cause: number;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  /** Of a request or what it answers: `create`, `txn`, `RunPodSandbox`, `ADDED`; '' where there is none. */
  readonly verb: string;
  /** `Kind/namespace/name`, or ''. */
  readonly object: string;
  readonly summary: string;
}

/** The line of a delivered message, or undefined for a timer. */
export function traceLine(message: Message): TraceLine | undefined {
  if (message.isTimer) return undefined;
  const { id, cause, from, to, body, dueAt: tick } = message;
  const { object, label } = viewMessage(message);
  return { tick, id, cause, from, to, kind: body.kind, verb: verbOf(message), object, summary: label };
}

function verbOf({ body }: Message): string {
  switch (body.kind) {
    case 'request':
      return (body as ApiRequest).verb;
    case 'response':
      return (body as ApiResponse).to.split(' ')[0];
    case 'watch-event':
      return (body as WatchEvent).type;
    case 'etcd-request':
      return (body as EtcdRequest).op.verb;
    case 'etcd-response':
      return (body as EtcdResponse).verb;
    case 'cri-request':
    case 'cri-response':
      return (body as CriRequest | CriResponse).call;
    default:
      return '';
  }
}
