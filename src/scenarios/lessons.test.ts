// Every lesson of the course keeps its contract, and the contract notices lessons that do not: one planted fault for each promise.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkContract } from './contract.ts';
import { contractTable, lessons, loadExpressions, loadLesson, readLesson, runContract } from './index.ts';
import type { LessonFiles, LoadedLesson } from './loader.ts';
import { Player } from './play.ts';

await loadExpressions();

describe.each(Object.keys(lessons))('%s', (id) => {
  it('keeps the rules', { timeout: 120_000 }, () => {
    const report = runContract(id);
    const problems = report?.rules.flatMap(({ rule, problems }) => problems.map((problem) => `${rule}: ${problem}`));
    expect(problems).toEqual([]);
    expect(report && contractTable([report])).toContain(`| ${id} | ✓`);
  });
});

const own = lessons['self-healing'];

/** The first lesson with one text of it replaced. */
function spoiled(text: string | RegExp, by: string): LoadedLesson {
  const yaml = own['lesson.yaml'].replace(text, by);
  expect(yaml).not.toBe(own['lesson.yaml']);
  const read = readLesson({ ...own, 'lesson.yaml': yaml });
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  return read;
}

describe('the contract notices', () => {
  it.each([
    [
      1,
      'a name that finds nothing',
      'bind: { set: "replicaset[app=web]#1", one: "pod[app=web]#1" }',
      'bind: { set: "replicaset[app=web]#1", one: "pod[app=web]#9" }',
    ],
    [
      1,
      'a sentence with a blank: a ReplicaSet has no address',
      'Three pods came of it',
      'At $set.ip three pods came of it',
    ],
    [
      2,
      'a solution that does not solve',
      'solution: [{ delete: "pod[app=web]#2" }, { wait: settled }]',
      'solution: [{ cordon: node/node-1 }, { wait: settled }]',
    ],
    [
      2,
      'a goal that something harmless spoils',
      '- { that: "pod[app=web]", count: 3, text: Exactly three',
      '- { that: deployment/bystander, absent: true }\n        - { that: "pod[app=web]", count: 3, text: Exactly three',
    ],
    // Without `order` and `eventually` only the end counts, and the end is also the beginning.
    [3, 'a goal that is reached from the start', / {6}order:[\s\S]*?(?= {6}all:\n)/, ''],
    [4, 'a message that is not the one promised', 'expect: { message: 2 }', 'expect: { message: 0 }'],
    [
      5,
      'a question with two right answers',
      'detail: at least one must run, value: 1',
      'detail: at least one must run, value: 2',
    ],
  ])('rule %i: %s', { timeout: 120_000 }, (rule, _what, text, by) => {
    const lesson = spoiled(text, by);
    const report = checkContract(lesson);
    expect(report.rules.find((each) => each.rule === rule)?.problems).not.toEqual([]);
  });
});

describe('any way there counts', () => {
  const toTask = (): Player => {
    const loaded = loadLesson('self-healing');
    if (!loaded) throw new Error('the lesson is missing');
    const player = Player.fresh(loaded);
    while (player.run.step.id !== 'delete-one') player.solve();
    return player;
  };

  it.each([
    ['by its reference', { delete: 'pod[app=web]#3' }],
    ['by kubectl', 'kubectl delete pod $(pod[app=web]#1)'],
    ['by kubectl without waiting', 'kubectl delete pod $(pod[app=web]#2) --wait=false'],
  ])('%s', (_name, action) => {
    const player = toTask();
    player.perform([action], 60_000);
    expect(player.run.passed).toBe(true);
    expect(player.run.done.at(-1)).toMatchObject({ step: 'delete-one', solvedBy: 'learner', hints: 0, actions: 1 });
  });

  it('is told apart from help', () => {
    const player = toTask();
    for (let i = 0; i < 3; i++) player.run.hint();
    player.live(60_000, () => player.run.passed);
    expect(player.run.done.at(-1)).toMatchObject({ solvedBy: 'hint', hints: 3 });
  });

  it('says what is observed on the way', () => {
    const player = toTask();
    player.host.submit({ delete: 'pod[app=web]#1' });
    player.live(300);
    const goals = player.run.view().goals.map(({ text, state, observed }) => `${state} ${text}: ${observed}`);
    expect(goals).toContain('open web has 3 available pods again: 2 of 3');
    expect(goals).toContain('open The wish stays at 3: so far');
  });
});

describe('the page for authors', () => {
  it('has an example that keeps the contract', { timeout: 60_000 }, () => {
    const page = readFileSync('docs/authoring.md', 'utf8');
    // What begins at the margin belongs to the example; what is indented only says what could be added.
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
    const example = blocks.filter((text) => !text.startsWith(' ')).slice(0, 3);
    const manifest = /```yaml manifests\/web\.yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const read = readLesson({ 'lesson.yaml': example.join(''), 'manifests/web.yaml': manifest });
    expect('mistakes' in read ? read.mistakes : []).toEqual([]);
    if ('mistakes' in read) return;
    const { rules } = checkContract(read);
    expect(rules.flatMap(({ problems }) => problems)).toEqual([]);
  });

  const fileOf = (name: string): string => readFileSync(`docs/examples/never-ready/${name}`, 'utf8');
  const small = (changed: LessonFiles = {}): readonly string[] => {
    const names = ['lesson.yaml', 'manifests/web.yaml', 'manifests/mended.yaml'];
    const files = names.map((name) => [name, fileOf(name)]);
    const read = readLesson({ ...Object.fromEntries(files), ...changed });
    if ('mistakes' in read) return read.mistakes.map(({ message }) => message);
    const { rules } = checkContract(read);
    // The question of this lesson, and what the cluster answered.
    expect(rules.find(({ rule }) => rule === 5)?.tried).toContain(changed['manifests/web.yaml'] ? '' : 'guess: None');
    return rules.flatMap(({ problems }) => problems);
  };
  it('leads to a small lesson that keeps the contract', { timeout: 60_000 }, () => {
    expect(small()).toEqual([]);
  });

  it('is not needed to learn what kubectl has against a manifest', { timeout: 60_000 }, () => {
    const slip = fileOf('manifests/web.yaml').replace('readinessProbe', 'readynessProbe');
    expect(small({ 'manifests/web.yaml': slip }).join('\n')).toMatch(
      /did not take Deployment web; kubectl says: .*unknown field "spec\.template\.spec\.containers\[0\]\.readynessProbe"/,
    );
  });

  it('is not needed to learn that the right way is scolded', { timeout: 60_000 }, () => {
    const event = '{ event: Deleted, kind: pod, owner: deployment/web }';
    const scolding = fileOf('lesson.yaml').replace('{ action: delete }', event);
    expect(small({ 'lesson.yaml': scolding }).join('\n')).toMatch(/mend: the solution itself hears "A new pod came/);
  });
});
