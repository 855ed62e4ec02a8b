// Counting pods by place, without counting them anew: the sums of a question are kept between decisions, and only nodes that
// changed since are looked at again. They follow from the nodes alone, so losing them costs time and changes nothing.
import type { Table } from '../kernel/table.ts';
import type { GroupCount, PodGroup } from './pod-groups.ts';
import type { NodeInfo, SchedulerCache } from './snapshot.ts';

/** What a pod of some group adds, and where: to the sum of `bucket` in its node's domain (the value of the label `topologyKey`). */
export interface Contribution {
  readonly bucket: string;
  readonly topologyKey: string;
  readonly weight: number;
}

export interface Question {
  /** Says all that the answers depend on: equal keys share their sums. */
  readonly key: string;
  /** What each pod of a group adds; empty when it doesn't count. */
  readonly of: (group: PodGroup) => readonly Contribution[];
  /** Nodes whose pods count; all without it. */
  readonly eligible?: (node: NodeInfo) => boolean;
  /** Domains of these labels are known even while they hold no pod. */
  readonly domains?: readonly string[];
}

/** A sum in one domain; `pods` tells an empty domain from one whose weights cancel out. */
export interface Sum {
  readonly weight: number;
  readonly pods: number;
}

interface Domain {
  weight: number;
  pods: number;
  nodes: number;
}

interface Counted {
  readonly info: NodeInfo;
  readonly eligible: boolean;
}

const NOTHING: Sum = Object.freeze({ weight: 0, pods: 0 });
const MOST_TALLIES = 256;

const tallies = new WeakMap<Table<NodeInfo>, Map<string, Tally>>();

/** The sums of a question, up to date with the nodes. */
export function tally({ nodes }: SchedulerCache, question: Question): Tally {
  let known = tallies.get(nodes);
  if (known === undefined) {
    known = new Map();
    tallies.set(nodes, known);
  }
  let found = known.get(question.key);
  if (found === undefined) {
    if (known.size >= MOST_TALLIES) known.clear();
    found = new Tally(question);
    known.set(question.key, found);
  }
  found.update(nodes);
  return found;
}

export class Tally {
  /** Pods that add anything, anywhere. */
  pods = 0;
  private position = -1;
  private readonly counted = new Map<string, Counted>();
  private readonly buckets = new Map<string, Map<string, Domain>>();
  private readonly totals = new Map<string, number>();
  private readonly contributions = new Map<string, readonly Contribution[]>();

  constructor(private readonly question: Question) {}

  update(nodes: Table<NodeInfo>): void {
    const { position } = nodes;
    if (position === this.position) return;
    const changed = this.position < 0 ? undefined : nodes.changedSince(this.position);
    if (changed === undefined) this.begin(nodes);
    else for (const name of changed) this.look(name, nodes.get(name));
    this.position = position;
  }

  /** Values of the label among nodes that count, whether pods are there or not. */
  domains(topologyKey: string): ReadonlyMap<string, Sum & { readonly nodes: number }> {
    return this.buckets.get(topologyKey) ?? NO_DOMAINS;
  }

  /** The sum of a bucket in the node's domain. The node may be imagined, with other pods than the real one has. */
  at(bucket: string, topologyKey: string, info: NodeInfo): Sum {
    const value = info.node.metadata.labels?.[topologyKey];
    if (value === undefined) return NOTHING;
    const real: Sum = this.buckets.get(bucket)?.get(value) ?? NOTHING;
    const before = this.counted.get(info.name);
    if (before === undefined || !before.eligible || before.info.groups === info.groups) return real;
    const now = this.on(bucket, info.groups);
    const then = this.on(bucket, before.info.groups);
    return { weight: real.weight + now.weight - then.weight, pods: real.pods + now.pods - then.pods };
  }

  /** All pods that add to a bucket, with the pods of an imagined node in place of the real ones. */
  total(bucket: string, info: NodeInfo): number {
    const real = this.totals.get(bucket) ?? 0;
    const before = this.counted.get(info.name);
    if (before === undefined || before.info.groups === info.groups) return real;
    return real + this.on(bucket, info.groups).pods - this.on(bucket, before.info.groups).pods;
  }

  /** Whether any domain of a bucket whose name begins so holds a pod. */
  holds(prefix: string): boolean {
    for (const [bucket, pods] of this.totals) if (pods > 0 && bucket.startsWith(prefix)) return true;
    return false;
  }

  /** What the pods on a node alone add to a bucket. */
  on(bucket: string, groups: readonly GroupCount[]): Sum {
    let weight = 0;
    let pods = 0;
    for (const { group, count } of groups) {
      for (const each of this.added(group)) {
        if (each.bucket !== bucket) continue;
        weight += each.weight * count;
        pods += count;
      }
    }
    return pods === 0 ? NOTHING : { weight, pods };
  }

  private begin(nodes: Table<NodeInfo>): void {
    this.pods = 0;
    this.counted.clear();
    this.buckets.clear();
    this.totals.clear();
    nodes.scan((info, name) => this.look(name, info));
  }

  private look(name: string, info: NodeInfo | undefined): void {
    const before = this.counted.get(name);
    if (before !== undefined) {
      if (info !== undefined && info.groups === before.info.groups && info.node === before.info.node) return;
      if (before.eligible) this.move(before.info, -1);
    }
    if (info === undefined) {
      this.counted.delete(name);
      return;
    }
    const eligible = this.question.eligible?.(info) ?? true;
    this.counted.set(name, { info, eligible });
    if (eligible) this.move(info, 1);
  }

  private move(info: NodeInfo, sign: 1 | -1): void {
    const labels = info.node.metadata.labels ?? NO_LABELS;
    for (const topologyKey of this.question.domains ?? []) {
      const value = labels[topologyKey];
      if (value !== undefined) this.change(topologyKey, value, 0, 0, sign);
    }
    for (const { group, count } of info.groups) {
      const added = this.added(group);
      if (added.length > 0) this.pods += sign * count;
      for (const { bucket, topologyKey, weight } of added) {
        const value = labels[topologyKey];
        if (value === undefined) continue;
        this.change(bucket, value, sign * weight * count, sign * count, 0);
        this.totals.set(bucket, (this.totals.get(bucket) ?? 0) + sign * count);
      }
    }
  }

  private change(bucket: string, value: string, weight: number, pods: number, nodes: number): void {
    let domains = this.buckets.get(bucket);
    if (domains === undefined) {
      domains = new Map();
      this.buckets.set(bucket, domains);
    }
    const domain = domains.get(value);
    if (domain === undefined) {
      domains.set(value, { weight, pods, nodes });
      return;
    }
    domain.weight += weight;
    domain.pods += pods;
    domain.nodes += nodes;
    if (domain.pods === 0 && domain.nodes === 0) domains.delete(value);
  }

  private added(group: PodGroup): readonly Contribution[] {
    let known = this.contributions.get(group.key);
    if (known === undefined) {
      if (this.contributions.size > 10_000) this.contributions.clear();
      known = this.question.of(group);
      this.contributions.set(group.key, known);
    }
    return known;
  }
}

const NO_DOMAINS: ReadonlyMap<string, Domain> = new Map();
const NO_LABELS: Readonly<Record<string, string>> = Object.freeze({});
