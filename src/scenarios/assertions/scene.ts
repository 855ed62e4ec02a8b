// What clauses are judged from: the objects as stored, change by change, and what happened since the step began. It keeps a copy of
// its own, because a goal must notice what held for a moment only, and the store knows just the present.

import type { Host, StoredChange, Tick, ViewTraffic } from '../../engine/index.ts';
import type { Clause } from '../clause-schema.ts';
import { Memory } from './memory.ts';

export type KubeObject = StoredChange['object'];

/** Whose hand it was. */
export type By = 'learner' | 'lesson';

/** One thing that happened: a stored change, something done, a fault of the lesson, or that time has passed. */
export type Moment =
  | { readonly kind: 'change'; readonly at: Tick; readonly change: StoredChange }
  | { readonly kind: 'action'; readonly at: Tick; readonly verb: string; readonly target: string; readonly by: By }
  | { readonly kind: 'fault'; readonly at: Tick; readonly id: string }
  | { readonly kind: 'time'; readonly at: Tick };

/** Kinds that are always followed: pods, and what may own them. */
const usual = ['deployments', 'replicasets', 'daemonsets', 'statefulsets', 'jobs', 'pods'];

export class Scene {
  /** By reference, `Pod/default/web-x`. */
  readonly objects = new Map<string, KubeObject>();
  /** The last version of every object ever seen, also of those that are gone: owners are found here. */
  readonly known = new Map<string, KubeObject>();
  readonly moments: Moment[] = [];
  readonly memory: Memory;
  /** What users had counted when the step began. */
  usersAtStart: readonly ViewTraffic[];
  now: Tick;
  private first: readonly (readonly [string, KubeObject])[];
  /** The kinds that are followed. */
  readonly kinds: readonly string[];
  private readonly refs = new Map<string, string | undefined>();
  /** Selections as they were last made: most moments change none of their objects. */
  private readonly selected = new Map<string, readonly KubeObject[]>();

  constructor(
    readonly host: Host,
    kinds: readonly string[],
    readonly start: Tick,
  ) {
    this.now = start;
    this.usersAtStart = host.traffic();
    this.memory = new Memory(this);
    this.kinds = [...new Set([...kinds, ...usual])];
    for (const kind of this.kinds) {
      for (const object of host.list(kind) as KubeObject[]) this.keep(refOf(object), object);
    }
    this.first = [...this.objects];
  }

  /** The same scene as it was when the step began. */
  atStart(): Scene {
    const scene = new Scene(this.host, this.kinds, this.start);
    scene.objects.clear();
    scene.selected.clear();
    scene.known.clear();
    for (const [ref, object] of this.first) scene.keep(ref, object);
    scene.first = this.first;
    scene.usersAtStart = this.usersAtStart;
    return scene;
  }

  /** From now on these clauses are followed moment by moment. */
  follow(clauses: readonly Clause[], ordered = false): void {
    this.memory.follow(clauses, ordered);
  }

  /** Takes one moment in; what holds may then be asked. */
  take(moment: Moment): void {
    this.now = moment.at;
    if (moment.kind !== 'time') this.moments.push(moment);
    if (moment.kind === 'change') {
      const { ref, type, object } = moment.change;
      if (type === 'DELETED') this.drop(ref);
      else this.keep(ref, object);
    }
    this.memory.take(moment);
  }

  /** The object of a reference as people write it, or undefined. */
  get(text: string): KubeObject | undefined {
    const ref = this.ref(text);
    return ref === undefined ? undefined : this.objects.get(ref);
  }

  /** `deployment/web` as `Deployment/default/web`. */
  ref(text: string): string | undefined {
    if (this.refs.has(text)) return this.refs.get(text);
    const ref = placeOf(text, this.host);
    if (!text.includes('[')) this.refs.set(text, ref);
    return ref;
  }

  /** All objects of `pod[app=web]` or `pod[*]`, in the order of their references. */
  select(text: string): readonly KubeObject[] {
    const known = this.selected.get(text);
    if (known) return known;
    const found = this.found(text);
    this.selected.set(text, found);
    return found;
  }

  private found(text: string): readonly KubeObject[] {
    const selection = /^([\w.-]+)\[([^\]]*)\]$/.exec(text);
    if (!selection) return [];
    const prefix = `${this.kindOf(selection[1])}/`;
    const wanted = selection[2] === '*' ? [] : selection[2].split(',').map((pair) => pair.split('='));
    const found: [string, KubeObject][] = [];
    for (const entry of this.objects) {
      const labels = entry[1].metadata.labels;
      if (entry[0].startsWith(prefix) && wanted.every(([key, value]) => labels?.[key] === value)) found.push(entry);
    }
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  /** `pod` and `pods` as `Pod`. */
  kindOf(word: string): string {
    return this.ref(`${word}/x`)?.split('/')[0] ?? word;
  }

  /** Whether the object is the owner's, directly or through others. */
  isOwnedBy(object: KubeObject, owner: string): boolean {
    const wanted = this.ref(owner);
    let at: KubeObject | undefined = object;
    for (let depth = 0; at && depth < 8; depth++) {
      const controller: { kind: string; name: string } | undefined = at.metadata.ownerReferences?.find(
        (each) => each.controller,
      );
      if (!controller) return false;
      const ref: string = `${controller.kind}/${object.metadata.namespace ?? ''}/${controller.name}`;
      if (ref === wanted) return true;
      at = this.known.get(ref) ?? this.known.get(`${controller.kind}//${controller.name}`);
    }
    return false;
  }

  private keep(ref: string, object: KubeObject): void {
    this.objects.set(ref, object);
    this.known.set(ref, object);
    this.forgetSelections(ref);
  }

  private drop(ref: string): void {
    this.objects.delete(ref);
    this.forgetSelections(ref);
  }

  /** What is chosen among objects of this kind has to be chosen anew. */
  private forgetSelections(ref: string): void {
    const kind = ref.slice(0, ref.indexOf('/'));
    for (const text of this.selected.keys())
      if (this.kindOf(text.slice(0, text.indexOf('['))) === kind) this.selected.delete(text);
  }
}

/** A process by its address, `kubelet/node-1`: it can be stopped and started, and is no object of the API. */
export const processNames: readonly string[] = [
  ...['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
  ...['kubelet', 'kube-proxy', 'containerd', 'coredns'],
];
const processes = new RegExp(`^(${processNames.join('|')})/[\\w.-]+$`);

/** What an action or a clause names: an object's reference, or a process as it is called. */
export function placeOf(text: string, host: Host): string | undefined {
  if (processes.test(text)) return text;
  const found = host.resolve(text);
  return found.ok ? found.value : undefined;
}

export function refOf(object: KubeObject): string {
  return `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
