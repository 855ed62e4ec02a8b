// What a Service's bar says: its address and port, on how many nodes its rules are and whether any of them is old, and as many of its
// endpoints as fit. A Service is nothing but these rules, so there is no box to draw.
import type { ViewEndpoint, ViewMachine, ViewRules, ViewService } from '../../engine/index.ts';
import { text } from '../ui/text/en.ts';

const words = text.network;
const beside = 330;
const perEndpoint = 100;

/** `10.96.143.20:80`, with more ports after commas; its type where it has no address. */
export function addressText({ clusterIP, type, ports }: ViewService): string {
  if (clusterIP === '') return type;
  const numbers = ports.map(({ port }) => port).join(',');
  return clusterIP === 'None' ? 'None' : `${clusterIP}:${numbers}`;
}

/** How far its rules are: on every node, on some, old ones somewhere. */
export function rulesText(
  service: ViewService,
  rules: Readonly<Record<string, ViewRules>>,
  machines: Readonly<Record<string, ViewMachine>>,
): string {
  if (service.clusterIP === 'None' || service.clusterIP === '') return words.headless;
  const workers = Object.values(machines).filter((machine) => machine.role === 'worker');
  const own = workers.map(({ name }) => rules[name]?.services.find(({ ref }) => ref === service.ref));
  const old = workers.filter((_, i) => own[i]?.stale).map(({ name }) => name);
  if (old.length > 0) return words.oldRules(old);
  const written = own.filter((one) => one !== undefined).length;
  if (written === 0) return words.noNode;
  return written < workers.length ? words.someNodes(written, workers.length) : words.everyNode;
}

export interface ShownEndpoints {
  readonly shown: readonly ViewEndpoint[];
  readonly more: number;
}

/** As many endpoints as a bar of this width holds; if not all, those that are not ready first, for they are the news. */
export function endpointsIn(width: number, endpoints: readonly ViewEndpoint[]): ShownEndpoints {
  const room = Math.max(1, Math.floor((width - beside) / perEndpoint));
  if (endpoints.length <= room) return { shown: endpoints, more: 0 };
  const shown = [...endpoints].sort((a, b) => Number(a.ready) - Number(b.ready)).slice(0, Math.max(1, room - 1));
  return { shown, more: endpoints.length - shown.length };
}
