// Words about Services' rules, users' requests and what became of them. Real words (`refused`, addresses, ports) come from the engine.
import type { Tick, ViewAutoscaler, ViewRequest } from '../../../engine/index.ts';
import { span } from '../clock.ts';

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const figure = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** `2.5/s`, as the action `load` reads it. */
export const rateText = (rate: number): string => `${Math.round(rate * 1000) / 1000}/s`;

export const network = {
  service: 'Service',
  everyNode: 'rules on every node',
  someNodes: (with_: number, all: number) => `rules on ${with_} of ${all} nodes`,
  noNode: 'no rules yet',
  oldRules: (nodes: readonly string[]) =>
    nodes.length > 2 ? `old rules on ${nodes.length} nodes` : `old rules on ${nodes.join(', ')}`,
  headless: 'no rules: its name leads to the pods',
  noEndpoint: 'nobody behind it: refused',
  moreEndpoints: (n: number) => `+ ${n}`,
  readyOf: (ready: number, all: number) => `${ready} of ${all} ready`,
  nodePort: (port: number) => `node port ${port}`,
  serviceName: (name: string, address: string, ready: string, rules: string) =>
    `Service ${name}, ${address}, ${ready}, ${rules}`,
  folded: (n: number) => `+ ${plural(n, 'Service', 'Services')}`,
  noObject: 'Users are no API object: the cluster knows nothing of them but their requests.',
  rulesOn: 'Rules by node',
  slices: 'EndpointSlices',
  addresses: 'Addresses',
  rule: (match: string, endpoints: string, age: Tick, stale: boolean) =>
    `${match} → ${endpoints}, as it is for ${span(age)}${stale ? '; the store knows better' : ''}`,
  endpoints: (n: number) => plural(n, 'address', 'addresses'),
  verdicts: { forward: '', reject: 'refused', drop: 'dropped' },
  traffic: 'Traffic',
  trafficTo: (to: string, from: string) => `to ${to} from ${from}`,
  lostOf: (lost: number, sent: number) => `${figure(lost)} lost of ${figure(sent)}`,
  trafficName: (name: string, rate: string, lost: string) => `Traffic ${name}, ${rate}, ${lost}`,
  sources: (n: number) => plural(n, 'source', 'sources'),
  sparkline: 'Answered a second, in the last minute; lost ones below the line',
  stopped: 'stopped',
  proxyName: (address: string, state: string) => `${address}, ${state}`,
  lastScrape: 'how long ago it asked the kubelets',
  syncedAgo: (ticks: Tick) => `rules written ${span(ticks)} ago`,
  neverSynced: 'no rules written yet',
  changedAgo: (name: string, ticks: Tick, stale: boolean) =>
    `${name}: as they are for ${span(ticks)}${stale ? ', and the store knows better' : ''}`,
  stale: 'old rules',
  autoscaler: ({ metrics, current, desired }: ViewAutoscaler) =>
    `${metrics.map((one) => `${one.current || '<unknown>'} of ${one.target}`).join(', ')} · ${current} → ${desired}`,
  /** The short word beside a cross. */
  lostWord: ({ outcome, code }: Pick<ViewRequest, 'outcome' | 'code'>): string => {
    if (outcome === 'timed out') return 'timeout';
    return outcome === 'failed' ? String(code) : outcome;
  },
  usersAt: (machine: string) => (machine === 'outside' ? 'users outside' : `users on ${machine}`),
  rulesAt: (machine: string) => `rules on ${machine}`,
  podsAt: (machine: string) => `pod on ${machine}`,
  requests: 'Users and their requests',
  noTraffic: 'Nobody asks for anything.',
  lostRows: 'Lost, newest first',
  field: {
    rate: 'Rate',
    to: 'To',
    from: 'From',
    sent: 'Sent',
    answered: 'Answered',
    latency: 'Last answer after',
    keepAlive: 'Keeps connections',
    answeredBy: 'Answered by',
    outcomes: 'Lost',
    recent: 'Lost last',
  },
  noneLost: 'None of its requests was lost.',
  request: {
    kind: 'Request',
    traffic: 'Traffic',
    underWay: 'on its way',
    answered: (code: number, ms: Tick) => `answered ${code} after ${span(ms)}`,
    lostAfter: (ms: Tick) => `after ${span(ms)}`,
    from: 'Sent by',
    to: 'To',
    sent: 'Sent at',
    entered: 'Entered at',
    rule: 'Rule',
    noRule: 'none: nobody there answered',
    sentTo: 'Sent on to',
    nobody: 'nobody',
    age: 'Rule as it is since',
    ageThen: (at: string, old: string) => `${at}, ${old} before`,
    store: 'The store',
    knewNoBetter: 'said the same when it was sent',
    knewBetter: (at: string, ago: string) => `knew better since ${at}, ${ago} before it was sent`,
    outcome: 'Ended',
    because: 'Because',
    forgotten: 'Its source no longer remembers this request.',
    question: {
      ok: 'Why did it go there?',
      lost: 'Why was it lost?',
    },
    entrySentence: (entry: string) => `It entered at ${entry}`,
    ruleSentence: (entry: string, pod: string) => `The rule on ${entry} sent it to ${pod}`,
    ruleRefused: (entry: string) => `The rule on ${entry} sent it nowhere`,
    staleSentence: (endpoint: string) => `The store had taken ${endpoint} out of the list`,
    writtenSentence: (entry: string) => `kube-proxy on ${entry} wrote the rule`,
    endSentence: {
      ok: 'It was answered',
      failed: 'It was answered with a failure',
      refused: 'The connection was refused',
      'no route': 'Nobody has that address: no route to host',
      'timed out': 'Nobody answered in time',
      reset: 'The connection broke',
      unresolved: 'The name led nowhere',
      'under way': 'It is still on its way',
    } satisfies Record<ViewRequest['outcome'], string>,
  },
  actions: {
    deleteService: (name: string) => `Delete Service ${name}`,
    half: (rate: string) => `Half the traffic: ${rate}`,
    double: (rate: string) => `Double the traffic: ${rate}`,
    stop: 'Stop the traffic',
    start: (rate: string) => `Start the traffic: ${rate}`,
    send: (name: string, rate: string) => `Send traffic to ${name}: ${rate}`,
  },
} as const;
