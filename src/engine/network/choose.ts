// One endpoint of a rule for a new connection: the one this client had before, while the Service remembers it, else any of them by
// chance, each as likely as the others. Nothing is known here of load, of health or of who answered last.

import { between } from '../kernel/dice.ts';
import type { Tick } from '../kernel/message.ts';
import type { Rule, RuleEndpoint } from './rules.ts';

/** `remembered`: what session affinity says of this client. A rule that forwards has at least one endpoint. */
export function choose(
  { endpoints, affinitySeconds }: Rule,
  remembered: { readonly endpoint: RuleEndpoint; readonly until: Tick } | undefined,
  throwValue: number,
  now: Tick,
): { readonly endpoint: RuleEndpoint; readonly because: string } {
  if (remembered && affinitySeconds > 0 && remembered.until > now) {
    const { ip, port } = remembered.endpoint;
    const still = endpoints.find((endpoint) => endpoint.ip === ip && endpoint.port === port);
    if (still)
      return { endpoint: still, because: `session affinity: the same client as before, for ${affinitySeconds} s` };
  }
  const endpoint = endpoints[between(throwValue, 0, endpoints.length - 1)];
  const because = endpoints.length === 1 ? 'the only endpoint' : `by chance, one of ${endpoints.length}`;
  return { endpoint, because };
}
