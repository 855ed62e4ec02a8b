// The part of a machine's kernel that carries connections: a new one is matched against the rules that kube-proxy has written, gets
// an endpoint by chance, and keeps it to its end (conntrack). It asks nobody and knows nothing of health; old rules are as good to it
// as new ones. A connection is decided on the machine where it enters and goes from there to the machine of the pod.

import type { HttpRequest, HttpResponse, RouteTaken, Target } from '../api/connection.ts';
import type { Address, Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { choose } from './choose.ts';
import { type Dialled, resolve } from './resolve.ts';
import type { Rule, RuleEndpoint } from './rules.ts';
import { dispatchTable, serviceTable } from './tables.ts';

/** A connection that goes through here, by the client's stream. */
export interface Connection {
  readonly client: Address;
  readonly route: RouteTaken;
  /** `pods/<machine>`; '' when the connection was dropped or leads to an address that no machine has. */
  readonly to: Address;
  readonly ip: string;
  readonly port: number;
  readonly openedAt: Tick;
}

/** One client's endpoint under session affinity. */
interface Affinity {
  readonly endpoint: RuleEndpoint;
  readonly until: Tick;
}

export interface NetfilterState {
  readonly connections: Table<Connection>;
  /** By rule and client address. */
  readonly affinities: Table<Affinity>;
  /** Connections that their clients gave up, newest last: what became of them is known here only. */
  abandoned: readonly (Connection & { readonly stream: string })[];
}

const ABANDONED = 50;
/** Ends the name of a connection's second half. */
export const ONWARD = '>';

export const netfilter: ProcessDefinition<NetfilterState> = {
  component: 'netfilter',

  start() {
    return { connections: new Table(), affinities: new Table(), abandoned: [] };
  },

  receive(state, message, io) {
    const { body } = message;
    switch (body.kind) {
      case 'http-request':
        carry(state, message as Message<HttpRequest>, io);
        break;
      case 'http-response':
        answer(state, message as Message<HttpResponse>, io);
        break;
      case 'reset':
        ended(state, (body as ResetBody).stream, io);
        break;
      default:
        break;
    }
  },
};

function carry(state: NetfilterState, { body, from, stream }: Message<HttpRequest>, io: IO): void {
  let connection = state.connections.get(stream);
  if (!connection) {
    connection = open(state, body, from, stream, io);
    if (!connection) return;
  }
  if (connection.to === '') return; // dropped: the client hears nothing
  const { ip, port, route } = connection;
  const { path, source, keepAlive } = body;
  const onward: HttpRequest = { kind: 'http-request', target: { ip, port }, path, source, keepAlive, route };
  io.send(connection.to, onward, { stream: stream + ONWARD, because: route.because });
}

/** Decides a new connection. Undefined when it ended at once: refused by rule, or a name that leads nowhere. */
function open(
  state: NetfilterState,
  { target, source }: HttpRequest,
  client: Address,
  stream: string,
  io: IO,
): Connection | undefined {
  const dialled = resolve(target, io.disk, io.draw('dns', stream));
  if (typeof dialled === 'string') {
    refuse(client, stream, 'unresolved', route(io, target, undefined, undefined, dialled), io);
    return undefined;
  }
  const rule = dispatchTable(io.disk).get(dialled.match) ?? noSuchPort(dialled, io);
  if (!rule) return track(state, stream, direct(client, dialled, target, io));
  if (rule.verdict === 'reject') {
    refuse(client, stream, 'refused', route(io, target, rule, undefined, rule.because), io);
    return undefined;
  }
  if (rule.verdict === 'drop') {
    const taken = route(io, target, rule, undefined, rule.because);
    return track(state, stream, { client, route: taken, to: '', ip: '', port: 0, openedAt: io.now });
  }
  const affine = rule.affinitySeconds > 0 ? `${rule.match}|${source}` : '';
  const remembered = affine === '' ? undefined : state.affinities.get(affine);
  const { endpoint, because } = choose(rule, remembered, io.draw('endpoint', stream), io.now);
  if (affine !== '') {
    state.affinities.set(affine, Object.freeze({ endpoint, until: io.now + rule.affinitySeconds * 1000 }));
  }
  const { ip, port } = endpoint;
  const taken = route(io, target, rule, endpoint, because);
  return track(state, stream, { client, route: taken, to: podsAt(ip, io), ip, port, openedAt: io.now });
}

/** A ClusterIP refuses every port that its Service does not have. Source: `pkg/proxy/nftables/proxier.go` cluster-ips-check. */
function noSuchPort({ ip, match }: Dialled, io: IO): Rule | undefined {
  const [found] = dispatchTable(io.disk).entries(`${ip}:`);
  const rule = found?.[1];
  if (!rule || serviceTable(io.disk).get(rule.service)?.clusterIP !== ip) return undefined;
  const because = `${rule.service} has no port ${match.slice(ip.length + 1)}: its address refuses all others`;
  return { ...rule, match, verdict: 'reject', because };
}

/** No rule speaks of it: the packet goes where its address leads. */
function direct(
  client: Address,
  { ip, port }: { readonly ip: string; readonly port: number },
  target: Target,
  io: IO,
): Connection {
  const taken = route(io, target, undefined, undefined, `no rule for ${ip}:${port}: sent to that address as it is`);
  return { client, route: taken, to: podsAt(ip, io), ip, port, openedAt: io.now };
}

function podsAt(ip: string, io: IO): Address {
  const machine = io.machineAt(ip);
  return machine === undefined ? '' : `pods/${machine}`;
}

function track(state: NetfilterState, stream: string, connection: Connection): Connection {
  state.connections.set(stream, Object.freeze(connection));
  return connection;
}

function refuse(client: Address, stream: string, outcome: 'refused' | 'unresolved', route: RouteTaken, io: IO): void {
  const response: HttpResponse = { kind: 'http-response', outcome, code: 0, body: '', pod: '', route };
  io.send(client, response, { stream, ends: true, because: route.because });
}

function answer(state: NetfilterState, { body, stream, ends }: Message<HttpResponse>, io: IO): void {
  const upward = stream.slice(0, -ONWARD.length);
  const connection = state.connections.get(upward);
  if (!connection) return;
  if (ends) state.connections.delete(upward);
  const { outcome, code, body: text, pod } = body;
  const response: HttpResponse = { kind: 'http-response', outcome, code, body: text, pod, route: connection.route };
  io.send(connection.client, response, { stream: upward, ends });
}

/** One half of a connection has ended without a word: so does the other. */
function ended(state: NetfilterState, stream: string, io: IO): void {
  const fromPod = stream.endsWith(ONWARD);
  const upward = fromPod ? stream.slice(0, -ONWARD.length) : stream;
  const connection = state.connections.get(upward);
  if (!connection) return;
  state.connections.delete(upward);
  if (!fromPod) {
    const kept = state.abandoned.slice(-ABANDONED + 1);
    kept.push(Object.freeze({ ...connection, stream: upward }));
    state.abandoned = kept;
  }
  io.close(fromPod ? upward : upward + ONWARD);
}

function route(
  io: IO,
  target: Target,
  rule: Rule | undefined,
  endpoint: RuleEndpoint | undefined,
  because: string,
): RouteTaken {
  return Object.freeze({
    entry: io.machine,
    service: rule?.service ?? ('service' in target ? target.service : ''),
    match: rule?.match ?? '',
    verdict: rule?.verdict ?? 'unknown',
    endpoint: endpoint ? `${endpoint.ip}:${endpoint.port}` : '',
    pod: endpoint?.pod ?? '',
    ruleSince: rule?.since ?? 0,
    ruleRevision: rule?.revision ?? '',
    because,
  });
}

/** For whoever looks: the connection a client's stream was, while it is open or among those last given up. */
export function connectionOf(state: NetfilterState, stream: string): Connection | undefined {
  return state.connections.get(stream) ?? state.abandoned.find((one) => one.stream === stream);
}
