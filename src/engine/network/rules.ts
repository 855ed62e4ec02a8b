// From what the API says to what a node does: each Service becomes rules, each rule a verdict for new connections to one address and
// port. Forward to one of these endpoints, refuse because there are none, or drop because none is here and no other may be used.
// Pure: Services, their endpoints and the node in, rules out. Source: `pkg/proxy/topology.go`, `pkg/proxy/nftables/proxier.go`.

import type { Tick } from '../kernel/message.ts';
import { type Endpoint, usableEndpoints } from './endpoints.ts';
import type { ProxyNode, ServicePortView, ServiceView } from './service-view.ts';

export interface RuleEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
  /** Name of the pod behind it, '' when a person wrote the endpoint. */
  readonly pod: string;
  readonly terminating: boolean;
}

export interface Rule {
  /** `10.96.3.7:80` or `nodePort 30080`. */
  readonly match: string;
  /** `namespace/name`. */
  readonly service: string;
  readonly port: string;
  readonly verdict: 'forward' | 'reject' | 'drop';
  readonly endpoints: readonly RuleEndpoint[];
  /** 0: every connection is a new choice. */
  readonly affinitySeconds: number;
  readonly because: string;
  /** Since when it says what it says. */
  readonly since: Tick;
  /** The newest resourceVersion that it was made from. */
  readonly revision: string;
}

/** What one node's kube-proxy has written for one Service. */
export interface ServiceRules {
  readonly service: string;
  /** '' without one: headless Services and ExternalName have an empty list of rules. */
  readonly clusterIP: string;
  readonly ports: readonly ServicePortView[];
  readonly rules: readonly Rule[];
  /** Of a headless Service: the ready pods that its name stands for. */
  readonly pods: readonly { readonly ip: string; readonly hostname: string }[];
  readonly changedAt: Tick;
  readonly revision: string;
}

/**
 * The rules of a Service on a node. `before` are those that stand there now: a rule that says the same keeps its age.
 * Source of the order of decisions: `CategorizeEndpoints`; texts in `because` are ours.
 */
export function rulesOf(
  service: ServiceView,
  endpoints: readonly Endpoint[],
  node: ProxyNode,
  now: Tick,
  revision: string,
  before: ServiceRules | undefined,
): ServiceRules {
  const rules: Rule[] = [];
  if (service.clusterIP !== '') {
    for (const port of service.ports) {
      const mine = endpoints.filter((endpoint) => endpoint.portName === port.name);
      const inside = verdict(mine, service, node, service.internalLocal);
      const add = (match: string, { verdict, endpoints, because }: Verdict): void => {
        const known = before?.rules.find((rule) => rule.match === match);
        const { affinitySeconds } = service;
        const made: Rule = {
          match,
          service: service.name,
          port: port.name,
          verdict,
          endpoints,
          affinitySeconds,
          because,
          since: known && sameRule(known, verdict, endpoints, affinitySeconds) ? known.since : now,
          revision,
        };
        rules.push(Object.freeze(made));
      };
      add(`${service.clusterIP}:${port.port}`, inside);
      if (service.externalIPs.length === 0 && port.nodePort === 0) continue;
      const outside = verdict(mine, service, node, service.externalLocal);
      for (const ip of service.externalIPs) add(`${ip}:${port.port}`, outside);
      if (port.nodePort !== 0) add(`nodePort ${port.nodePort}`, outside);
    }
  }
  const same =
    before !== undefined &&
    before.rules.length === rules.length &&
    rules.every((rule) => before.rules.some((known) => known.match === rule.match && known.since === rule.since));
  const { name, clusterIP, ports } = service;
  return Object.freeze({
    service: name,
    clusterIP,
    ports,
    rules: Object.freeze(rules),
    pods: service.headless ? podsOf(endpoints) : noPods,
    changedAt: same ? before.changedAt : now,
    revision,
  });
}

interface Verdict {
  readonly verdict: Rule['verdict'];
  readonly endpoints: readonly RuleEndpoint[];
  readonly because: string;
}

function verdict(endpoints: readonly Endpoint[], service: ServiceView, node: ProxyNode, local: boolean): Verdict {
  const { usable, anywhere, because } = usableEndpoints(endpoints, node, local);
  if (usable.length > 0) return { verdict: 'forward', endpoints: Object.freeze(usable.map(asRule)), because };
  if (anywhere)
    return { verdict: 'drop', endpoints: none, because: `${service.name} has no endpoint on ${node.name}: ${because}` };
  return { verdict: 'reject', endpoints: none, because: `${service.name} has no endpoints` };
}

const noPods: ServiceRules['pods'] = Object.freeze([]);

/** Each address once, whatever ports it has. */
function podsOf(endpoints: readonly Endpoint[]): ServiceRules['pods'] {
  const pods: { ip: string; hostname: string }[] = [];
  for (const { ip, hostname, ready } of endpoints) {
    if (ready && !pods.some((pod) => pod.ip === ip)) pods.push({ ip, hostname });
  }
  return Object.freeze(pods);
}

const none: readonly RuleEndpoint[] = Object.freeze([]);

/** One rule endpoint for each endpoint, made once: nodes that hear the same slice share it. */
const made = new WeakMap<Endpoint, RuleEndpoint>();

function asRule(endpoint: Endpoint): RuleEndpoint {
  let rule = made.get(endpoint);
  if (!rule) {
    const { ip, port, node, pod, terminating } = endpoint;
    rule = Object.freeze({ ip, port, node, pod, terminating });
    made.set(endpoint, rule);
  }
  return rule;
}

function sameRule(
  rule: Rule,
  verdict: Rule['verdict'],
  endpoints: readonly RuleEndpoint[],
  affinitySeconds: number,
): boolean {
  return (
    rule.verdict === verdict &&
    rule.affinitySeconds === affinitySeconds &&
    rule.endpoints.length === endpoints.length &&
    rule.endpoints.every((old, i) => {
      const next = endpoints[i];
      return old === next || (old.ip === next.ip && old.port === next.port && old.pod === next.pod);
    })
  );
}
