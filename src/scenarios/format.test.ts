// Every kind of step once, on a lesson made for it: what a page is shown, what is foretold and measured, what strikes by itself, and that
// an attempt is taken up where it was left.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toAction } from './actions.ts';
import { measureMetric } from './assertions/metrics.ts';
import { checkContract, readLesson, resumeLesson } from './index.ts';
import type { LoadedLesson } from './loader.ts';
import { Player } from './play.ts';
import { atOnce } from './sliced.ts';
import { checkTranslations, inLanguage } from './translation.ts';

const folder = 'src/scenarios/fixtures/workshop';
const files = Object.fromEntries(
  ['lesson.yaml', 'manifests/web.yaml'].map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
);

function load(more: Readonly<Record<string, string>> = {}): LoadedLesson {
  const read = readLesson({ ...files, ...more });
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  return read;
}

const workshop = load();

/** A player at the beginning of a step. */
function at(step: string): Player {
  const player = Player.fresh(workshop);
  while (player.run.step.id !== step) player.solve();
  player.arrange();
  return player;
}

describe('what a page is shown', () => {
  const { run } = Player.fresh(workshop);

  it('is a sentence at its place, and what the picture does', () => {
    const first = run.view();
    expect(first.narration).toMatch(/^`web-[a-z0-9]+-[a-z0-9]{5}`? on node-\d/);
    expect(first.beat).toMatchObject({ index: 0, count: 3, anchor: { kind: 'object', ref: first.pointAt } });
    expect(first.scene).toMatchObject({ fit: ['Deployment/default/web'], dim: ['Deployment/default/web'] });
    expect(first.scene.highlight).toEqual([first.pointAt]);
    expect(first).toMatchObject({
      panels: { timeline: true, terminal: 'optional' },
      title: 'Look',
      futureLocked: false,
    });
    run.primary('next');
    expect(run.view().beat?.anchor).toEqual({ kind: 'edge', ref: 'kubelet/node-1', to: 'kube-apiserver/master-1' });
    run.primary('next');
    expect(run.view().beat?.anchor).toEqual({ kind: 'region', ref: 'timeline', to: '' });
  });

  it('stands still once a demonstration has been given, if the step asks for it, and goes on with the next', () => {
    const player = Player.fresh(workshop);
    player.solve();
    expect([player.run.step.id, player.run.view().standsStill]).toEqual(['shown', false]);
    // Nothing is said of what has not happened yet, and nothing lies over it.
    expect(player.run.view()).toMatchObject({ narration: 'Watch what happens.', beat: undefined });
    player.arrange();
    expect(player.run.view()).toMatchObject({ standsStill: true, futureLocked: false, beat: { index: 0 } });
    player.solve();
    expect(player.run.view().standsStill).toBe(false);
  });

  it('opens the tools of the step, and no others', () => {
    const { run: task } = at('task');
    expect(task.tools).toEqual(expect.arrayContaining(['delete', 'cordon', 'inspect']));
    expect(task.allows({ scale: 'deployment/web', to: 2 })).toBe(false);
    expect(task.allows({ kubectl: 'scale deployment web --replicas=2' })).toBe(false);
    expect(task.allows({ kubectl: 'get pods' })).toBe(true);
    expect(task.allows({ kubectl: 'delete pod web-1' })).toBe(true);
  });
});

describe('a question', () => {
  it('locks the future until it is answered or skipped', () => {
    const { run } = at('how-many');
    expect(run.view()).toMatchObject({ futureLocked: true, canSkip: true, primary: { id: 'lock', enabled: false } });
    expect(run.allows({ delete: 'pod/x' })).toBe(false);
    run.choose(1);
    run.primary('lock');
    expect(run.view().futureLocked).toBe(false);
    expect(run.view().prediction).toMatchObject({
      revealed: true,
      moment: undefined,
      options: [{ verdict: 'right', measured: '1 copy' }, { verdict: 'your guess' }],
      belief: { text: 'It takes minutes.' },
    });
  });

  it('shows the moment of the learner’s own run, and a model answer', () => {
    const player = at('which');
    const { run, host } = player;
    const before = host.now();
    run.choose(0);
    run.sure('certain');
    run.primary('lock');
    expect(run.phase).toBe('running');
    expect(run.view()).toMatchObject({ beat: undefined, standsStill: false, unhurried: false });
    player.live(60_000, () => run.phase === 'revealed');
    const { prediction, standsStill } = run.view();
    expect(prediction?.moment).toBeGreaterThan(before);
    expect(prediction).toMatchObject({ explain: 'The one that was named.', confidence: 'certain' });
    expect(standsStill).toBe(true);
  });

  it('goes on where the answer was given, whoever has looked at the moment before', () => {
    const player = at('which');
    const { run, host } = player;
    run.choose(0);
    run.primary('lock');
    player.live(60_000, () => run.phase === 'revealed');
    const end = host.now();
    run.lookBack(run.view().prediction?.moment);
    expect(host.now()).toBeLessThan(end);
    run.primary('next');
    expect([run.step.id, host.now()]).toEqual(['sequence', end]);
  });

  it('shortens no wait while it is read, nor before a task is begun', () => {
    const player = at('task');
    const { run, host } = player;
    expect(run.view().unhurried).toBe(true);
    host.submit({ delete: 'pod[app=web]#1' });
    run.sync();
    expect(run.view().unhurried).toBe(false);
  });

  it('waits for the next task, several of them at once', () => {
    const player = at('task');
    const { run } = player;
    expect(run.standings.map(({ step, settled }) => [step.id, settled])).toEqual([
      ['sequence', false],
      ['soon', false],
    ]);
    player.perform(run.step.kind === 'act' ? run.step.solution : [], 60_000);
    expect(run.view().prediction).toMatchObject({ question: 'What comes first?', revealed: true });
    // Two sentences belong to it.
    run.primary('next');
    run.primary('next');
    expect(run.view().prediction).toMatchObject({ question: 'When is the new one there?', revealed: true });
    run.primary('next');
    expect(run.step.id).toBe('back');
  });
});

it('an option that says until when is held to it: what comes later does not make it right', () => {
  const asked = files['lesson.yaml'].replace(
    /(- id: which[\s\S]*?measure: )which\n\s*of: .*\n([\s\S]*?options: ).*\n/,
    '$1holds\n$2[{ text: gone, when: { event: Deleted, kind: pod, until: { event: Deleting, kind: pod } } }, { text: going, when: { event: Deleting, kind: pod } }]\n',
  );
  const player = Player.fresh(load({ 'lesson.yaml': asked }));
  while (player.run.step.id !== 'which') player.solve();
  expect(player.run.step.kind === 'predict' && atOnce(player.run.computingKey(player.run.step)).fitting).toEqual([1]);
});

describe('faults', () => {
  it('strike at their time, and not twice after a look back', () => {
    const player = at('task');
    const { host, run } = player;
    const start = host.now();
    const struck = () =>
      host
        .recording()
        .inputs.filter(({ tick }) => tick > start)
        .map(({ input }) => Object.keys(input)[0]);
    player.live(4_000);
    expect(struck()).toEqual(['cordon', 'uncordon']);
    host.seek(start + 500);
    run.sync();
    player.live(4_000);
    expect(struck()).toEqual(['cordon', 'uncordon']);
    expect(run.view().goals[0]).toMatchObject({ state: 'done' });
  });

  it('are set off by the learner, once', () => {
    const { run } = at('alone');
    expect(run.view().triggers).toEqual([{ id: 'start', label: 'Go' }]);
    run.trigger('start');
    expect(run.view().triggers).toEqual([]);
    expect(run.view().primary).toBeUndefined();
  });
});

it('a look back goes to the moment and returns to the present', () => {
  const { run, host } = at('back');
  expect(run.present).toBeGreaterThan(host.now());
  const present = run.present;
  expect(run.view()).toMatchObject({ kind: 'replay', tools: ['select', 'inspect', 'wait', 'trigger'] });
  run.primary('next');
  expect(host.now()).toBe(present);
});

it('two ways are measured side by side, and the cluster stays as it is', () => {
  const { run, host } = at('ways');
  const before = host.hash();
  expect(run.view().compare).toEqual({ ways: ['two at once', 'one'], rows: [{ text: 'created', values: ['2', '1'] }] });
  expect(host.hash()).toBe(before);
});

it('help is counted, and what was solved for the learner earns nothing', () => {
  const player = at('task');
  player.run.solve();
  player.live(60_000, () => player.run.passed);
  expect(player.run.done.at(-1)).toMatchObject({ step: 'task', solvedBy: 'solution', actions: 1 });
  const { score, tasks } = player.run.view().progress;
  expect(tasks).toMatchObject([{ step: 'task', solvedBy: 'solution' }]);
  expect(score).toBeCloseTo(4 / 7); // two questions answered before, two settled by the task; the tasks and the quiz are open
});

it('what is solved for the learner is solved from the beginning, whatever stood in its way', () => {
  const player = at('task');
  player.arrange();
  player.run.hint();
  player.host.submit({ delete: 'deployment/web' });
  player.host.submit({ stop: 'kube-controller-manager/master-1' });
  player.live(5_000);
  player.run.solve();
  player.live(60_000, () => player.run.passed);
  expect(player.run.passed).toBe(true);
  expect(player.run.done.at(-1)).toMatchObject({ step: 'task', solvedBy: 'solution', actions: 1, hints: 1 });
  expect(player.host.recording().inputs.filter(({ input }) => 'stop' in input)).toEqual([]);
});

describe('an attempt is taken up on another machine', () => {
  it.each(['look', 'which', 'soon', 'task', 'back', 'alone', 'memory'])('at %s', (step) => {
    const player = at(step);
    if (step === 'task') player.live(2_700);
    const attempt = JSON.parse(JSON.stringify(player.run.attempt()));
    const { run, host } = resumeLesson(workshop, attempt);
    expect(host.hash()).toBe(player.host.hash());
    expect(run.view()).toEqual(player.run.view());
    expect(run.attempt()).toEqual(attempt);
  });

  it('in the middle of a task, and it goes on from there', () => {
    const player = at('task');
    player.live(3_500);
    const [, deletion] = player.run.step.kind === 'act' ? player.run.step.solution : [];
    player.host.submit(toAction(deletion, {}));
    player.live(100);
    const { run, host } = resumeLesson(workshop, JSON.parse(JSON.stringify(player.run.attempt())));
    player.live(60_000, () => player.run.passed);
    while (!run.passed && host.now() < player.host.now()) {
      host.advance(host.now() + 50, Number.POSITIVE_INFINITY);
      run.sync();
    }
    expect(run.done).toEqual(player.run.done);
    expect(run.done.at(-1)).toMatchObject({ step: 'task', solvedBy: 'learner', actions: 1 });
  });
});

describe('languages', () => {
  const table =
    'title: Die Werkstatt\nsteps.memory.ask: Wer zählt?\nsteps.look.say.1.text: Eine Verbindung.\nsteps.nowhere.ask: x\nsteps.shown.say.0.text: Es wurden mehr.\n' +
    'steps.how-many.answer.show: "{value, plural, other {# Kopien}}"\n';

  it('are complete and plausible, or the contract says where not', () => {
    const problems: string[] = [];
    const told = load({ 'text/de.yaml': table });
    checkTranslations(
      told,
      (_rule, problem) => void problems.push(problem),
      () => {},
    );
    expect(problems).toContain('de: steps.nowhere.ask: there is no such text');
    expect(problems).toContain('de: steps.look.say.0.text is missing');
    expect(problems.join()).not.toContain('steps.memory.ask');
    expect(problems.filter((problem) => /copies|show/.test(problem))).toEqual([
      'de: steps.shown.say.0.text: must have the same variables and commands: $copies',
      'de: steps.how-many.answer.show: {value, plural, …} lacks one',
    ]);
    expect(inLanguage(told, 'de').lesson).toMatchObject({
      title: 'Die Werkstatt',
      summary: 'Every tool is tried once.',
    });
  });
});

it('a translation pluralises in its own way, and the seed’s variants stand in the debrief, too', () => {
  const table = `steps.shown.say.0.text: "{copies, plural, one {# pod} few {# pody} other {# podów}}"
steps.how-many.answer.show: "{value, plural, one {# kopia} few {# kopie} other {# kopii}}"`;
  const player = Player.fresh(inLanguage(load({ 'text/pl.yaml': table }), 'pl'));
  player.solve();
  player.arrange();
  const { copies } = player.run.variants;
  expect(player.run.view().narration).toBe(copies === '4' ? '4 pody' : '5 podów');
  player.solve();
  player.run.choose(0);
  player.run.primary('lock');
  expect(player.run.view().prediction?.options[0]?.measured).toBe('1 kopia');
  expect(player.run.whole.debrief.text).toBe(`All ${copies} tried.`);
});

describe('users', () => {
  const service = `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

  it('are counted from the beginning of a step', () => {
    const yaml = files['lesson.yaml']
      .replace('apply: [manifests/web.yaml]', 'apply: [manifests/web.yaml, manifests/service.yaml]')
      .replace('  warmup:', '  traffic: [{ to: service/web, rate: 10/s }]\n  warmup:')
      .replace(
        '      text: Let it begin.',
        `$&\n      never: [{ that: service/web, metric: availableBackends, under: 1 }]`,
      );
    const told = load({ 'lesson.yaml': yaml, 'manifests/service.yaml': service });
    const player = Player.fresh(told);
    const count = (metric: string) => measureMetric('service/web', metric, player.run.scene);
    player.live(3_000);
    expect(count('sent')).toBeGreaterThan(25);
    expect([count('availableBackends'), count('lost')]).toEqual([3, 0]);
    player.solve();
    expect(count('sent')).toBe(0);
    // Two commands at one moment race; this one comes after the solution's.
    player.live(500);
    player.host.submit({ scale: 'deployment/web', to: 0 });
    player.live(10_000);
    expect(count('availableBackends')).toBe(0);
    expect(count('lost')).toBeGreaterThan(20);
    expect(count('lost')).toBe((count('sent') ?? 0) - (count('answered') ?? 0));
  });
});

it('keeps the contract', { timeout: 60_000 }, () => {
  const { rules } = checkContract(workshop);
  expect(rules.flatMap(({ problems }) => problems)).toEqual([]);
});
