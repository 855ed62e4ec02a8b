// A laptop with kubectl, an API server and its store: what a learner types goes in as a message, what is printed comes out.

import type { Tick } from '../kernel/message.ts';
import type { Latency } from '../kernel/parts.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import type { InterruptBody, KubectlBody, KubectlState, Output } from '../kubectl/state.ts';
import { outputPosition, outputsSince } from '../kubectl/state.ts';
import { ApiRig, type Ask, EPOCH, SERVER } from './api-rig.ts';
import { transcriptOf } from './transcript.ts';

const KUBECTL = 'kubectl/laptop';

export interface Typed {
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** How long to let the world run at most, in ticks. */
  readonly limit?: Tick;
}

export class KubectlRig {
  readonly api: ApiRig;
  private id = 0;

  constructor(options: { readonly latency?: Latency; readonly namespace?: string } = {}) {
    const { latency, namespace = 'default' } = options;
    this.api = new ApiRig({ others: [kubectl], ...(latency ? { latency } : {}) });
    const config = { apiserver: SERVER, epochMs: EPOCH, user: 'admin', namespace };
    this.api.simulation.addProcess('laptop', { component: 'kubectl', config, bootDelay: 1 });
    this.api.wait(5);
    // Nobody else is here who would make it, and pods need one.
    const body = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
    this.api.ask({ verb: 'create', resource: 'serviceaccounts', namespace, body });
  }

  get state(): KubectlState {
    return this.api.simulation.process(KUBECTL).state as KubectlState;
  }

  /** Types a line without waiting; answers the id of the command. */
  type(line: string, { files = {}, stdin }: Typed = {}): number {
    this.id += 1;
    const body: KubectlBody = { kind: 'kubectl', id: this.id, line, files, ...(stdin === undefined ? {} : { stdin }) };
    this.api.simulation.deliverFromOutside(KUBECTL, body);
    return this.id;
  }

  interrupt(id: number): void {
    const body: InterruptBody = { kind: 'kubectl-interrupt', id };
    this.api.simulation.deliverFromOutside(KUBECTL, body);
    this.api.wait(2);
  }

  /** Types a line, runs the world until the command has ended, and answers what it printed as a transcript shows it. */
  run(line: string, typed: Typed = {}): string {
    const position = outputPosition(this.state);
    const id = this.type(line, typed);
    const { simulation } = this.api;
    const end = simulation.now + (typed.limit ?? 60_000);
    while (!this.printed(position, id).some(({ stream }) => stream === 'exit')) {
      if (simulation.nextDue() > end) throw new Error(`kubectl ${line} has not ended:\n${this.text(position, id)}`);
      simulation.step();
    }
    return this.text(position, id);
  }

  ask(ask: Ask) {
    return this.api.ask(ask);
  }

  printed(position: number, id: number): readonly Output[] {
    return outputsSince(this.state, position).filter(({ thread }) => thread === id);
  }

  text(position: number, id: number): string {
    return transcriptOf(this.printed(position, id));
  }
}
