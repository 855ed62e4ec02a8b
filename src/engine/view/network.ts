// The network as the screen shows it: what each machine's rules say and whether the store knows better by now, and what became of
// users' requests. A rule is stale when a newer revision of its Service or of its endpoints is stored than the one it was made from.

import type { HttpRequest, HttpResponse, RouteTaken } from '../api/connection.ts';
import type { KubeObject } from '../api/object.ts';
import type { EtcdKeyValue, EtcdRecord } from '../api/wire.ts';
import { storeTable } from '../cluster/control-plane.ts';
import { historyKey } from '../etcd/store.ts';
import type { Message, Tick } from '../kernel/message.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Table } from '../kernel/table.ts';
import { type Connection, connectionOf, type NetfilterState, ONWARD } from '../network/netfilter.ts';
import type { ServiceRules } from '../network/rules.ts';
import { ruleTables } from '../network/tables.ts';
import type { TrafficState } from '../network/traffic.ts';
import type { PastRequest, Source, Under } from '../network/traffic-source.ts';
import type { ViewRequest, ViewRules, ViewServiceRules, ViewTraffic } from './frame.ts';

const SERVICES = '/registry/services/specs/';
const SLICES = '/registry/endpointslices/';
/** Lost requests that a frame tells of a source. */
const TOLD = 10;

export class NetworkView {
  /** The newest stored revision of each Service and its slices, by `namespace/name`. */
  private readonly newest = new Map<string, number>();
  private readonly rows = new Map<string, { table: Table<ServiceRules>; position: number; view: ViewRules }>();
  /** A Service or slice was stored since rules were looked at last. */
  private stored = true;

  forget(): void {
    this.newest.clear();
    this.rows.clear();
    this.stored = true;
  }

  /** Called for every key of the store that has changed. */
  note(key: string, kv: EtcdKeyValue | undefined): void {
    const service = serviceOf(key, kv?.value);
    if (service === undefined || !kv) return;
    this.newest.set(service, Math.max(this.newest.get(service) ?? 0, kv.modRevision));
    this.stored = true;
  }

  /** The rules of each machine that has any; the same object as before where nothing has changed. */
  rules(world: Simulation): readonly ViewRules[] {
    const all: ViewRules[] = [];
    for (const [machine, { disk }] of world.machines) {
      const table = disk[ruleTables.services] as Table<ServiceRules> | undefined;
      if (!table) continue;
      const known = this.rows.get(machine);
      if (known && known.table === table && known.position === table.position && !this.stored) {
        all.push(known.view);
        continue;
      }
      const syncedAt = (disk[ruleTables.meta]?.get('syncedAt') as Tick | undefined) ?? 0;
      const view: ViewRules = { machine, syncedAt, services: table.values().map((rules) => this.row(rules)) };
      this.rows.set(machine, { table, position: table.position, view });
      all.push(view);
    }
    this.stored = false;
    return all;
  }

  private row({ service, clusterIP, rules, changedAt, revision }: ServiceRules): ViewServiceRules {
    return {
      ref: `Service/${service}`,
      clusterIP,
      rules: rules.map(({ match, verdict, endpoints, because, since }) => ({
        match,
        verdict,
        endpoints: endpoints.map(({ ip, port, pod }) => ({ address: `${ip}:${port}`, pod })),
        because,
        since,
      })),
      changedAt,
      stale: (this.newest.get(service) ?? 0) > Number(revision),
    };
  }
}

/** The Service that a stored key belongs to: its own, or that of an EndpointSlice. */
function serviceOf(key: string, object: KubeObject | undefined): string | undefined {
  if (key.startsWith(SERVICES)) return key.slice(SERVICES.length);
  if (!key.startsWith(SLICES) || !object) return undefined;
  const name = object.metadata.labels?.['kubernetes.io/service-name'];
  return name === undefined ? undefined : `${object.metadata.namespace}/${name}`;
}

// ---- users ----------------------------------------------------------------------------------------------------------

export function viewTraffic(source: Source, machine: string, world: Simulation): ViewTraffic {
  const { spec, rate, sent, ok, failed, refused, timedOut, reset, lastLatency, answeredBy, lost } = source;
  return {
    id: spec.name,
    to: `Service/${spec.to}`,
    from: machine,
    rate: rate / 1000,
    keepAlive: spec.keepAlive,
    sent,
    ok,
    refused,
    timedOut,
    reset,
    failed,
    lastLatency,
    answeredBy: { ...answeredBy },
    recentLost: lost.slice(-TOLD).map((past) => viewRequest(past, source, machine, world)),
  };
}

/** All sources of requests as they stand now, in the order of their machines. */
export function trafficNow(world: Simulation): readonly ViewTraffic[] {
  const all: ViewTraffic[] = [];
  for (const { spec, state, machine } of world.processes.values()) {
    if (spec.component !== 'traffic' || !state) continue;
    for (const source of Object.values((state as TrafficState).sources)) all.push(viewTraffic(source, machine, world));
  }
  return all;
}

/** A request by its id (`shoppers#17`), while its source remembers it. */
export function requestById(id: string, world: Simulation): ViewRequest | undefined {
  const at = id.lastIndexOf('#');
  const number = Number(id.slice(at + 1));
  for (const { spec, state, machine } of world.processes.values()) {
    if (spec.component !== 'traffic' || !state) continue;
    const { sources, under } = state as TrafficState;
    const source = sources[id.slice(0, at)];
    if (!source) continue;
    const past = [...source.recent, ...source.lost].find((one) => one.number === number);
    if (past) return viewRequest(past, source, machine, world);
    for (const [stream, one] of under.entries()) {
      if (one.source === source.spec.name && one.number === number)
        return underWay(stream, one, source, machine, world);
    }
  }
  return undefined;
}

/** The request that a message belongs to: of those on its connection the last that was sent before it. */
export function requestOf({ stream, sentAt, body }: Message, world: Simulation): ViewRequest | undefined {
  const client = stream.endsWith(ONWARD) ? stream.slice(0, -ONWARD.length) : stream;
  for (const { spec, state, machine } of world.processes.values()) {
    if (spec.component !== 'traffic' || !state) continue;
    const { sources, under } = state as TrafficState;
    const waiting = under.get(client);
    if (waiting && waiting.sentAt <= sentAt) {
      // An answer on its last hop is all that still knows the way: the node has forgotten the connection.
      const { route } = body as HttpRequest | HttpResponse;
      return underWay(client, waiting, sources[waiting.source], machine, world, route);
    }
    for (const source of Object.values(sources)) {
      const known = [...source.lost, ...source.recent].filter((one) => one.stream === client && one.sentAt <= sentAt);
      const past = known.sort((a, b) => b.sentAt - a.sentAt)[0];
      if (past) return viewRequest(past, source, machine, world);
    }
  }
  return undefined;
}

/** A request without an end yet; what was decided about it, the machine where it entered knows. */
function underWay(
  stream: string,
  under: Under,
  source: Source,
  machine: string,
  world: Simulation,
  told?: RouteTaken,
): ViewRequest {
  const { number, message, entry, sentAt } = under;
  const route = told ?? connectionAt({ entry, stream }, world)?.route;
  return {
    id: `${source.spec.name}#${number}`,
    message,
    to: `Service/${source.spec.to}`,
    from: machine,
    entry,
    sentAt,
    endedAt: 0,
    outcome: 'under way',
    code: 0,
    pod: podOf(route),
    rule: route?.match ?? '',
    endpoint: route?.endpoint ?? '',
    ruleSince: route?.ruleSince ?? 0,
    knownBetterSince:
      route && route.endpoint !== ''
        ? knownBetter(route.service, route.endpoint, route.ruleRevision, { sentAt }, world)
        : undefined,
    reason: route?.because ?? '',
  };
}

const told = new WeakMap<PastRequest, ViewRequest>();

function viewRequest(past: PastRequest, source: Source, machine: string, world: Simulation): ViewRequest {
  const known = told.get(past);
  if (known) return known;
  // Who got no word back does not know the way; the machine where the connection entered may.
  const connection = past.route ? undefined : connectionAt(past, world);
  const route = past.route ?? connection?.route;
  const stale =
    route && route.endpoint !== ''
      ? knownBetter(route.service, route.endpoint, route.ruleRevision, past, world)
      : undefined;
  const view: ViewRequest = {
    id: `${source.spec.name}#${past.number}`,
    message: past.message,
    to: `Service/${source.spec.to}`,
    from: machine,
    entry: past.entry,
    sentAt: past.sentAt,
    endedAt: past.endedAt,
    outcome: past.outcome,
    code: past.code,
    pod: past.pod === '' ? podOf(route) : `Pod/${past.pod}`,
    rule: route?.match ?? '',
    endpoint: route?.endpoint ?? '',
    ruleSince: route?.ruleSince ?? 0,
    knownBetterSince: stale,
    reason: reasonOf(past, route, stale, connection),
  };
  told.set(past, view);
  return view;
}

function connectionAt(
  { entry, stream }: Pick<PastRequest, 'entry' | 'stream'>,
  world: Simulation,
): Connection | undefined {
  const state = world.processes.get(`netfilter/${entry}`)?.state as NetfilterState | undefined;
  return state && connectionOf(state, stream);
}

function podOf(route: PastRequest['route']): string {
  return route && route.pod !== '' ? `Pod/${route.service.slice(0, route.service.indexOf('/'))}/${route.pod}` : '';
}

function reasonOf(
  { outcome, reason, entry, sentAt }: PastRequest,
  route: PastRequest['route'],
  stale: Tick | undefined,
  connection: Connection | undefined,
): string {
  if (outcome === 'ok' || outcome === 'failed') return reason;
  if (!route) return `${reason}: ${entry} did not answer`;
  if (route.verdict === 'drop' || route.verdict === 'reject') return `${reason}: rule on ${entry}: ${route.because}`;
  if (route.endpoint === '') return reason;
  const chosen = `${reason}: ${entry} sent it to ${route.pod || route.endpoint}`;
  const age = `its rule was from tick ${route.ruleSince}`;
  if (connection && connection.openedAt < sentAt) return `${chosen}, over a connection that was open already`;
  if (stale === undefined) return `${chosen}; ${age}, and the store knew no better`;
  return `${chosen}; ${age}, and since tick ${stale} the store knew better`;
}

/**
 * Since when the store had said that an endpoint was no longer ready when a request was sent to it; undefined: it had not.
 * Looks at what was stored after the revision that the rule was made from, as far back as etcd remembers.
 */
function knownBetter(
  service: string,
  endpoint: string,
  ruleRevision: string,
  { sentAt }: { readonly sentAt: Tick },
  world: Simulation,
): Tick | undefined {
  const history = storeTable<EtcdRecord>(world, 'etcd/history');
  if (!history) return undefined;
  const ip = endpoint.slice(0, endpoint.lastIndexOf(':'));
  let row = history.next(`${historyKey(Number(ruleRevision))}~`);
  for (; row && row[1].at <= sentAt; row = history.next(row[0])) {
    const { key, kv, previous, at } = row[1];
    if (!key.startsWith(SLICES) || serviceOf(key, (kv ?? previous)?.value) !== service) continue;
    if (isReady(previous?.value, ip) && !isReady(kv?.value, ip)) return at;
  }
  return undefined;
}

function isReady(slice: KubeObject | undefined, ip: string): boolean {
  const endpoints = (slice?.endpoints ?? []) as readonly {
    readonly addresses: readonly string[];
    readonly conditions?: { readonly ready?: boolean };
  }[];
  return endpoints.some(({ addresses, conditions }) => addresses[0] === ip && conditions?.ready !== false);
}
