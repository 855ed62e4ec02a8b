// A world without delay for tests of controllers: every request is carried out at once and every copy is up to date. What a controller
// plans here must lead to rest; where it does not, it would go round in circles in the real one, too.

import { kindByName } from '../api/kinds/index.ts';
import { matchesLabels } from '../api/labels.ts';
import { equal, freezeDeep, isDeleting, type KubeObject, keyFor, keyOf } from '../api/object.ts';
import { mergePatch } from '../api/patch/merge-patch.ts';
import { applyStrategicPatch } from '../api/patch/strategic-merge.ts';
import { typeOfKind } from '../api/schema/schema.ts';
import { rfc3339 } from '../api/time.ts';
import type { ApiRequest } from '../api/wire.ts';
import { type Change, indexers } from '../client/informer.ts';
import { type Reply, succeeded } from '../client/requests.ts';
import { hashString } from '../kernel/hash.ts';
import type { Tick } from '../kernel/message.ts';
import { type Controller, type Intent, type Observed, type Plan, resources } from './controller.ts';
import { requestOf } from './loop.ts';

export const EPOCH = 1_767_258_000_000;

/** More rounds than any plan of a small world needs. */
const ROUNDS = 100;

type Objects = Record<string, Record<string, KubeObject>>;

export class PerfectWorld {
  readonly objects: Objects = {};
  /** Every request that has changed something, in order: `create pods a/web-1 201`. */
  readonly log: string[] = [];
  now: Tick;
  /** A created pod runs and has been ready for long. */
  podsAreReadyAtOnce = false;
  private readonly memories: Record<string, unknown> = {};
  private version = 1000;
  private born = 0;

  constructor(objects: readonly KubeObject[], now: Tick = 600_000) {
    this.now = now;
    for (const resource in resources) this.objects[resource] = {};
    for (const object of objects) this.put(object);
  }

  /** What a controller sees. `reversed`: lists come in the opposite order, to show that none depends on it. */
  observed(reversed = false): Observed {
    const inOrder = (found: readonly KubeObject[]) => (reversed ? found.slice().reverse() : found);
    const list = (resource: string) =>
      Object.keys(this.objects[resource])
        .sort()
        .map((key) => this.objects[resource][key]);
    const byIndex = (resource: string, index: string, value: string) =>
      inOrder(list(resource).filter((object) => indexers[index](object).includes(value)));
    return {
      now: this.now,
      epochMs: EPOCH,
      get: (resource, key) => this.objects[resource][key],
      list: (resource, namespace) =>
        inOrder(list(resource).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)),
      owned: (resource, uid) => byIndex(resource, 'owner', uid),
      census: (resource, uid, { of }) => {
        const counts = new Array<number>(32).fill(0);
        for (const object of byIndex(resource, 'owner', uid)) counts[of(object)]++;
        return counts;
      },
      orphans: (resource, namespace) => byIndex(resource, 'orphan', namespace),
      labelled: (resource, namespace, labels) =>
        list(resource).filter(
          ({ metadata }) => metadata.namespace === namespace && matchesLabels({ matchLabels: labels }, metadata.labels),
        ),
      onNode: (node) => byIndex('pods', 'node', node),
      settled: true,
      failures: 0,
      memory: (key) => this.memories[key],
      memories: (prefix) => Object.entries(this.memories).filter(([key]) => key.startsWith(prefix)),
      draw: (purpose, subject, ordinal = 0) => hashString(`${purpose}/${subject}/${ordinal}`).a,
      blame: () => undefined,
    };
  }

  /** All keys that a controller has to look at when it learns this world for the first time. */
  keysOf(controller: Controller): readonly string[] {
    const observed = this.observed();
    const keys: string[] = controller.periodic ? [controller.periodic.key] : [];
    for (const resource of Object.keys(controller.watches)) {
      for (const object of observed.list(resource)) {
        const change: Change = { type: 'added', key: keyOf(object), object, old: undefined };
        for (const wake of controller.watches[resource](change, observed)) {
          keys.push(typeof wake === 'string' ? wake : wake.key);
        }
      }
    }
    return [...new Set(keys)];
  }

  /** Looks at every key and does what is planned, again and again, until nothing is planned. Throws when that does not come. */
  settle(controllers: readonly Controller[]): void {
    for (let round = 0; round < ROUNDS; round++) {
      const before = this.log.length;
      for (const controller of controllers) this.look(controller);
      if (this.log.length === before) return;
    }
    throw new Error(`not at rest after ${ROUNDS} rounds; the last requests were\n${this.log.slice(-12).join('\n')}`);
  }

  private look(controller: Controller): void {
    const keys = this.keysOf(controller).slice();
    for (let i = 0; i < keys.length && i < 1000; i++) {
      const plan = controller.reconcile(keys[i], this.observed());
      for (const wake of this.carryOut(controller, keys[i], plan)) if (!keys.includes(wake)) keys.push(wake);
    }
  }

  /** Carries out one plan with its follow-ups; returns the keys that it wakes. */
  carryOut(controller: Controller, key: string, first: Plan): readonly string[] {
    const wakes: string[] = [];
    let plan = this.take(first, wakes);
    for (let i = 0, sent = 0; i < plan.steps.length; i++) {
      if (++sent > 1000) throw new Error(`${controller.name}: the plan for ${key} has no end`);
      const { intents, then, memo } = plan.steps[i];
      const answers = intents.flatMap((intent) => (intent.verb === 'event' ? [] : [this.answer(intent)]));
      const instead = then && controller.followUps?.[then]?.(key, this.observed(), answers, freezeDeep(memo));
      if (instead) {
        plan = this.take(instead, wakes);
        i = -1;
      } else if (!then && !answers.every(succeeded)) return wakes;
    }
    return wakes;
  }

  private take(plan: Plan, wakes: string[]): Plan {
    for (const name in plan.remember) {
      if (plan.remember[name] === undefined) delete this.memories[name];
      else this.memories[name] = freezeDeep(plan.remember[name]);
    }
    for (const wake of plan.wakes ?? []) wakes.push(typeof wake === 'string' ? wake : wake.key);
    return plan;
  }

  private answer(intent: Exclude<Intent, { verb: 'event' }>): Reply {
    const request = { kind: 'request', ...requestOf(intent), user: '', agent: '' } as ApiRequest;
    const before = this.version;
    const { code, body } = this.serve(request);
    const { verb, resource, subresource, namespace, name } = request;
    if (this.version !== before) {
      const what = subresource ? `${resource}/${subresource}` : resource;
      this.log.push(`${verb} ${what} ${keyFor(namespace, name ?? '')} ${code}`);
    }
    const response = { kind: 'response', code, body, to: '' } as const;
    return {
      then: '',
      context: undefined,
      request,
      response,
      failure: '',
      cause: { id: 0, thread: 0, periodic: false },
    };
  }

  private serve(request: ApiRequest): { readonly code: number; readonly body: unknown } {
    const { verb, resource, namespace, name = '' } = request;
    const known = this.objects[resource];
    const existing = known?.[keyFor(namespace, name)];
    if (verb === 'list' || verb === 'deletecollection') {
      const items = Object.values(known ?? {}).filter(({ metadata }) => metadata.namespace === namespace);
      if (verb === 'deletecollection') for (const item of items) this.remove(resource, item, {});
      return { code: 200, body: { items } };
    }
    if (verb === 'create') return this.create(request.body as KubeObject, existing);
    if (!existing) return refused(404);
    switch (verb) {
      case 'update':
        return this.update(request, existing, request.body as KubeObject);
      case 'patch':
        return this.patch(request, existing);
      case 'delete': {
        const options = (request.body ?? {}) as DeleteOptions;
        const { uid, resourceVersion } = options.preconditions ?? {};
        if ((uid ?? existing.metadata.uid) !== existing.metadata.uid) return refused(409);
        if ((resourceVersion ?? existing.metadata.resourceVersion) !== existing.metadata.resourceVersion)
          return refused(409);
        this.remove(resource, existing, options);
        return { code: 200, body: existing };
      }
      default:
        return { code: 200, body: existing };
    }
  }

  private create(
    wanted: KubeObject,
    existing: KubeObject | undefined,
  ): { readonly code: number; readonly body: unknown } {
    if (existing) return refused(409);
    this.born++;
    const { name = `${wanted.metadata.generateName}${String(this.born).padStart(5, '0')}` } = wanted.metadata;
    const creationTimestamp = rfc3339(EPOCH, this.now);
    const metadata = { ...wanted.metadata, name, uid: `born-${this.born}`, creationTimestamp, generation: 1 };
    const status = wanted.kind === 'Pod' && this.podsAreReadyAtOnce ? { status: running } : {};
    return { code: 201, body: this.put({ ...wanted, metadata, ...status }) };
  }

  private update(
    request: ApiRequest,
    existing: KubeObject,
    wanted: KubeObject,
  ): { readonly code: number; readonly body: unknown } {
    const { resourceVersion, generation = 0 } = existing.metadata;
    if ((wanted.metadata.resourceVersion ?? resourceVersion) !== resourceVersion) return refused(409);
    const status = request.subresource === 'status';
    const next: KubeObject = status ? { ...wanted, spec: existing.spec } : { ...wanted, status: existing.status };
    const same = JSON.stringify(next.spec) === JSON.stringify(existing.spec);
    const { uid, creationTimestamp } = existing.metadata;
    const metadata = { ...next.metadata, uid, creationTimestamp, generation: same ? generation : generation + 1 };
    return { code: 200, body: this.store(request.resource, { ...next, metadata }) };
  }

  private patch(request: ApiRequest, existing: KubeObject): { readonly code: number; readonly body: unknown } {
    const { metadata: asked } = request.body as { readonly metadata?: KubeObject['metadata'] };
    if ((asked?.resourceVersion ?? existing.metadata.resourceVersion) !== existing.metadata.resourceVersion)
      return refused(409);
    if (request.patchType === 'application/merge-patch+json')
      return { code: 200, body: this.store(request.resource, mergePatch(existing, request.body) as KubeObject) };
    const type = typeOfKind(existing.apiVersion, existing.kind);
    if (!type) throw new Error(`no schema for ${existing.kind}`);
    const patched = applyStrategicPatch(existing, request.body, type) as { readonly value: KubeObject };
    return { code: 200, body: this.store(request.resource, patched.value) };
  }

  /** Stores it, or lets it go when it was only held by a finalizer. */
  private store(resource: string, object: KubeObject): KubeObject {
    const held = (object.metadata.finalizers?.length ?? 0) > 0;
    const room = (object.spec as { readonly finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0;
    if (isDeleting(object) && !held && room === 0) {
      delete this.objects[resource][keyOf(object)];
      this.version++;
      return object;
    }
    return this.put(object);
  }

  private remove(resource: string, object: KubeObject, { propagationPolicy }: DeleteOptions): void {
    const others = (object.metadata.finalizers ?? []).filter((f) => f !== 'orphan' && f !== 'foregroundDeletion');
    const own =
      propagationPolicy === 'Foreground' ? ['foregroundDeletion'] : propagationPolicy === 'Orphan' ? ['orphan'] : [];
    const finalizers = [...others, ...own];
    const deletionTimestamp = object.metadata.deletionTimestamp ?? rfc3339(EPOCH, this.now);
    this.store(resource, { ...object, metadata: { ...object.metadata, finalizers, deletionTimestamp } });
  }

  private put(object: KubeObject): KubeObject {
    const resource = kindByName(object.apiVersion, object.kind)?.plural ?? '';
    const known = this.objects[resource][keyOf(object)];
    if (
      known &&
      equal(known, { ...object, metadata: { ...object.metadata, resourceVersion: known.metadata.resourceVersion } })
    )
      return known;
    const metadata = { ...object.metadata, resourceVersion: String(++this.version) };
    const stored = freezeDeep({ ...object, metadata });
    this.objects[resource][keyOf(stored)] = stored;
    return stored;
  }
}

/** The status of a pod that has been ready for long. */
export const running = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: rfc3339(EPOCH, 0) }],
};

interface DeleteOptions {
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly propagationPolicy?: string;
}

function refused(code: number): { readonly code: number; readonly body: unknown } {
  return { code, body: { kind: 'Status', code, message: `refused with ${code}` } };
}
