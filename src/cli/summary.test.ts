// A class of three in one lesson, from the files that they would hand in to the page that their teacher reads: counted without names,
// and one of them told step by step and lived again.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { loadLesson, Player } from '../scenarios/index.ts';
import { shareLesson, toFragment, toText } from '../share/index.ts';
import { attempt } from './attempt.ts';
import { readPile } from './attempt-files.ts';
import { summary } from './summary.ts';

const loaded = loadLesson('self-healing');
if (!loaded) throw new Error('the course has it');

const folder = mkdtempSync(join(tmpdir(), 'podarium-class-'));
afterAll(() => rmSync(folder, { recursive: true }));

let out = '';
let err = '';
vi.spyOn(console, 'log').mockImplementation((text: string) => {
  out += `${text}\n`;
});
vi.spyOn(console, 'error').mockImplementation((text: string) => {
  err += `${text}\n`;
});
afterEach(() => {
  out = '';
  err = '';
});

const past = (player: Player, step: string) => {
  while (player.run.step.id !== step) player.solve();
  return player;
};

/** Knows everything. */
const ada = past(Player.fresh(loaded), 'guess-two');
/** Is certain of the wrong answer, asks for every hint, and is at the next question. */
const ben = past(Player.fresh(loaded), 'guess-one');
while (ben.run.moreToSay) ben.run.primary('next');
ben.run.choose(0);
ben.run.sure('certain');
ben.run.primary('lock');
ben.live(1_000);
for (let i = 0; i < 3; i++) ben.run.hint();
ben.live(60_000, () => ben.run.passed);
ben.run.primary('next');
/** Reads the first page. */
const eve = Player.fresh(loaded);

const run = ({ run: of, host }: Player) => shareLesson(of.attempt(), host);
const put = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
mkdirSync(join(folder, 'class'));
put('class/ada.json', toText(run(ada)));
put('class/ben.txt', `Dear teacher, here it is: https://podarium.example/${await toFragment(run(ben))} Ben`);
const lessons = {
  'self-healing': { version: 3, state: 'begun', step: 1, steps: 10, attempt: JSON.stringify(eve.run.attempt()) },
  'what-is-a-node': { version: 1, state: 'begun', step: 1, steps: 11 },
};
put('class/eve.json', JSON.stringify({ format: 'progress/1', lessons }));

it('counts answers, tasks, wrong ideas and where people are, and names nobody', async () => {
  expect(await summary([join(folder, 'class')])).toBe(0);
  expect(out).toContain(
    'Say what you want (self-healing, version 3): 3 attempts\n  to the end 0, passed 0, mean score ',
  );
  expect(out).toMatch(/guess-one: One pod fewer\. .* \(2 answers\)\n +1 {2}Two pods \(command-once; 1 certain\)\n/);
  expect(out).toMatch(/ 1 {2}Another pod \(what happened; 1 certain\)\n/);
  expect(out).toMatch(
    /delete-one: Delete one pod\n +2 {2}did it: 1 by themselves, 1 by the last hint; 3 hints; median 1 action, 1.6/,
  );
  expect(out).toMatch(
    /first\n +1 {2}command-once: Kubernetes executes my command, once, and is done\. \(1 certain\)\n/,
  );
  expect(out).toMatch(/Not at the end yet\n +1 {2}at wish: .*\n +1 {2}at who: .*\n +1 {2}at guess-two: /);
  expect(out).not.toMatch(/ada|ben|eve/i);
  expect(err).toBe('');
});

it('is data on demand, and counts what is given twice once', async () => {
  expect(await summary([join(folder, 'class'), join(folder, 'class/ada.json'), '--json'])).toBe(0);
  const { copies, lessons: told } = JSON.parse(out);
  expect(copies).toBe(1);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ attempts: 3, toTheEnd: 0, otherEditions: 0 });
});

it('finds the runs in a table that a platform gives out', async () => {
  const kept = (await toFragment(run(ben))).slice('#s='.length);
  const table = put('results.csv', `name,score,suspend_data\nBen,0.25,"${kept}"\nMia,0.5,\n`);
  const { given, unread } = await readPile([table]);
  expect([given.length, unread]).toEqual([1, []]);
});

it('keeps another edition of the lesson apart, and says what it could not read', async () => {
  const other = { ...run(ada), lesson: { ...ada.run.attempt(), hash: 'other' } };
  const files = [put('other.json', toText(other)), put('photo.txt', 'no run'), put('cut.json', '{"format":"run/1"')];
  expect(await summary(files)).toBe(2);
  expect(out).toContain('0 attempts\n  1 attempt of another edition left out');
  expect(err).toContain('photo.txt: holds no run, no progress and no link to a run.');
  expect(err).toContain('cut.json: This is not the file of a run: it is not JSON.');
});

it('tells one attempt in order, and has lived it again', async () => {
  expect(await attempt([join(folder, 'class/ben.txt')])).toBe(0);
  expect(out).toContain('lived again: the same cluster');
  expect(out).toMatch(/answered "Two pods", certain\n +it was "Another pod"\n +command-once: Kubernetes executes/);
  expect(out).toMatch(/delete-one: Delete one pod\n[\s\S]*done, by the last hint: 1 action, 3 hints, /);
  expect(out).toMatch(/not at the end yet, score \d+ %/);
});

it('prints what a learner typed as letters, never as orders to the terminal', async () => {
  const { lesson, ...head } = run(eve);
  const inputs = [[5, { kubectl: 'get pods \u001b[2J' }]] as const;
  const typed = put(
    'typed.json',
    toText({ ...head, hash: '', lesson: { ...lesson, inputs, before: 0, now: 5 } as never }),
  );
  await attempt([typed]);
  expect(out).toContain('get pods ·[2J');
});

it('says when an attempt comes to another cluster than it says', async () => {
  const forged = put('forged.json', toText({ ...run(ada), hash: '0123456789abcdef' }));
  expect(await attempt([forged])).toBe(1);
  expect(out).toContain('another cluster than it says (it was changed, or this is a defect)');
});
