// The smallest cluster there is: one etcd, one API server, and a client that says what a test tells it to say; where somebody has to
// finish what was begun, a controller-manager beside them.
// Whatever happens, happens in the simulation; the rig only types, waits and looks.

import type { ApiRequest, ApiResponse, WatchEvent } from '../api/wire.ts';
import { apiserver } from '../apiserver/apiserver.ts';
import { controllerManager } from '../controllers/manager.ts';
import { etcd } from '../etcd/etcd.ts';
import type { Address, Body, ResetBody, Tick } from '../kernel/message.ts';
import type { Latency } from '../kernel/parts.ts';
import type { ProcessDefinition } from '../kernel/process.ts';
import { Simulation } from '../kernel/simulation.ts';

export const SERVER: Address = 'kube-apiserver/master-1';
export const STORE: Address = 'etcd/master-1';
export const CLIENT: Address = 'client/laptop';
/** 2026-01-01T00:00:00Z at tick 0. */
export const EPOCH = 1_767_225_600_000;

interface AskBody extends Body {
  readonly kind: 'ask';
  readonly stream: string;
  readonly request: ApiRequest;
}

interface CloseBody extends Body {
  readonly kind: 'hang-up';
  readonly stream: string;
}

interface Heard {
  readonly at: Tick;
  readonly body: Body;
}

interface ClientState {
  readonly heard: Record<string, Heard[]>;
}

const client: ProcessDefinition<ClientState> = {
  component: 'client',
  start: () => ({ heard: {} }),
  receive(state, message, io) {
    switch (message.body.kind) {
      case 'ask': {
        const { stream, request } = message.body as AskBody;
        state.heard[stream] = [];
        io.send(SERVER, request, { stream, because: 'asked by a test' });
        break;
      }
      case 'hang-up':
        io.close((message.body as CloseBody).stream);
        break;
      case 'reset':
        state.heard[(message.body as ResetBody).stream]?.push({ at: io.now, body: message.body });
        break;
      default:
        state.heard[message.stream]?.push({ at: io.now, body: message.body });
    }
  },
};

/** What a test says of a request; the rest is filled in. */
export type Ask = Partial<ApiRequest> & Pick<ApiRequest, 'verb'>;

export class ApiRig {
  readonly simulation: Simulation;
  private asked = 0;

  constructor(
    options: {
      readonly latency?: Latency;
      readonly others?: readonly ProcessDefinition[];
      readonly boot?: boolean;
    } = {},
  ) {
    const all = [etcd, apiserver, controllerManager, client, ...(options.others ?? [])] as readonly ProcessDefinition[];
    this.simulation = new Simulation({
      seed: 1,
      definitions: new Map(all.map((definition) => [definition.component, definition])),
      latency: options.latency ?? (() => 1),
      onInput: () => {},
    });
    this.simulation.addMachine('master-1', [
      { component: 'etcd', config: {}, bootDelay: 1, restartDelay: 1000 },
      { component: 'kube-apiserver', config: { etcd: [STORE], epochMs: EPOCH }, bootDelay: 10, restartDelay: 1000 },
    ]);
    this.simulation.addMachine('laptop', [{ component: 'client', config: {}, bootDelay: 1 }]);
    if (options.boot !== false) this.wait(1_000);
  }

  /** A controller-manager beside the server, for what it finishes: deletions, namespaces, accounts. */
  withControllers(): this {
    const config = { apiserver: SERVER, epochMs: EPOCH };
    this.simulation.addProcess('master-1', { component: 'kube-controller-manager', config, bootDelay: 1 });
    this.wait(2_000);
    return this;
  }

  wait(ticks: Tick): void {
    this.simulation.advance(this.simulation.now + ticks);
  }

  /** Sends a request and returns its stream without waiting. */
  send(ask: Ask): string {
    this.asked += 1;
    const stream = `test#${this.asked}`;
    const request: ApiRequest = Object.freeze({
      kind: 'request',
      group: '',
      version: 'v1',
      resource: 'pods',
      user: 'admin',
      agent: 'test',
      ...ask,
    });
    this.simulation.deliverFromOutside(CLIENT, { kind: 'ask', stream, request } as AskBody);
    return stream;
  }

  /** Sends a request and runs the world until its answer is there. */
  ask(ask: Ask, limit: Tick = 120_000): ApiResponse {
    const stream = this.send(ask);
    const end = this.simulation.now + limit;
    for (;;) {
      const answer = this.answer(stream);
      if (answer) return answer;
      if (this.simulation.nextDue() > end) throw new Error(`no answer to ${ask.verb} ${ask.resource ?? ask.path}`);
      this.simulation.step();
    }
  }

  /** The service account that a pod of this namespace acts as; a controller makes it in a whole cluster. */
  withAccount(namespace = 'default'): this {
    const body = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
    this.ask({ verb: 'create', resource: 'serviceaccounts', namespace, body });
    return this;
  }

  answer(stream: string): ApiResponse | undefined {
    return this.heard(stream).find(({ body }) => body.kind === 'response')?.body as ApiResponse | undefined;
  }

  events(stream: string): WatchEvent[] {
    const bodies = this.heard(stream).map(({ body }) => body);
    return bodies.filter((body): body is WatchEvent => body.kind === 'watch-event');
  }

  heard(stream: string): readonly Heard[] {
    const state = this.simulation.process(CLIENT).state as ClientState | undefined;
    return state?.heard[stream] ?? [];
  }

  hangUp(stream: string): void {
    this.simulation.deliverFromOutside(CLIENT, { kind: 'hang-up', stream } as CloseBody);
    this.wait(5);
  }
}
