// The list's rows for what the canvas draws below the machines: each machine's rules for a Service, the users with their counters, and
// every lost request that is remembered, with the way it went.
import type { Tick, ViewRules, ViewService, ViewTraffic } from '../../engine/index.ts';
import { lostIn } from '../canvas/traffic-history.ts';
import { inWords } from '../inspector/network-facts.ts';
import { rateText, network as words } from '../ui/text/network.ts';
import { heading, type Row } from './row.ts';

/** A row for each machine that has rules for this Service; selecting it selects who wrote them. */
export function ruleRows({ ref }: ViewService, rules: readonly ViewRules[]): readonly Row[] {
  return rules.flatMap(({ machine, services }): Row[] => {
    const own = services.find((service) => service.ref === ref);
    if (!own) return [];
    const [first] = own.rules;
    const leadsTo =
      first?.verdict === 'forward' ? words.endpoints(first.endpoints.length) : words.verdicts[first?.verdict ?? 'drop'];
    return [
      {
        ...heading(`Process//kube-proxy/${machine}`, 'rules', machine),
        id: `${ref}/rules/${machine}`,
        state: own.stale ? 'NotReady' : 'Running',
        status: own.stale ? words.stale : leadsTo,
        createdAt: own.changedAt,
        note: own.stale ? leadsTo : '',
      },
    ];
  });
}

/** Users with what they lost, newest first. */
export function trafficRows(sources: readonly ViewTraffic[], start: Tick): readonly Row[] {
  return sources.map((source) => {
    const { id, to, from, rate, sent, recentLost } = source;
    const lost = lostIn(source);
    return {
      ...heading(`Traffic//${id}`, 'Traffic', id),
      state: lost > 0 ? 'Failing' : 'Running',
      status: rate > 0 ? rateText(rate) : words.stopped,
      note: `${words.lostOf(lost, sent)}, ${words.trafficTo(to.slice(to.lastIndexOf('/') + 1), from)}`,
      children: recentLost.toReversed().map((request) => ({
        ...heading(`Request//${request.id}`, 'request', request.id),
        state: 'Failing' as const,
        status: words.lostWord(request),
        createdAt: request.sentAt,
        note: inWords(request.reason, start),
      })),
    };
  });
}
