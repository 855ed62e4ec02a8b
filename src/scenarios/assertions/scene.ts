// What clauses are judged from: the objects as stored, change by change, and what happened since the step began. It keeps a copy of
// its own, because a goal must notice what held for a moment only, and the store knows just the present.

import type { Host, StoredChange, Tick } from '../../engine/index.ts';

export type KubeObject = StoredChange['object'];

/** One thing that happened: a stored change, an action of the learner, or that time has passed. */
export type Moment =
  | { readonly kind: 'change'; readonly at: Tick; readonly change: StoredChange }
  | { readonly kind: 'action'; readonly at: Tick; readonly verb: string }
  | { readonly kind: 'time'; readonly at: Tick };

export class Scene {
  /** By reference, `Pod/default/web-x`. */
  readonly objects = new Map<string, KubeObject>();
  /** The last version of every object ever seen, also of those that are gone: owners are found here. */
  readonly known = new Map<string, KubeObject>();
  readonly moments: Moment[] = [];
  now: Tick;
  private first: readonly (readonly [string, KubeObject])[];

  constructor(
    private readonly host: Host,
    kinds: readonly string[],
    readonly start: Tick,
  ) {
    this.now = start;
    for (const kind of new Set([...kinds, 'deployments', 'replicasets', 'daemonsets', 'pods'])) {
      for (const object of host.list(kind) as KubeObject[]) this.keep(refOf(object), object);
    }
    this.first = [...this.objects];
  }

  /** The same scene as it was when the step began. */
  atStart(): Scene {
    const scene = new Scene(this.host, [], this.start);
    scene.objects.clear();
    scene.known.clear();
    for (const [ref, object] of this.first) scene.keep(ref, object);
    scene.first = this.first;
    return scene;
  }

  /** Takes one moment in; what holds may then be asked. */
  take(moment: Moment): void {
    this.now = moment.at;
    if (moment.kind === 'time') return;
    this.moments.push(moment);
    if (moment.kind !== 'change') return;
    const { ref, type, object } = moment.change;
    if (type === 'DELETED') this.objects.delete(ref);
    else this.keep(ref, object);
  }

  /** The object of a reference as people write it, or undefined. */
  get(text: string): KubeObject | undefined {
    const ref = this.ref(text);
    return ref === undefined ? undefined : this.objects.get(ref);
  }

  /** `deployment/web` as `Deployment/default/web`. */
  ref(text: string): string | undefined {
    const found = this.host.resolve(text);
    return found.ok ? found.value : undefined;
  }

  /** All objects of `pod[app=web]`, in the order of their references. */
  select(text: string): readonly KubeObject[] {
    const match = /^([\w.-]+)\[([^\]]*)\]$/.exec(text);
    if (!match) return [];
    const kind = this.kindOf(match[1]);
    const wanted = match[2].split(',').map((pair) => pair.split('='));
    return [...this.objects]
      .filter(
        ([ref, { metadata }]) =>
          ref.startsWith(`${kind}/`) && wanted.every(([k, value]) => metadata.labels?.[k] === value),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
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
      const ref = `${controller.kind}/${object.metadata.namespace ?? ''}/${controller.name}`;
      if (ref === wanted) return true;
      at = this.known.get(ref);
    }
    return false;
  }

  private keep(ref: string, object: KubeObject): void {
    this.objects.set(ref, object);
    this.known.set(ref, object);
  }
}

export function refOf(object: KubeObject): string {
  return `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
