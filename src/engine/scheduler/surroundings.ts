// What else the scheduler watches besides nodes and pods: Services and workloads, whose pods it spreads, and namespaces, because
// pods may wish for company in namespaces of some kind.
import { kindFor } from '../api/kinds/index.ts';
import { type Change, type Informer, informerMessage, informerReply, newInformer } from '../client/informer.ts';
import type { Client, Identity, Reply } from '../client/requests.ts';
import type { Message } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { dropSelector, putSelector } from './default-spread.ts';
import type { SchedulerCache } from './snapshot.ts';

const WATCHED = [
  { group: '', version: 'v1', resource: 'namespaces' },
  { group: '', version: 'v1', resource: 'services' },
  { group: '', version: 'v1', resource: 'replicationcontrollers' },
  { group: 'apps', version: 'v1', resource: 'replicasets' },
  { group: 'apps', version: 'v1', resource: 'statefulsets' },
] as const;

/** One informer for each of these kinds that the API server serves. */
export function watchSurroundings(identity: Identity): readonly Informer[] {
  return WATCHED.filter(({ group, version, resource }) => kindFor(group, version, resource) !== undefined).map((spec) =>
    newInformer(spec.resource, identity, spec),
  );
}

/** Takes in a list that has come; false when it is somebody else's. */
export function surroundingsReply(
  informers: readonly Informer[],
  cache: SchedulerCache,
  client: Client,
  reply: Reply,
  io: IO,
): boolean {
  for (const informer of informers) {
    const changes = informerReply(informer, client, reply, io);
    if (changes === undefined) continue;
    for (const change of changes) takeIn(cache, informer, change);
    return true;
  }
  return false;
}

/** Takes in what a watch tells; false when the message is somebody else's. */
export function surroundingsMessage(
  informers: readonly Informer[],
  cache: SchedulerCache,
  client: Client,
  message: Message,
  io: IO,
): boolean {
  for (const informer of informers) {
    const changes = informerMessage(informer, client, message, io);
    if (changes === undefined) continue;
    for (const change of changes) takeIn(cache, informer, change);
    return true;
  }
  return false;
}

function takeIn(cache: SchedulerCache, { spec }: Informer, { type, object }: Change): void {
  const kind = kindFor(spec.group, spec.version, spec.resource)?.kind ?? '';
  if (kind === 'Namespace') {
    const name = object.metadata.name ?? '';
    if (type === 'deleted') cache.namespaces.delete(name);
    else cache.namespaces.set(name, object.metadata.labels ?? NO_LABELS);
  } else if (type === 'deleted') dropSelector(cache, kind, object);
  else putSelector(cache, kind, object);
}

const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});
