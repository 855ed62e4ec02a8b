// "Why?" is a walk: every message names the message that caused it, so the answer begins at what somebody did and ends at what is.
// What is no longer remembered is lived again from a copy of the past; the stored history tells where to look.

import type { HttpRequest, HttpResponse } from '../api/connection.ts';
import type { KubeObject } from '../api/object.ts';
import { type ApiRequest, type EtcdEvents, type EtcdRecord, qualified, type WatchEvent } from '../api/wire.ts';
import type { Action } from '../cluster/action.ts';
import { componentOf, type InputBody, type Message, machineOf, type ResetBody, type Tick } from '../kernel/message.ts';
import type { Table } from '../kernel/table.ts';
import type { CriRequest } from '../runtime/cri.ts';
import type { ObjectRef, Why, WhyHop } from './frame.ts';
import { refOfKey, viewMessage } from './tokens.ts';

/** What the walk needs to know of a run. */
export interface Past {
  readonly now: Tick;
  readonly history: Table<EtcdRecord> | undefined;
  readonly inputs: readonly { readonly tick: Tick; readonly input: Action }[];
  message(id: number): Message | undefined;
  /** Every message that is still remembered, in no order. */
  each(visit: (message: Message) => void): void;
  /** All messages of a window, lived again. */
  recall(from: Tick, to: Tick): ReadonlyMap<number, Message>;
}

/** How far back one look at the past reaches, and how many looks one answer may cost. */
const WINDOW: Tick = 120_000;
const RECALLS = 4;
const LONGEST = 2_000;

/** Explains a message by its id, or an object by its reference: what made it, and what happened to it since. */
export function explain(what: ObjectRef | number, past: Past): Why {
  const walk = new Walk(past);
  if (typeof what === 'number') {
    const hops = walk.hops(what, past.now);
    return { question: 'Why was this sent?', hops, kubectl: '' };
  }
  const [kind, namespace, name] = what.split('/');
  const where = namespace && namespace !== 'default' ? ` -n ${namespace}` : '';
  const kubectl = `kubectl describe ${kind.toLowerCase()} ${name}${where}`;
  const records = recordsOf(what, past.history);
  const [first] = records;
  if (!first) return { question: `Why is there no ${kind.toLowerCase()} ${name}?`, hops: [], kubectl };
  const hops = [...walk.hops(first.cause, first.at)];
  for (const record of records) {
    const hop = recordHop(record);
    // The walk may already have ended with the same storing.
    if (!hops.some((known) => known.evidence.includes(`rev ${record.revision}`))) hops.push(hop);
  }
  return {
    question: questionFor(kind, records[records.length - 1]),
    hops: hops.sort((a, b) => a.tick - b.tick),
    kubectl,
  };
}

function questionFor(kind: string, last: EtcdRecord): string {
  const word = kind.toLowerCase();
  if (last.type === 'DELETE') return `Why is this ${word} gone?`;
  const object = last.kv?.value as (KubeObject & { status?: { phase?: string } }) | undefined;
  if (object?.metadata.deletionTimestamp) return `Why is this ${word} going away?`;
  if (kind === 'Pod' && object?.status?.phase === 'Pending') return 'Why is it Pending?';
  return `Why does this ${word} exist?`;
}

/** The stored changes of the object's present life (or its last one), oldest first. */
function recordsOf(ref: ObjectRef, history: Table<EtcdRecord> | undefined): readonly EtcdRecord[] {
  // Looked at before the key is taken apart: the page asks with every frame in which something of the chain may be new.
  const end = ref.slice(ref.lastIndexOf('/'));
  let records: EtcdRecord[] = [];
  history?.scan((record) => {
    if (!record.key.endsWith(end) || refOfKey(record.key) !== ref) return;
    if (record.kv?.version === 1) records = [];
    records.push(record);
  });
  return records;
}

function recordHop(record: EtcdRecord): WhyHop {
  const actor = actorOf(record.writer);
  const verb = record.type === 'DELETE' ? 'removed it' : record.kv?.version === 1 ? 'made it' : 'changed it';
  return {
    message: record.cause,
    tick: record.at,
    sentence: `${actor} ${verb}`,
    evidence: `rev ${record.revision}`,
    because: record.because,
    object: refOfKey(record.key),
  };
}

export class Walk {
  private recalls = 0;
  private lived: ReadonlyMap<number, Message> = new Map();

  constructor(private readonly past: Past) {}

  /** From the root action to the message, told hop by hop. */
  hops(id: number, near: Tick): readonly WhyHop[] {
    return this.back(id, near)
      .reverse()
      .map(hopOf)
      .filter((hop) => hop !== undefined);
  }

  /** From the message back to its root, as far as anybody remembers. */
  back(id: number, near: Tick): Message[] {
    const chain: Message[] = [];
    let at = near;
    for (let next = id; next !== 0 && chain.length < LONGEST; ) {
      const message = this.find(next, at);
      if (!message) break;
      chain.push(message);
      at = message.sentAt;
      next = message.cause;
    }
    return chain;
  }

  private find(id: number, near: Tick): Message | undefined {
    const known = this.past.message(id) ?? this.lived.get(id);
    if (known || this.recalls >= RECALLS) return known;
    this.recalls++;
    this.lived = this.past.recall(Math.max(0, near - WINDOW), near + 1);
    return this.lived.get(id);
  }
}

/** Timers and the ways between server and store are not told; what they did is. */
function hopOf(message: Message): WhyHop | undefined {
  const { body, id, because } = message;
  const tick = message.dueAt;
  const hop = (sentence: string, evidence: string, object = viewMessage(message).object): WhyHop => ({
    message: id,
    tick,
    sentence,
    evidence,
    because,
    object,
  });
  switch (body.kind) {
    case 'input':
      return hop(`You ${describeAction((body as InputBody).input as Action)}`, 'your action', '');
    case 'request': {
      const request = body as ApiRequest;
      return { ...hop(requestSentence(request), viewMessage(message).label), tick: message.sentAt };
    }
    case 'etcd-events': {
      const { events, revision } = body as EtcdEvents;
      if (events.length === 0) return undefined;
      const [event] = events;
      const object = event.kv?.value;
      const marked = object?.metadata.deletionTimestamp && !event.previous?.value.metadata.deletionTimestamp;
      const verb =
        event.type === 'DELETE'
          ? 'removed it'
          : marked
            ? 'marked it for deletion'
            : event.previous
              ? 'stored the change'
              : 'stored it';
      return hop(`API server ${verb}`, `rev ${revision}`, refOfKey(event.key));
    }
    case 'watch-event': {
      const { type, resource } = body as WatchEvent;
      return hop(`${placeOf(message.to)} saw it`, `${type} ${resource}, by watch`);
    }
    case 'cri-request':
      return hop(`${placeOf(message.from)} told containerd`, (body as CriRequest).call);
    case 'container-event':
      return hop('containerd saw a container end', 'container event');
    case 'http-request': {
      const { route, target, source } = body as HttpRequest;
      if (!route)
        return hop(
          `${source} asked for ${'service' in target ? target.service : 'name' in target ? target.name : target.ip}`,
          'GET',
        );
      const way = route.match === '' ? '' : `rule ${route.match} since tick ${route.ruleSince} → ${route.endpoint}`;
      return { ...hop(`${route.entry} chose ${route.pod || route.endpoint}`, way), tick: message.sentAt };
    }
    case 'http-response': {
      const { outcome, code, route } = body as HttpResponse;
      const where = route ? `${route.entry}, rule ${route.match || 'none'}` : placeOf(message.from);
      return hop(outcome === 'answered' ? `it was answered with ${code}` : `it was ${outcome}`, where);
    }
    case 'reset':
      return hop(`${placeOf(message.to)} lost its connection`, (body as ResetBody).reason);
    default:
      return undefined;
  }
}

function requestSentence(request: ApiRequest): string {
  const actor = actorOf(request.user, request.agent);
  const name = request.name ?? (request.body as KubeObject | undefined)?.metadata?.name ?? '';
  const thing = `${request.resource.replace(/s$/, '')}${name ? ` ${name}` : ''}`;
  if (request.subresource === 'binding') {
    const node = (request.body as { target?: { name?: string } } | undefined)?.target?.name ?? '';
    return `${actor} chose ${node} for ${name}`;
  }
  switch (request.verb) {
    case 'create':
      return `${actor} asked for a new ${thing}`;
    case 'delete':
      return `${actor} asked to delete ${thing}`;
    case 'update':
    case 'patch':
      return request.subresource
        ? `${actor} reported the ${request.subresource} of ${thing}`
        : `${actor} asked to change ${thing}`;
    default:
      return `${actor} asked to ${request.verb} ${qualified(request)}`;
  }
}

/** `system:serviceaccount:kube-system:replicaset-controller` → `ReplicaSet controller`. Also takes `user (agent)` of a stored record. */
export function actorOf(user: string, agent = ''): string {
  const [who] = user.split(' ');
  const account = /^system:serviceaccount:[^:]+:(.+)$/.exec(who)?.[1];
  if (account) return CONTROLLERS[account] ?? account;
  const node = /^system:node:(.+)$/.exec(who)?.[1];
  if (node) return `kubelet on ${node}`;
  if (who === 'system:kube-scheduler') return 'Scheduler';
  if (who === 'system:kube-controller-manager') return 'Controller manager';
  if (who === 'system:apiserver' || who === 'kube-apiserver') return 'API server';
  if (agent.startsWith('kubectl') || who === 'admin') return 'kubectl';
  return who;
}

const CONTROLLERS: Readonly<Record<string, string>> = {
  'replicaset-controller': 'ReplicaSet controller',
  'deployment-controller': 'Deployment controller',
  'node-controller': 'Node controller',
  'generic-garbage-collector': 'Garbage collector',
  'pod-garbage-collector': 'Pod garbage collector',
  'namespace-controller': 'Namespace controller',
  'service-account-controller': 'ServiceAccount controller',
  'root-ca-cert-publisher': 'Root CA publisher',
};

function placeOf(address: string): string {
  const component = componentOf(address);
  switch (component) {
    case 'kube-controller-manager':
      return 'Controller manager';
    case 'kube-scheduler':
      return 'Scheduler';
    case 'kube-apiserver':
      return 'API server';
    case 'kubelet':
      return `kubelet on ${machineOf(address)}`;
    default:
      return component;
  }
}

/** An action in the past tense, after "You". */
export function describeAction(action: Action): string {
  if ('kubectl' in action)
    return `ran ${action.kubectl.startsWith('kubectl') ? action.kubectl : `kubectl ${action.kubectl}`}`;
  if ('interrupt' in action) return 'pressed Ctrl-C';
  if ('apply' in action) return 'applied a manifest';
  if ('delete' in action) return `deleted ${action.delete}`;
  if ('scale' in action) return `scaled ${action.scale} to ${action.to}`;
  if ('patch' in action) return `patched ${action.patch}`;
  if ('label' in action) return `labelled ${action.label} ${action.with}`;
  if ('cordon' in action) return `cordoned ${action.cordon}`;
  if ('uncordon' in action) return `uncordoned ${action.uncordon}`;
  if ('drain' in action) return `drained ${action.drain}`;
  if ('rollout' in action) return `asked for rollout ${action.rollout} of ${action.of}`;
  if ('kill' in action) return `killed a container of ${action.kill}`;
  if ('crash' in action) return `crashed ${action.crash}`;
  if ('stop' in action) return `stopped ${action.stop}`;
  if ('start' in action) return `started ${action.start}`;
  if ('pause' in action) return `froze ${action.pause}`;
  if ('resume' in action) return `let ${action.resume} go on`;
  if ('unplug' in action) return `unplugged ${action.unplug}`;
  if ('plug' in action) return `plugged ${action.plug} in again`;
  if ('partition' in action) return `cut ${action.partition.join(' from ')}`;
  if ('heal' in action) return `joined ${action.heal.join(' and ')} again`;
  if ('load' in action) return `set the load of ${action.load} to ${action.rate}`;
  if ('addNode' in action) return `added the machine ${action.addNode.name}`;
  if ('removeMachine' in action) return `removed the machine ${action.removeMachine}`;
  if ('loseDisk' in action) return `took the disk of ${action.loseDisk}`;
  if ('backup' in action) return `saved etcd as ${action.backup}`;
  if ('addBackup' in action) return `added the snapshot ${action.addBackup} from a file`;
  return `restored etcd from ${action.restore}`;
}
