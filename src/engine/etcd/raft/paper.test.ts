// What the raft paper claims, one test a claim, with the section that claims it; and stories as scripts, in the manner of etcd-io/raft.
// After a wanted change `UPDATE=1 npx vitest src/engine/etcd/raft` writes the stories anew; read the diff.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Lab } from './lab.ts';
import { commitOf, entryAt, lastIndex, termAt, termOf, trim, voteOf, write } from './log.ts';
import { quorumOf } from './state.ts';

const three = ['a', 'b', 'c'];
const put = (text: string) => ({ on: 'propose', commands: [Object.freeze({ text })] }) as const;

function elected(leader = 'a', members = three): Lab {
  const lab = new Lab(members);
  lab.campaign(leader);
  lab.deliver();
  return lab;
}

describe('elections', () => {
  test('a majority elects: floor(n / 2) + 1 (§5.2)', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(quorumOf)).toEqual([1, 2, 2, 3, 3, 4, 4]);
  });

  test('a candidate with a majority leads and begins with an empty entry (§5.2, §8)', () => {
    const lab = elected();
    expect(lab.rafts.a.role).toBe('leader');
    expect(lab.rafts.b.leader).toBe('a');
    expect(entryAt(lab.logs.b, 1)).toEqual({ index: 1, term: 1 });
    expect(commitOf(lab.logs.b)).toBe(1);
  });

  test('one vote a term, first come first served, and it outlives a crash (§5.2)', () => {
    const lab = new Lab(three);
    lab.do('b', { on: 'message', from: 'a', message: { type: 'vote', term: 1, lastIndex: 0, lastTerm: 0 } });
    lab.restart('b');
    lab.flying = [];
    lab.do('b', { on: 'message', from: 'c', message: { type: 'vote', term: 1, lastIndex: 0, lastTerm: 0 } });
    expect(lab.flying[0].message).toMatchObject({ type: 'vote-reply', granted: false });
    expect(voteOf(lab.logs.b)).toBe('a');
  });

  test('a log that is behind gets no vote (§5.4.1)', () => {
    const lab = elected();
    lab.isolate('c');
    lab.do('a', put('x'));
    lab.deliver();
    lab.join('c');
    lab.isolate('a');
    lab.now += 5_000;
    lab.campaign('c');
    lab.deliver();
    expect(lab.rafts.c.role).not.toBe('leader');
    lab.campaign('b');
    lab.deliver();
    expect(lab.rafts.b.role).toBe('leader');
  });

  test('a cut-off member does not count terms up, and disturbs nobody when it is back (thesis §9.6)', () => {
    const lab = elected();
    lab.isolate('c');
    for (let i = 0; i < 5; i++) lab.campaign('c');
    lab.deliver();
    expect(termOf(lab.logs.c)).toBe(1);
    lab.join('c');
    lab.campaign('c');
    lab.deliver();
    expect(lab.rafts.a.role).toBe('leader');
    expect(termOf(lab.logs.a)).toBe(1);
  });

  test('a leader that hears no majority steps down (thesis §6.2)', () => {
    const lab = elected();
    lab.isolate('a');
    lab.now = 2_000;
    lab.do('a', { on: 'due' });
    expect(lab.rafts.a).toMatchObject({ role: 'follower', leader: '' });
  });

  test('who learns of a newer term follows (§5.1)', () => {
    const lab = elected();
    lab.do('a', { on: 'message', from: 'b', message: { type: 'append-reply', term: 7, accepted: false, match: 0 } });
    expect(lab.rafts.a.role).toBe('follower');
    expect(termOf(lab.logs.a)).toBe(7);
  });
});

describe('the log', () => {
  test('what a majority holds is committed, with a member down (§5.3)', () => {
    const lab = elected();
    lab.isolate('c');
    lab.do('a', put('x'));
    lab.deliver();
    expect([commitOf(lab.logs.a), commitOf(lab.logs.b), commitOf(lab.logs.c)]).toEqual([2, 2, 1]);
  });

  test('entries of an older term are never committed by counting (§5.4.2, figure 8)', () => {
    const lab = elected();
    lab.isolate('c');
    lab.isolate('b');
    lab.do('a', put('x'));
    lab.deliver();
    lab.join('b');
    lab.now += 5_000;
    lab.restart('a');
    lab.campaign('a');
    for (let n = 0; n < 4; n++)
      lab.flying.splice(0).forEach((f) => {
        // The new leader's own entry reaches nobody; the old one does.
        if (f.message.type === 'append') return;
        lab.do(f.to, { on: 'message', from: f.from, message: f.message });
      });
    expect(lab.rafts.a.role).toBe('leader');
    lab.do('a', { on: 'message', from: 'b', message: { type: 'append-reply', term: 2, accepted: true, match: 2 } });
    expect(commitOf(lab.logs.a)).toBe(1);
    lab.do('a', { on: 'message', from: 'b', message: { type: 'append-reply', term: 2, accepted: true, match: 3 } });
    expect(commitOf(lab.logs.a)).toBe(3);
  });

  test('what differs is replaced by the leader’s, as far back as it must be (§5.3)', () => {
    const lab = elected();
    write(
      lab.logs.c,
      [2, 3, 4].map((index) => ({ index, term: 1, command: { lost: index } })),
    );
    lab.isolate('a');
    lab.now += 5_000;
    write(lab.logs.b, [
      { index: 2, term: 2 },
      { index: 3, term: 2 },
    ]);
    lab.logs.b.promises.set('term', 2);
    lab.campaign('b');
    lab.deliver();
    expect(lab.rafts.b.role).toBe('leader');
    expect(lastIndex(lab.logs.c)).toBe(4);
    for (const index of [1, 2, 3, 4]) expect(termAt(lab.logs.c, index)).toBe(termAt(lab.logs.b, index));
  });

  test('a member that lacks more than the log holds gets a snapshot (§7)', () => {
    const lab = elected();
    lab.isolate('c');
    for (const text of ['x', 'y', 'z']) lab.do('a', put(text));
    lab.deliver();
    trim(lab.logs.a, 4);
    lab.join('c');
    lab.do('a', put('w'));
    const told = lab.deliver();
    expect(told).toContain('a → c  snapshot up to 4');
    expect(commitOf(lab.logs.c)).toBe(5);
  });

  test('what gathers while an answer is out goes in one message', () => {
    const lab = elected();
    for (const text of ['x', 'y', 'z']) lab.do('a', put(text));
    expect(lab.deliver()).toContain('a → b  append 2 behind 2, commit 2');
  });
});

describe('reads', () => {
  test('a read is granted after a majority has confirmed the leader (thesis §6.4)', () => {
    const lab = elected();
    lab.do('b', { on: 'read', ids: ['r'] });
    expect(lab.granted).toEqual([]);
    lab.deliver();
    expect(lab.granted).toEqual(['b may read r at 1']);
  });

  test('a leader that has lost its majority grants none', () => {
    const lab = elected();
    lab.isolate('a');
    lab.do('a', { on: 'read', ids: ['r'] });
    lab.deliver();
    expect(lab.granted).toEqual([]);
  });
});

describe('stories', () => {
  const folder = new URL('./testdata/', import.meta.url);
  test.each(readdirSync(folder))('%s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const told = tell(text);
    if (process.env.UPDATE) writeFileSync(new URL(name, folder), told);
    else expect(told).toBe(text);
  });
});

/** Runs a script and puts what happened below each command, indented by a bar. */
function tell(text: string): string {
  let lab = new Lab(three);
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('| ')) continue;
    lines.push(line);
    const [verb, ...args] = line.split(' ');
    const record = (told: readonly string[] | undefined) => lines.push(...(told ?? []).map((each) => `| ${each}`));
    if (verb === 'members') lab = new Lab(args);
    else if (verb === 'campaign') record(lab.campaign(args[0]));
    else if (verb === 'propose') record(lab.do(args[0], put(args[1])));
    else if (verb === 'deliver') record(lab.deliver());
    else if (verb === 'isolate') lab.isolate(args[0]);
    else if (verb === 'join') lab.join(args[0]);
    else if (verb === 'crash') lab.restart(args[0]);
    else if (verb === 'wait') lab.now += Number(args[0]);
    else if (verb === 'due') record(lab.do(args[0], { on: 'due' }));
    else if (verb === 'show') record(lab.show());
    else if (line !== '' && !line.startsWith('#')) throw new Error(`no command ${verb}`);
  }
  return lines.join('\n');
}
