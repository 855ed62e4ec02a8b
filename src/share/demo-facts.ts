// What a hall can see of a cluster at a glance, as clauses of a lesson: they are pinned to the sentences of a recorded demonstration, and tell
// whether it comes out as the run did.
import type { Host } from '../engine/index.ts';

/** Clauses as JSON, by what they speak of. */
export type Facts = ReadonlyMap<string, string>;

export const sameFacts = (a: Facts, b: Facts): boolean =>
  a.size === b.size && [...a].every(([that, text]) => b.get(that) === text);

/** What a hall can see at a glance, as clauses: how many copies are available, and which nodes are ready. */
export function factsOf(host: Host): Facts {
  const facts = new Map<string, string>();
  const note = (that: string, path: string, is: unknown) => {
    if (is !== undefined) facts.set(that, JSON.stringify({ that, path, is }));
  };
  for (const one of host.list('deployments') as readonly Workload[])
    note(`deployment/${nameOf(one)}`, 'status.availableReplicas', one.status?.availableReplicas);
  for (const one of host.list('nodes') as readonly Workload[]) {
    const ready = one.status?.conditions?.find(({ type }) => type === 'Ready');
    note(`node/${one.metadata.name}`, 'status.conditions.Ready.status', ready?.status);
  }
  return facts;
}

interface Workload {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly status?: {
    readonly availableReplicas?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

const nameOf = ({ metadata: { name, namespace = 'default' } }: Workload): string =>
  namespace === 'default' ? name : `${namespace}/${name}`;
