// A user's request on its way: client → the machine where it enters → the machine of a pod → and back. The first message on a
// stream opens the connection, later ones use it again; where it goes is decided once, at the entry, and holds for the connection.
// Clients, the network and the programs in pods know these shapes and nothing else of each other.

import type { Body, Tick } from '../kernel/message.ts';

/** What a client dials: an address, or a Service by name (`default/web`), which the client's resolver turns into an address. */
export type Target =
  | { readonly ip: string; readonly port: number }
  /** A name as a pod of this namespace would look it up. */
  | { readonly name: string; readonly namespace: string; readonly port: number }
  | {
      readonly service: string;
      /** Number or name; absent: the Service's first port. */
      readonly port?: number | string;
      /** From outside of the cluster only node ports lead in. */
      readonly outside?: boolean;
    };

/**
 * On a machine's disk: the boot and the container in which a process of the machine lives (`2 4f…`), by component. One of an earlier
 * boot has ended with the machine.
 */
export const HOSTED = 'pods/processes';

/** To a process that lives in a container, when that has started or ended. */
export interface HostedBody extends Body {
  readonly kind: 'hosted';
  readonly runs: boolean;
}

/** GET of a path. Sent to `netfilter/<machine>`, which sends it on to `pods/<machine>` with the address it has chosen. */
export interface HttpRequest extends Body {
  readonly kind: 'http-request';
  readonly target: Target;
  readonly path: string;
  /** The client's own address, for session affinity. */
  readonly source: string;
  /** The connection is kept after the answer. */
  readonly keepAlive: boolean;
  /** Once it has entered: what was decided there. */
  readonly route?: RouteTaken;
}

/** What a rule did with a connection, as the machine where it entered knows it. */
export interface RouteTaken {
  /** The machine where the connection entered and was decided. */
  readonly entry: string;
  readonly service: string;
  /** `10.96.3.7:80`, `nodePort 30080`; '' when no rule was needed. */
  readonly match: string;
  readonly verdict: 'forward' | 'reject' | 'drop' | 'unknown';
  /** `10.244.1.5:80`, '' unless forwarded. */
  readonly endpoint: string;
  readonly pod: string;
  /** Since when the rule is as it is, and the resourceVersion it was made from. */
  readonly ruleSince: Tick;
  readonly ruleRevision: string;
  /** How many endpoints there were to choose from, and why this one. */
  readonly because: string;
}

export interface HttpResponse extends Body {
  readonly kind: 'http-response';
  /** `unresolved`: the name leads nowhere, so nothing was sent. `no route`: nobody has that address. */
  readonly outcome: 'answered' | 'refused' | 'no route' | 'reset' | 'unresolved';
  readonly code: number;
  readonly body: string;
  /** `namespace/name` of the pod that answered or refused, '' if none did. */
  readonly pod: string;
  readonly route: RouteTaken | undefined;
}
