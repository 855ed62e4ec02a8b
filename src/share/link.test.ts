// Links: what went in comes out, with the same hash at the same moment; what is damaged, cut off or hostile is told in words.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionVerbs, createCluster, defaultCluster } from '../engine/index.ts';
import { hostileLink, openHostile } from './hostile-links.ts';
import { fromFragment, fromText, textToFragment, toFragment, toText } from './link.ts';
import { packed } from './packed.ts';
import { randomRun, roundTrip } from './random-runs.ts';
import { rebuild } from './rebuild.ts';
import { limits, readShared, type SharedRun, shareSandbox } from './shared-run.ts';

const runs = 50;

/** An attempt of many actions, from the links that are kept. */
async function long(): Promise<SharedRun> {
  const file = join(import.meta.dirname, 'fixtures', 'version-2-lesson-long.txt');
  const read = await fromFragment(readFileSync(file, 'utf8').trim());
  if (!read || 'problem' in read) throw new Error(read?.problem.message);
  return read.run;
}

describe('a run in a link', () => {
  it(`comes out as it went in, ${runs} times`, { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= runs; seed++) expect((await roundTrip(seed)).problem, `seed ${seed}`).toBe('');
  });

  it('is the same in a file', () => {
    const run = shareSandbox(randomRun(3), 1);
    expect(fromText(toText(run))).toEqual({ run });
  });

  it('of a long lesson says once what was done often, and comes out as it went in', async () => {
    const run = await long();
    const { lesson } = run;
    expect(lesson?.inputs.length).toBeGreaterThan(100);
    const fragment = await toFragment(run);
    expect(fragment).toMatch(/^#s=2\./);
    expect(await fromFragment(fragment)).toEqual({ run });
    const plain = await textToFragment(JSON.stringify(run));
    expect(fragment.length).toBeLessThan(plain.length * 0.8);
    expect(await fromFragment(plain)).toEqual({ run });
    // Half as many again as the 370 of before still fit what a learning platform keeps.
    const more = Array.from({ length: 560 }, (_, i) => {
      const [, action] = lesson?.inputs[i % lesson.inputs.length] ?? [0, { kubectl: 'get pods' }];
      return [i * 4_000 + ((i * 7_919) % 3_989), 'kill' in action ? { delete: `pod/web-${i % 70}` } : action] as const;
    });
    expect((await toFragment({ ...run, lesson: lesson && { ...lesson, inputs: more } })).length).toBeLessThan(4_096);
  });

  it('cannot name one long text so often that it becomes more than a run can have', async () => {
    const run = await long();
    const apply = `# ${'x'.repeat(50_000)}`;
    const inputs = {
      ticks: Array(5_000).fill('1').join(' '),
      which: Array(5_000).fill('0').join(' '),
      did: [[{ apply }]],
    };
    const opened = await fromFragment(
      await textToFragment(JSON.stringify({ ...run, lesson: { ...run.lesson, inputs } }), 2),
    );
    expect(opened).toMatchObject({ problem: { path: 'lesson.inputs' } });
  });

  it('is read from a recording of the command line, up to where that was left', () => {
    const host = randomRun(3)[0].host;
    const text = JSON.stringify({ ...host.recording(), end: host.now() });
    const opened = fromText(text);
    if (!('run' in opened)) throw new Error(`${opened.problem.path} ${opened.problem.message}`);
    const living = rebuild(opened.run);
    let last: ReturnType<typeof living.next>;
    do last = living.next();
    while (!last.done);
    if (!('branches' in last.value)) throw new Error('too long');
    const [{ host: again }] = last.value.branches;
    expect([again.now(), again.hash()]).toEqual([host.now(), host.hash()]);
    expect(last.value.same).toBe(true);
    expect(fromText('{"format":"recording/1","seed":1,"cluster":{"nodes":7},"inputs":[null]}')).toHaveProperty(
      'problem',
    );
  });

  it('takes users along, at rates that are no whole numbers', () => {
    const users = { name: 'users', to: 'default/web', from: 'outside', path: '/', keepAlive: false };
    const traffic = [{ ...users, rate: 2500, timeout: 1500, start: 250 }];
    const host = createCluster({ seed: 3, cluster: { ...defaultCluster, traffic } });
    const run = shareSandbox([{ id: 1, name: 'main', parent: undefined, forkedAt: 0, host }], 1);
    expect(fromText(toText(run))).toEqual({ run });
  });

  it('says when this engine lives it otherwise', async () => {
    const run: SharedRun = { ...shareSandbox(randomRun(4), 1), hash: 'of another world' };
    let last: ReturnType<ReturnType<typeof rebuild>['next']>;
    const living = rebuild(run);
    do last = living.next();
    while (!last.done);
    expect(last.value).toMatchObject({ same: false });
  });
});

describe('links of this version are opened for ever', () => {
  const folder = join(import.meta.dirname, 'fixtures');
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  const opened = async (name: string): Promise<SharedRun> => {
    const read = await fromFragment(readFileSync(join(folder, name), 'utf8').trim());
    if (!read || 'problem' in read) throw new Error(`${name}: ${read?.problem.path} ${read?.problem.message}`);
    return read.run;
  };

  it.each(files)('%s', async (name) => {
    const run = await opened(name);
    expect(run.format).toBe('run/1');
    if (run.lesson) return;
    const living = rebuild(run);
    let last: ReturnType<typeof living.next>;
    do last = living.next();
    while (!last.done);
    expect(last.value).toMatchObject({ active: run.sandbox?.active });
  });

  it('they do everything that an action can say, and have every kind of run', async () => {
    const all = await Promise.all(files.map(opened));
    const done = new Set<string>();
    for (const { sandbox, lesson } of all) {
      const inputs = [...(lesson?.inputs ?? []), ...(sandbox?.branches.flatMap((branch) => branch.inputs) ?? [])];
      for (const [, action] of inputs) for (const field of Object.keys(action)) done.add(field);
    }
    expect(
      actionVerbs.filter((verb) => !done.has(verb)),
      'no link has these; add them to corpus.ts and write its links',
    ).toEqual([]);
    for (const field of ['stdin', 'files', 'container', 'bumpRevision', 'markCompacted']) expect(done).toContain(field);
    const clusters = all.map(
      ({ sandbox }) => sandbox?.cluster as { controlPlane?: { nodes?: number }; traffic?: unknown },
    );
    expect(clusters.some((cluster) => cluster?.controlPlane?.nodes === 3)).toBe(true);
    expect(clusters.some((cluster) => cluster?.traffic)).toBe(true);
    expect(all.some(({ sandbox }) => (sandbox?.branches.length ?? 0) >= 3)).toBe(true);
    expect(all.filter(({ lesson }) => lesson?.answers.some(({ right }) => right !== undefined)).length).toBeGreaterThan(
      1,
    );
  });
});

const hostile = 500;

describe('damaged and hostile links', () => {
  it(`are told in words or lived to an end, ${hostile} of them`, { timeout: 180_000 }, async () => {
    const attempt = JSON.parse(await lessonLink()) as SharedRun;
    const whole = [shareSandbox(randomRun(2), 1), attempt, shareSandbox(randomRun(3), 1), packed(attempt, 1)];
    const ends = { refused: 0, lived: 0, left: 0 };
    for (let seed = 1; seed <= hostile; seed++) {
      const link = await hostileLink(seed, whole);
      ends[
        (await openHostile(link, 20).catch((error) => Promise.reject(new Error(`seed ${seed}`, { cause: error })))).end
      ]++;
    }
    expect(ends.refused).toBeGreaterThan(hostile * 0.8);
    expect(ends.lived).toBeGreaterThan(0);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  /** An attempt as its text. */
  async function lessonLink(): Promise<string> {
    const file = join(import.meta.dirname, 'fixtures', 'version-1-lesson-self-healing.txt');
    const read = await fromFragment(readFileSync(file, 'utf8').trim());
    return JSON.stringify(read && 'run' in read ? read.run : undefined);
  }

  it('a run that asks for a million pods ends in a sentence', () => {
    const run = JSON.parse(JSON.stringify(shareSandbox(randomRun(5), 1)));
    run.sandbox.cluster.apply = ['kind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1000000}\n'];
    expect(readShared(run)).toMatchObject({ problem: { path: 'sandbox.cluster.apply' } });
  });
});

describe('what is no link', () => {
  it('is left alone when it is not ours', async () => {
    expect(await fromFragment('#top')).toBeUndefined();
    expect(await fromFragment('')).toBeUndefined();
  });

  it.each([
    ['letters that no link has', '#s=1.abc%20def', /letters/],
    ['a newer version', '#s=3.abc', /version 3/],
    ['a version before the first', '#s=0.abc', /version 0/],
    ['no version', '#s=abc', /damaged/],
    ['noise', '#s=1.AAAAAAAAAAAAAAAAAAAA', /damaged/],
    ['nothing', '#s=1.', /damaged|not JSON/],
    ['more than a link may have', `#s=1.${'A'.repeat(500_000)}`, /longer/],
  ])('%s', async (_, fragment, message) => {
    const opened = await fromFragment(fragment);
    expect(opened && 'problem' in opened && opened.problem.message).toMatch(message);
  });

  it('cut off anywhere is told, never thrown', async () => {
    const fragment = await toFragment(shareSandbox(randomRun(2), 1));
    for (let length = 3; length < fragment.length; length += 7) {
      const opened = await fromFragment(fragment.slice(0, length));
      expect(opened && 'problem' in opened, String(length)).toBe(true);
    }
  });

  it('a small link that holds a very large text is stopped on the way', async () => {
    const bomb = await toFragment({ format: 'run/1', pad: ' '.repeat(limits.characters * 8) } as unknown as SharedRun);
    expect(bomb.length).toBeLessThan(100_000);
    const opened = await fromFragment(bomb);
    expect(opened && 'problem' in opened && opened.problem.message).toMatch(/more than a run can have/);
  });

  const good = () => JSON.parse(JSON.stringify(shareSandbox(randomRun(5), 1)));
  it.each<[string, (run: ReturnType<typeof good>) => unknown, string]>([
    ['no branches', (run) => (run.sandbox.branches = []), 'sandbox.branches'],
    [
      'a hundred branches',
      (run) => (run.sandbox.branches = Array(100).fill(run.sandbox.branches[0])),
      'sandbox.branches',
    ],
    ['a parent that comes later', (run) => (run.sandbox.branches[0].parent = 7), 'sandbox.branches[0].parent'],
    [
      'an unknown action',
      (run) => (run.sandbox.branches[0].inputs = [[90_000, { hack: 1 }]]),
      'sandbox.branches[0].inputs[0]',
    ],
    [
      'time that runs back',
      (run) =>
        (run.sandbox.branches[0].inputs = [
          [9, { cordon: 'node/a' }],
          [8, { cordon: 'node/a' }],
        ]),
      'sandbox.branches[0].inputs[1]',
    ],
    ['a run without end', (run) => (run.sandbox.branches[0].horizon = 1e15), 'sandbox.branches[0].horizon'],
    ['an active branch that is none', (run) => (run.sandbox.active = 3.5), 'sandbox.active'],
    ['a cluster with a wrong field', (run) => (run.sandbox.cluster.pods = 3), 'sandbox.cluster.pods'],
    ['a seed that is none', (run) => (run.sandbox.seed = '1'), 'sandbox.seed'],
    ['neither lesson nor sandbox', (run) => delete run.sandbox, 'sandbox'],
    ['another format', (run) => (run.format = 'run/9'), 'format'],
  ])('%s is refused with its place', (_, spoil, path) => {
    const run = good();
    spoil(run);
    expect(readShared(run)).toMatchObject({ problem: { path } });
  });
});
