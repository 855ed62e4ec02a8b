// What every controller of the registry owes, whoever wrote it: the same world gives the same plan, nothing that it sees is changed,
// every plan says why, the order of lists does not matter, and a plan carried out in a perfect world leads to rest.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import { deployment, pod, set, world } from '../testing/worlds.ts';
import type { Controller, Plan } from './controller.ts';
import { deploymentController } from './deployment.ts';
import { controllers } from './index.ts';
import { PerfectWorld, running } from './perfect-world.ts';
import { replicaSetController } from './replica-set.ts';

const runs = { numRuns: 60 };

/** What a plan does, without the order in which it says so. */
function bag({ steps, wakes = [], remember, requeueAfter, failed }: Plan): unknown {
  return {
    ...{ remember, requeueAfter, failed },
    thens: steps.map(({ then = '' }) => then).sort(),
    intents: steps.flatMap(({ intents }) => intents.map((intent) => JSON.stringify(intent))).sort(),
    wakes: wakes.map((wake) => JSON.stringify(wake)).sort(),
  };
}

/** Everything a controller would plan on first sight of a world. */
function plans(
  controller: Controller,
  objects: readonly KubeObject[],
  reversed = false,
): readonly (readonly [string, Plan])[] {
  const perfect = new PerfectWorld(objects);
  return perfect.keysOf(controller).map((key) => [key, controller.reconcile(key, perfect.observed(reversed))]);
}

describe.each(controllers.map((controller) => [controller.name, controller] as const))('%s', (_name, controller) => {
  test('plans the same for the same world, whose objects are frozen', () => {
    fc.assert(
      fc.property(world, (objects) => {
        expect(plans(controller, objects)).toEqual(plans(controller, objects));
      }),
      runs,
    );
  });

  test('does not depend on the order of lists', () => {
    fc.assert(
      fc.property(world, (objects) => {
        const one = plans(controller, objects).map(([key, plan]) => [key, bag(plan)]);
        const other = plans(controller, objects, true).map(([key, plan]) => [key, bag(plan)]);
        expect(other).toEqual(one);
      }),
      runs,
    );
  });

  test('says why whenever it does something', () => {
    fc.assert(
      fc.property(world, (objects) => {
        for (const [key, plan] of plans(controller, objects)) {
          if (plan.steps.length > 0) expect(plan.because, key).not.toBe('');
          for (const { intents } of plan.steps) {
            for (const intent of intents) if (intent.verb !== 'event') expect(intent.because, key).not.toBe('');
          }
        }
      }),
      runs,
    );
  });

  test('comes to rest in a perfect world', () => {
    fc.assert(
      fc.property(world, (objects) => {
        new PerfectWorld(objects).settle([controller]);
      }),
      runs,
    );
  });

  test('names only follow-ups that it has', () => {
    fc.assert(
      fc.property(world, (objects) => {
        for (const [, plan] of plans(controller, objects)) {
          for (const { then } of plan.steps) if (then) expect(controller.followUps).toHaveProperty(then);
        }
      }),
      runs,
    );
  });
});

test('all controllers together come to rest', () => {
  fc.assert(
    fc.property(world, (objects) => {
      new PerfectWorld(objects).settle(controllers);
    }),
    { numRuns: 150 },
  );
});

test('Deployment and ReplicaSet together give as many pods of the new template as are wanted', () => {
  fc.assert(
    fc.property(
      deployment,
      set('web-1', 1, 1),
      set('web-2', 2, 2),
      fc.tuple(...[1, 2, 3].map(pod)),
      (wish, one, two, pods) => {
        const { deletionTimestamp: _, finalizers: __, ...metadata } = wish.metadata;
        const spec = wish.spec as { readonly replicas: number; readonly paused?: boolean };
        // Upstream stands still when old and new are both active under Recreate and the wish changes; a rollout never comes there.
        if (spec.paused || (wish.spec as { readonly strategy: { readonly type: string } }).strategy.type === 'Recreate')
          return;
        const perfect = new PerfectWorld([
          { ...wish, metadata },
          one,
          two,
          ...pods.map((p) => ({ ...p, status: running })),
        ]);
        perfect.podsAreReadyAtOnce = true;
        perfect.settle([deploymentController, replicaSetController]);
        const wanted = JSON.stringify((wish.spec as { readonly template: { readonly spec: unknown } }).template.spec);
        const mine = perfect
          .observed()
          .list('replicasets')
          .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === 'web'));
        const sizes = mine.map(({ spec: s }) => {
          const { replicas, template: t } = s as {
            readonly replicas: number;
            readonly template: { readonly spec: unknown };
          };
          return JSON.stringify(t.spec) === wanted ? replicas : -replicas;
        });
        expect(
          sizes.every((size) => size >= 0),
          JSON.stringify(sizes),
        ).toBe(true);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(spec.replicas);
      },
    ),
    { numRuns: 150 },
  );
});
