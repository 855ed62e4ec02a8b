// Stories told by the cluster itself, checked against what it told when they were recorded. `UPDATE=1` records them anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runScript } from './script.ts';

const folder = fileURLToPath(new URL('./testdata/', import.meta.url));
const stories = readdirSync(folder).filter((name) => name.endsWith('.txt'));

describe('stories', () => {
  test.each(stories)('%s', (name) => {
    const text = readFileSync(folder + name, 'utf8');
    const told = runScript(text);
    if (process.env.UPDATE) writeFileSync(folder + name, told);
    else expect(told).toBe(text);
  });

  test('a story says where it goes wrong', () => {
    const story = 'nodes a=2\ndeployment web replicas=2\nrun until quiet\nexpect 3 ready pods\n----\n';
    expect(() => runScript(story)).toThrow('line 4: expect 3 ready pods: there are 2');
    expect(() => runScript('nodes a=2\ndance\n----\n')).toThrow('line 2: dance: no such command');
    expect(() => runScript('run 10s\n----\n')).toThrow('a story begins with nodes');
  });
});
