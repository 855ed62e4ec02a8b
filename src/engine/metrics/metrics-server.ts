// The metrics server asks every kubelet every 15 s what its containers have used, keeps the last two answers and works out rates. The
// API server hands requests for metrics.k8s.io on to it. It is no part of Kubernetes itself: a cluster without it runs just as well,
// only nobody can say how busy it is, and an autoscaler stands blind.
// Source: metrics-server 0.9.0 `pkg/server/server.go`, `pkg/scraper/scraper.go`.

import { STATS_PATH, type Stats } from '../api/stats.ts';
import type { ApiRequest, ApiResponse } from '../api/wire.ts';
import { type Informer, informerMessage, informerReply, newInformer, startInformer } from '../client/informer.ts';
import { type Client, call, type Identity, newClient, type Reply, replies } from '../client/requests.ts';
import { between } from '../kernel/dice.ts';
import type { Address, Message, Tick } from '../kernel/message.ts';
import type { IO, ProcessDefinition } from '../kernel/process.ts';
import { Table } from '../kernel/table.ts';
import { metricsServer as timings } from '../timings.ts';
import { answer } from './answers.ts';
import { type NodeSamples, take } from './samples.ts';

export interface MetricsServerState {
  readonly client: Client;
  readonly epochMs: number;
  readonly nodes: Informer;
  readonly pods: Informer;
  /** One client a kubelet, by node. */
  readonly kubelets: Record<string, Client>;
  /** By node. */
  readonly samples: Table<NodeSamples>;
  scraping: boolean;
  /** When it last began to ask around; for the screen. */
  lastScrape: Tick | undefined;
}

const user = 'system:serviceaccount:kube-system:metrics-server';
const as = (name: string): Identity => ({ name, user, agent: 'metrics-server' });

export const metricsServer: ProcessDefinition<MetricsServerState> = {
  component: 'metrics-server',

  start(io) {
    const client = newClient(io.config.apiserver as Address, timings.apiTimeout);
    const running = { group: '', version: 'v1', resource: 'pods', fieldSelector: 'status.phase=Running' };
    const state: MetricsServerState = {
      client,
      epochMs: io.config.epochMs as number,
      nodes: newInformer('nodes', as('nodes'), { group: '', version: 'v1', resource: 'nodes' }),
      pods: newInformer('pods', as('pods'), running),
      kubelets: {},
      samples: new Table(),
      scraping: false,
      lastScrape: undefined,
    };
    startInformer(state.nodes, client, io);
    startInformer(state.pods, client, io);
    return state;
  },

  receive(state, message, io) {
    const { body } = message;
    if (body.kind === 'request') {
      serve(state, message as Message<ApiRequest>, io);
      return;
    }
    if (body.kind === 'scrape') {
      scrape(state, io);
      return;
    }
    for (const answered of replies(state.client, message, io) ?? []) {
      informerReply(state.nodes, state.client, answered, io);
      informerReply(state.pods, state.client, answered, io);
    }
    for (const node in state.kubelets) {
      for (const answered of replies(state.kubelets[node], message, io) ?? []) scraped(state, node, answered);
    }
    for (const change of informerMessage(state.nodes, state.client, message, io) ?? []) {
      if (change.type === 'deleted') forget(state, change.key);
    }
    informerMessage(state.pods, state.client, message, io);
    if (!state.scraping && state.nodes.synced && state.pods.synced) {
      state.scraping = true;
      scrape(state, io);
    }
  },
};

/** One round: every kubelet is asked, one shortly after the other. */
function scrape(state: MetricsServerState, io: IO): void {
  state.lastScrape = io.now;
  io.after(timings.resolution, 'periodic', { kind: 'scrape' });
  const nodes = state.nodes.store.keys();
  for (const node of nodes) {
    state.kubelets[node] ??= newClient(`kubelet/${node}` as Address, timings.scrapeTimeout);
    const what = { verb: 'get', group: '', version: '', resource: '', path: STATS_PATH } as const;
    const delay = between(io.draw('scrape', node, io.now), 0, timings.spread * nodes.length);
    const because = 'what do the containers there use?';
    call(state.kubelets[node], io, as(`scrape-${node}`), what, 'scraped', undefined, { because, delay });
  }
}

/** A kubelet that does not answer has no numbers until it does. */
function scraped(state: MetricsServerState, node: string, { response }: Reply): void {
  if (response?.code !== 200) state.samples.delete(node);
  else state.samples.set(node, take(response.body as Stats, state.samples.get(node), timings.resolution));
}

function forget(state: MetricsServerState, node: string): void {
  delete state.kubelets[node];
  state.samples.delete(node);
}

function serve(state: MetricsServerState, { body, from, stream }: Message<ApiRequest>, io: IO): void {
  const { epochMs, pods, nodes, samples } = state;
  const found = answer(body, {
    nowMs: epochMs + io.now,
    epochMs,
    pods: pods.store.values(body.namespace === undefined ? '' : `${body.namespace}/`),
    nodes: nodes.store.values(),
    samplesOf: (node) => samples.get(node),
  });
  const response: ApiResponse = { kind: 'response', ...found, to: body.path ?? `${body.verb} ${body.resource}` };
  const [least, most] = timings.answer;
  io.send(from, response, { stream, ends: true, delay: between(io.draw('answer', stream), least, most) });
}
