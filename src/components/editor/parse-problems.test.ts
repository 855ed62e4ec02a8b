// Text that is not YAML is marked where reading stopped, in kubectl's words.
import { describe, expect, it } from 'vitest';
import { nginxDeployment } from './examples.ts';
import { checkedLength, parseProblems } from './parse-problems.ts';

describe('parseProblems', () => {
  it('is silent about a good file and about several documents', () => {
    expect(parseProblems(nginxDeployment, 'web.yaml')).toEqual([]);
    expect(parseProblems(`${nginxDeployment}---\nkind: Pod\n`, 'web.yaml')).toEqual([]);
    expect(parseProblems('  ', 'web.yaml')).toEqual([]);
  });

  it.each([
    ['a tab', 'metadata:\n\tname: x\n', 2, 'found character that cannot start any token'],
    ['a nested mapping in one line', 'kind: a: b\n', 1, 'mapping values are not allowed in this context'],
    ['an unclosed list', 'a: [1, 2\nb: 3\n', 2, ''],
  ])('marks %s', (_, text, line, words) => {
    const [first] = parseProblems(text, 'bad.yaml');
    expect(first?.message).toContain('error: error parsing bad.yaml: error converting YAML to JSON: yaml: line ');
    expect(first?.message).toContain(words);
    expect(first?.line).toBe(line);
  });

  it('names a key that is set twice', () => {
    expect(parseProblems('kind: Pod\nkind: Pod\n', 'x.yaml')[0]?.message).toContain('already set in map');
  });

  it('leaves a very long text alone', () => {
    expect(parseProblems(`\t${'a'.repeat(checkedLength)}`, 'x.yaml')).toEqual([]);
  });
});
