// Paths that are no resources: health, version and the documents by which clients learn what there is. They are made from
// the registry of kinds, so a new kind shows in `kubectl api-resources` without a word here.
// Source: apiserver `endpoints/discovery`, `server/healthz`.

import { kinds } from '../api/kinds/index.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { discoveryResources } from '../api/kinds/subresources.ts';
import * as errors from '../api/status.ts';
import type { APIResource } from '../api/types.ts';
import type { IO } from '../kernel/process.ts';
import { servedElsewhere } from './aggregation.ts';
import { pageNotFound } from './elsewhere.ts';
import { respondRead } from './respond.ts';
import type { ApiServerState, Operation } from './state.ts';

interface PathAnswer {
  readonly code: number;
  readonly body: unknown;
}

/** What health checks know: all copies are filled, etcd has answered. */
interface Health {
  readonly ready: boolean;
  readonly etcd: boolean;
  readonly etcdReadiness: boolean;
}

const nothingThere: PathAnswer = { code: 404, body: pageNotFound };

export function answerPath(state: ApiServerState, operation: Operation, io: IO): void {
  const { path = '', options } = operation.request;
  const { code, body } = pathAnswer(
    path,
    options ?? {},
    { ready: state.ready, etcd: state.health.etcd.ok, etcdReadiness: state.health['etcd-readiness'].ok },
    servedElsewhere(state),
  );
  respondRead(state, operation, code, body, io);
}

/** `options.aggregated` asks for the one document that holds everything. */
export function pathAnswer(
  path: string,
  options: { readonly [name: string]: string | undefined },
  healthy: Health,
  elsewhere: readonly Kind[],
): PathAnswer {
  const parts = path.split('/').slice(1);
  if (parts.length > 1 && parts[parts.length - 1] === '' && /^(api|apis|version)$/.test(parts[0])) parts.pop();
  if (parts.includes('') && path !== '/') {
    return parts[0] === 'api' ? { code: 404, body: errors.noSuchResource() } : nothingThere;
  }
  switch (parts[0]) {
    case '':
      return { code: 200, body: { paths: paths(elsewhere) } };
    case 'api':
    case 'apis':
      return discovery(parts, options.aggregated === 'true', groups(elsewhere));
    case 'version':
      return parts.length === 1 ? { code: 200, body: version } : nothingThere;
    case 'healthz':
    case 'livez':
    case 'readyz':
      return health(parts, options, healthy);
    default:
      return nothingThere;
  }
}

const version = Object.freeze({
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: 'podarium',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.26',
  compiler: 'gc',
  platform: 'linux/amd64',
});

// ---- discovery ---------------------------------------------------------------------------------------------------

type Groups = ReadonlyMap<string, ReadonlyMap<string, readonly Kind[]>>;

/** Groups in the order of discovery, each with its kinds by version; those of other servers come last. */
function groups(elsewhere: readonly Kind[]): Groups {
  const found = new Map<string, Map<string, Kind[]>>();
  for (const kind of [...kinds, ...elsewhere]) {
    const versions = found.get(kind.group) ?? new Map<string, Kind[]>();
    found.set(kind.group, versions);
    versions.set(kind.version, [...(versions.get(kind.version) ?? []), kind]);
  }
  return found;
}

function discovery([root, ...rest]: readonly string[], aggregated: boolean, all: Groups): PathAnswer {
  const [first, second] = rest;
  if (root === 'api') {
    if (first === undefined) return { code: 200, body: aggregated ? aggregate(all, true) : apiVersions };
    return rest.length === 1 ? resourceList(all, '', first) : nothingThere;
  }
  if (first === undefined) return { code: 200, body: aggregated ? aggregate(all, false) : groupList(all) };
  const group = first === '' ? undefined : all.get(first);
  if (!group) return nothingThere;
  if (second === undefined)
    return { code: 200, body: { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(first, group) } };
  return rest.length === 2 ? resourceList(all, first, second) : nothingThere;
}

const apiVersions = Object.freeze({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '10.0.0.1:6443' }],
});

function groupList(all: Groups): object {
  const named = [...all].filter(([group]) => group !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(([group, versions]) => groupOf(group, versions)) };
}

function groupOf(group: string, found: ReadonlyMap<string, unknown>): object {
  const versions = [...found.keys()].map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourceList(all: Groups, group: string, version: string): PathAnswer {
  const found = all.get(group)?.get(version);
  if (!found) return { code: 404, body: errors.noSuchResource() };
  const body = {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf({ group, version }),
    resources: found.flatMap(discoveryResources),
  };
  return { code: 200, body };
}

/** The aggregated form: everything in one document, subresources under their resource. */
function aggregate(all: Groups, core: boolean): object {
  const chosen = [...all].filter(([group]) => (group === '') === core);
  const items = chosen.map(([group, versions]) => ({
    metadata: group === '' ? {} : { name: group },
    versions: [...versions].map(([version, found]) => ({
      version,
      resources: found.map(aggregated),
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function aggregated(kind: Kind): object {
  const [own, ...below] = discoveryResources(kind);
  const subresources = below.map((each) => ({
    subresource: each.name.slice(own.name.length + 1),
    responseKind: responseKind(each),
    verbs: each.verbs,
  }));
  return {
    resource: own.name,
    responseKind: responseKind(own),
    scope: own.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: own.singularName,
    verbs: own.verbs,
    ...(own.shortNames ? { shortNames: own.shortNames } : {}),
    ...(own.categories ? { categories: own.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  };
}

function responseKind({ group = '', version = '', kind }: APIResource): object {
  return { group, version, kind };
}

// ---- health ------------------------------------------------------------------------------------------------------

const hooksBefore =
  'start-apiserver-admission-initializer generic-apiserver-start-informers priority-and-fairness-config-consumer priority-and-fairness-filter storage-object-count-tracker-hook start-apiextensions-informers start-apiextensions-controllers crd-informer-synced start-system-namespaces-controller peer-endpoint-reconciler-controller start-cluster-authentication-info-controller start-kube-apiserver-identity-lease-controller start-kube-apiserver-identity-lease-garbage-collector storage-readiness start-legacy-token-tracking-controller start-service-ip-repair-controllers rbac/bootstrap-roles scheduling/bootstrap-system-priority-classes priority-and-fairness-config-producer bootstrap-controller start-kubernetes-service-cidr-controller start-kube-aggregator-informers apiservice-status-local-available-controller apiservice-status-remote-available-controller apiservice-registration-controller apiservice-discovery-controller kube-apiserver-autoregistration';
const hooksAfter = 'apiservice-openapi-controller apiservice-openapiv3-controller';
const hooks = (names: string): string[] => names.split(' ').map((name) => `poststarthook/${name}`);
const common = [...hooks(hooksBefore), 'autoregister-completion', ...hooks(hooksAfter)];

const checks: { readonly [endpoint: string]: readonly string[] } = {
  healthz: ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...common],
  livez: ['ping', 'log', 'loopback-serving-certificate', 'etcd', ...common],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...common, 'shutdown'],
};

function health(
  [endpoint, ...rest]: readonly string[],
  options: { readonly [name: string]: string | undefined },
  { ready, etcd, etcdReadiness }: Health,
): PathAnswer {
  const fails = (check: string): boolean =>
    (!ready && endpoint === 'readyz' && check === 'informer-sync') ||
    (!etcd && check === 'etcd') ||
    (!etcdReadiness && check === 'etcd-readiness');
  if (rest.length > 0) {
    const check = rest.join('/');
    if (!checks[endpoint].includes(check)) return nothingThere;
    return fails(check) ? { code: 500, body: `internal server error: ${check} failed\n` } : { code: 200, body: 'ok' };
  }
  const all = checks[endpoint].filter((check) => check !== options.exclude);
  const failed = all.some(fails);
  if (!failed && options.verbose === undefined) return { code: 200, body: 'ok' };
  const lines = checks[endpoint].map((check) => {
    if (check === options.exclude) return `[+]${check} excluded: ok`;
    return fails(check) ? `[-]${check} failed: reason withheld` : `[+]${check} ok`;
  });
  const last = failed ? `${endpoint} check failed` : `${endpoint} check passed`;
  return { code: failed ? 500 : 200, body: `${lines.join('\n')}\n${last}\n` };
}

function paths(elsewhere: readonly Kind[]): string[] {
  const found = ['/api', '/api/v1', '/apis', '/apis/', '/version'];
  for (const [group, versions] of groups(elsewhere)) {
    if (group === '') continue;
    found.push(`/apis/${group}`);
    for (const version of versions.keys()) found.push(`/apis/${group}/${version}`);
  }
  for (const endpoint in checks) {
    found.push(`/${endpoint}`, ...checks[endpoint].map((check) => `/${endpoint}/${check}`));
  }
  return found.sort();
}
