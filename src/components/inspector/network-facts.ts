// What is known about a Service's rules on each machine, about a source of requests, and about one request: who sent it on where, by
// which rule, how old that rule was and since when the store had known better.
import type { Tick, ViewRequest, ViewRules, ViewTraffic } from '../../engine/index.ts';
import { session } from '../session/session.ts';
import type { SessionState } from '../session/store.ts';
import { clockTime, span } from '../ui/clock.ts';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import { rateText, network as words } from '../ui/text/network.ts';
import type { Fact, Section } from './facts.ts';
import { partsOf } from './references.ts';

const { field, request: own } = words;

/** A row for each rule that a machine has for this Service. */
export function ruleFacts(ref: string, { rules, tick }: Pick<SessionState, 'rules' | 'tick'>): readonly Section[] {
  const facts = Object.values(rules).flatMap((machine) => rulesOn(machine, ref, tick));
  return [{ title: words.rulesOn, facts }];
}

function rulesOn({ machine, services }: ViewRules, ref: string, now: Tick): Fact[] {
  const service = services.find((one) => one.ref === ref);
  if (!service) return [];
  return service.rules.map(({ match, verdict, endpoints, since }) => ({
    label: machine,
    value: words.rule(
      match,
      words.verdicts[verdict] || endpoints.map(({ address }) => address).join(', '),
      Math.max(0, now - since),
      service.stale,
    ),
    ...(service.stale ? { state: 'NotReady' as const } : {}),
  }));
}

interface Slice {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Record<string, string> };
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly nodeName?: string;
    readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
    readonly targetRef?: { readonly kind: string; readonly namespace: string; readonly name: string };
  }[];
}

/** For a Service the slices that list its addresses; for a slice the addresses themselves. */
export function sliceSections(ref: string): readonly Section[] {
  const { kind, namespace, name } = partsOf(ref);
  const { past, host } = session();
  if (kind === 'Service') {
    const slices = ((past ?? host).list('endpointslices') as readonly Slice[]).filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name,
    );
    const facts = slices.map(({ metadata, endpoints = [] }) => ({
      label: words.readyOf(endpoints.filter((one) => one.conditions?.ready !== false).length, endpoints.length),
      value: metadata.name,
      ref: `EndpointSlice/${metadata.namespace}/${metadata.name}`,
    }));
    return facts.length > 0 ? [{ title: words.slices, facts }] : [];
  }
  if (kind !== 'EndpointSlice') return [];
  const slice = (past ?? host).get(ref) as Slice | undefined;
  if (!slice) return [];
  const service = slice.metadata.labels?.['kubernetes.io/service-name'];
  const facts = (slice.endpoints ?? []).map(({ addresses, conditions = {}, targetRef }): Fact => {
    const told = (['ready', 'serving', 'terminating'] as const).filter((one) => conditions[one]).join(', ');
    return {
      label: told || inspectorWords.none,
      value: targetRef ? `${targetRef.name} · ${addresses[0]}` : addresses[0],
      ...(targetRef ? { ref: `${targetRef.kind}/${targetRef.namespace}/${targetRef.name}` } : {}),
      state: conditions.ready === false ? 'NotReady' : 'Running',
    };
  });
  return [
    ...(service === undefined
      ? []
      : [{ title: '', facts: [{ label: words.service, value: service, ref: `Service/${namespace}/${service}` }] }]),
    { title: words.addresses, facts },
  ];
}

export function trafficFacts(source: ViewTraffic | undefined, world: SessionState): readonly Section[] {
  if (!source) return [];
  const { to, from, rate, keepAlive, sent, ok, refused, timedOut, reset, failed, lastLatency, answeredBy, recentLost } =
    source;
  const lost = [
    ['refused', refused],
    ['timed out', timedOut],
    ['reset', reset],
    ['failed', failed],
  ] as const;
  return [
    {
      title: '',
      facts: [
        { label: field.rate, value: rate > 0 ? rateText(rate) : words.stopped },
        { label: field.to, value: partsOf(to).name, ref: to },
        { label: field.from, value: from, ...(world.machines[from]?.node ? { ref: `Node//${from}` } : {}) },
        { label: field.keepAlive, value: keepAlive ? inspectorWords.yes : inspectorWords.no },
        { label: field.sent, value: String(sent) },
        { label: field.answered, value: String(ok) },
        ...(ok > 0 ? [{ label: field.latency, value: span(lastLatency) }] : []),
      ],
    },
    {
      title: field.answeredBy,
      facts: Object.entries(answeredBy).map(([pod, answers]) => ({
        label: pod.slice(pod.indexOf('/') + 1),
        value: String(answers),
        ref: `Pod/${pod}`,
      })),
    },
    {
      title: field.outcomes,
      facts: lost.map(([label, count]) => ({
        label,
        value: String(count),
        ...(count > 0 ? { state: 'Failing' as const } : {}),
      })),
    },
    {
      title: field.recent,
      facts: recentLost.toReversed().map((request) => ({
        label: words.lostWord(request),
        value: request.id,
        ref: `Request//${request.id}`,
        state: 'Failing' as const,
      })),
    },
  ];
}

export function requestFacts(request: ViewRequest, world: SessionState): readonly Section[] {
  const { id, to, entry, sentAt, endedAt, pod, rule, endpoint, ruleSince, knownBetterSince, reason } = request;
  const clock = (tick: Tick) => clockTime(tick - world.lessonStart);
  const source = id.slice(0, id.lastIndexOf('#'));
  const facts: Fact[] = [
    { label: own.from, value: source, ref: `Traffic//${source}` },
    { label: own.to, value: partsOf(to).name, ref: to },
    { label: own.sent, value: clock(sentAt) },
    ...(entry ? [{ label: own.entered, value: entry, ref: `Node//${entry}` }] : []),
    { label: own.rule, value: rule || own.noRule },
  ];
  if (endpoint) {
    const name = pod ? `${partsOf(pod).name} · ${endpoint}` : endpoint;
    facts.push({ label: own.sentTo, value: name, ...(pod ? { ref: pod } : {}) });
  }
  if (ruleSince > 0) facts.push({ label: own.age, value: own.ageThen(clock(ruleSince), span(sentAt - ruleSince)) });
  if (endpoint) {
    facts.push({
      label: own.store,
      value:
        knownBetterSince === undefined
          ? own.knewNoBetter
          : own.knewBetter(clock(knownBetterSince), span(sentAt - knownBetterSince)),
      ...(knownBetterSince === undefined ? {} : { state: 'NotReady' as const }),
    });
  }
  if (endedAt > 0) facts.push({ label: own.outcome, value: `${words.lostWord(request)}, ${clock(endedAt)}` });
  if (reason) facts.push({ label: own.because, value: inWords(reason, world.lessonStart) });
  return [{ title: '', facts }];
}

/** The engine counts ticks; the page shows a clock. */
export const inWords = (reason: string, start: Tick): string =>
  reason.replace(/\btick (\d+)/g, (_, tick: string) => clockTime(Number(tick) - start));

export interface WayRow {
  readonly tick: Tick;
  readonly sentence: string;
  readonly evidence: string;
}

/** The way of a request as sentences, in the order of time: who wrote the rule, what the store knew, where it was sent, how it ended. */
export function wayRows(request: ViewRequest, start: Tick): readonly WayRow[] {
  const { id, entry, sentAt, endedAt, outcome, pod, rule, endpoint, ruleSince, knownBetterSince, reason } = request;
  const rows: WayRow[] = [];
  const add = (tick: Tick, sentence: string, evidence: string) => rows.push({ tick, sentence, evidence });
  if (ruleSince > 0) add(ruleSince, own.writtenSentence(entry), rule);
  if (knownBetterSince !== undefined) add(knownBetterSince, own.staleSentence(endpoint), 'EndpointSlice');
  if (entry) add(sentAt, own.entrySentence(entry), id);
  if (endpoint)
    add(sentAt + 1, own.ruleSentence(entry, pod ? partsOf(pod).name : endpoint), `${rule || endpoint} → ${endpoint}`);
  else if (rule) add(sentAt + 1, own.ruleRefused(entry), rule);
  add(endedAt || sentAt + 2, own.endSentence[outcome], inWords(reason, start));
  return rows.sort((a, b) => a.tick - b.tick);
}
