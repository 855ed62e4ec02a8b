// Every verb of the SDK with what a host sees of it. The names are those of the protocol's own table: a verb without a line here is an
// error of types, and one that is not played is an error of the test.
import type { VerbName } from '../src/share/verbs.ts';

/** Played in the host's page, with the SDK as `window.sim`; answers with what is to be compared. */
export interface VerbCase {
  readonly does: () => Promise<unknown>;
  readonly is: unknown;
  /** What the page in the frame shows afterwards: a selector. */
  readonly shows?: string;
}

/** Played one after another in one open cluster. */
type InCluster = Exclude<VerbName, `lesson.${string}`>;
/** Played one after another in one lesson. */
type InLesson = Extract<VerbName, `lesson.${string}`>;

export const clusterCases: Readonly<Record<InCluster, VerbCase>> = {
  'time.now': { does: () => window.sim.time.now().then((now) => now >= 0), is: true },
  'time.pause': {
    does: async () => {
      await window.sim.time.pause();
      const before = await window.sim.time.now();
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return (await window.sim.time.now()) - before;
    },
    is: 0,
  },
  'time.seek': {
    does: async () => {
      const { time } = window.sim;
      await time.seek({ t: 2 });
      return [await time.now(), await window.code(time.seek({ t: -1 }))];
    },
    is: [2_000, 'bad-request'],
  },
  'time.play': {
    does: async () => {
      const { time } = window.sim;
      const before = await time.now();
      await time.play({ speed: 60 });
      while ((await time.now()) < before + 2_000);
      await time.pause();
      return [await window.code(time.play({ speed: -1 })), await window.code(time.play({ speed: 'fast' as 'auto' }))];
    },
    is: ['bad-request', 'bad-request'],
  },
  'time.step': {
    does: async () => {
      const { time } = window.sim;
      await time.seek({ t: 3 });
      const at = [await time.now()];
      for (const what of ['event', 'beat', 'back'] as const) {
        await time.step(what);
        at.push(await time.now());
      }
      // A step is a step: where nothing was done there is no thread to look for, however far.
      const near = at[1] - at[0] < 60_000;
      return [at[1] >= at[0], near, at[2] >= at[1], at[3] < at[2], await window.code(time.step('sideways' as 'beat'))];
    },
    is: [true, true, true, true, 'bad-request'],
  },
  'time.fork': {
    does: async () => {
      const { name, active } = await window.sim.time.fork('what if');
      return [name, active];
    },
    is: ['what if', true],
    shows: 'text=what if',
  },
  'time.branches': {
    does: async () => (await window.sim.time.branches()).map(({ name, active }) => [name, active]),
    is: [
      ['main', false],
      ['what if', true],
    ],
  },
  'time.go': {
    does: async () => {
      const { time } = window.sim;
      const [main] = await time.branches();
      await time.go(main.id);
      return [(await time.branches())[0].active, await window.code(time.go(99))];
    },
    is: [true, 'bad-request'],
  },
  'cluster.get': {
    does: async () => {
      const { cluster } = window.sim;
      const found = (await cluster.get('deployment/web')) as { readonly kind: string };
      return [found.kind, await cluster.get('deployment/nobody')];
    },
    is: ['Deployment', undefined],
  },
  'cluster.list': {
    does: async () => (await window.sim.cluster.list('pods')).length > 2,
    is: true,
  },
  'cluster.assert': {
    does: async () => {
      const { cluster } = window.sim;
      const clause = { that: 'deployment/web', path: 'spec.replicas', is: 3 };
      const { holds, sentence } = await cluster.assert(clause);
      return [holds, sentence !== '', await window.code(cluster.assert({ that: 'deployment/web', what: 1 }))];
    },
    is: [true, true, 'bad-request'],
  },
  'cluster.do': {
    does: async () => {
      const { cluster, time } = window.sim;
      const thread = await cluster.do({ scale: 'deployment/web', to: 5 });
      await time.play({ speed: 60 });
      const available = { that: 'deployment/web', path: 'status.availableReplicas', is: 5 };
      while (!(await cluster.assert(available)).holds);
      return [thread !== 0, await window.code(cluster.do({ dance: 1 }))];
    },
    is: [true, 'bad-action'],
  },
  'cluster.fault': {
    does: async () => {
      const { cluster } = window.sim;
      const thread = await cluster.fault({ unplug: 'node-2' });
      while (!(await window.sim.describe()).includes('unplugged'));
      return [thread !== 0, await window.code(cluster.fault({ scale: 'deployment/web', to: 9 }))];
    },
    is: [true, 'bad-action'],
  },
  'view.focus': {
    does: async () => {
      await window.sim.view.focus('deployment/web');
      return window.code(window.sim.view.focus('pod/nobody'));
    },
    is: 'unknown-object',
    shows: '[data-testid="inspector"] >> text=web',
  },
  'view.highlight': {
    does: async () => {
      await window.sim.view.focus([]);
      await window.sim.view.highlight(['node/node-3']);
      return window.code(window.sim.view.highlight(['pod/nobody']));
    },
    is: 'unknown-object',
    shows: '[data-object="Node//node-3"][data-lit]',
  },
  'view.set': {
    does: async () => {
      const { view } = window.sim;
      await view.set({ theme: 'dark', surface: 'list' });
      const wrong = [{ theme: 'pink' as 'dark' }, { surface: 'wall' as 'list' }];
      return Promise.all(wrong.map((options) => window.code(view.set(options))));
    },
    is: ['bad-request', 'bad-request'],
    shows: 'html[data-theme="dark"] [data-testid="outline"]',
  },
  'state.get': { does: async () => (await window.sim.state.get()).slice(0, 2), is: '1.' },
  'state.hash': { does: async () => /^[0-9a-f]{8,}$/.test(await window.sim.state.hash()), is: true },
  'state.set': {
    does: async () => {
      const { state, time, cluster } = window.sim;
      // Also in the middle of a tick, where a single step may leave it.
      await cluster.do({ scale: 'deployment/web', to: 4 });
      await time.pause();
      await time.step('event');
      const [kept, hash] = [await state.get(), await state.hash()];
      await cluster.do({ scale: 'deployment/web', to: 1 });
      await state.set(kept);
      await time.pause();
      return [(await state.hash()) === hash, await window.code(state.set('1.nonsense'))];
    },
    is: [true, 'bad-state'],
  },
  'state.link': {
    does: async () => {
      const links = [await window.sim.state.link(), await window.sim.state.link({ embed: true })];
      return links.map((link) => new URL(link).pathname + new URL(link).hash.slice(0, 5));
    },
    is: ['/#s=1.', '/embed/#s=1.'],
  },
  'state.tick': { does: async () => (await window.sim.state.tick()) > 0, is: true },
  'state.revision': { does: async () => (await window.sim.state.revision()) > 100, is: true },
  'state.recording': {
    does: async () => {
      const { format, end } = await window.sim.state.recording();
      return [format, end === (await window.sim.state.tick())];
    },
    is: ['recording/1', true],
  },
  image: {
    does: async () => {
      const [svg, png] = [await window.sim.image({ alt: true }), await window.sim.image({ format: 'png' })];
      const wrong = await window.code(window.sim.image({ format: 'gif' as 'png' }));
      return [svg.image.slice(0, 4), /node-1 \(Ready\)/.test(svg.alt), png.image.slice(0, 15), png.alt, wrong];
    },
    is: ['<svg', true, 'data:image/png;', '', 'bad-request'],
  },
  describe: { does: async () => (await window.sim.describe()).includes('Node node-1 Ready'), is: true },
};

export const lessonCases: Readonly<Record<InLesson, VerbCase>> = {
  'lesson.info': {
    does: async () => {
      const { id, step, index, steps, passed } = await window.sim.lesson.info();
      return [id, step, index, steps.length > 5, passed];
    },
    is: ['self-healing', 'wish', 0, true, undefined],
  },
  'lesson.next': {
    does: async () => {
      const { lesson } = window.sim;
      const pressed = [];
      for (let i = 0; i < 4; i++) pressed.push(await lesson.next());
      return [(await lesson.info()).step, pressed];
    },
    // A question is not passed by pressing on.
    is: ['guess-one', [true, true, true, false]],
  },
  'lesson.answer': {
    does: async () => {
      const { lesson, cluster } = window.sim;
      const early = await window.code(cluster.do({ scale: 'deployment/web', to: 9 }));
      const none = await window.code(lesson.answer(99));
      await lesson.answer(0, 'certain');
      return [early, none, (await lesson.info()).step, await window.code(lesson.answer(0))];
    },
    is: ['locked', 'bad-request', 'delete-one', 'bad-request'],
    shows: '[data-testid="lesson"] >> text=Two pods',
  },
  'lesson.check': {
    does: async () => {
      const { passed, clauses } = await window.sim.lesson.check();
      return [passed, clauses.length > 2, clauses[0].state];
    },
    is: [false, true, 'open'],
  },
  'lesson.hint': {
    does: async () => (await window.sim.lesson.hint()).length > 10,
    is: true,
    shows: '[data-testid="lesson"] >> text=Hint 1',
  },
  'lesson.solve': {
    does: async () => {
      const { lesson, time } = window.sim;
      await time.play({ speed: 60 });
      await lesson.solve();
      while (!(await lesson.check()).passed);
      return (await lesson.info()).step;
    },
    is: 'delete-one',
  },
  'lesson.goto': {
    does: async () => {
      const { lesson } = window.sim;
      return [(await lesson.goto('race')).step, await window.code(lesson.goto('nowhere'))];
    },
    is: ['race', 'unknown-step'],
    shows: '[data-testid="lesson"] >> text=Be rid of this one',
  },
  'lesson.reset': {
    does: async () => {
      await window.sim.lesson.reset();
      return (await window.sim.lesson.info()).step;
    },
    is: 'wish',
  },
  'lesson.load': {
    does: async () => {
      const { lesson } = window.sim;
      const { id, step } = await lesson.load('what-is-a-node', { seed: 5 });
      const wrong = ['no-such-lesson', { format: 'lesson/1' }, '{"format": 1}'];
      return [id, step !== '', await Promise.all(wrong.map((each) => window.code(lesson.load(each))))];
    },
    is: ['what-is-a-node', true, ['unknown-lesson', 'bad-lesson', 'bad-lesson']],
    shows: '[data-testid="lesson"]',
  },
};
