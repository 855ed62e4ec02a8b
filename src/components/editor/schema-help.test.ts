// The schema is found by indentation, in good files and in half-written ones.
import { describe, expect, it } from 'vitest';
import { nginxDeployment } from './examples.ts';
import { commonKinds, contextAt, describeField, suggestionsAt, typeAt } from './schema-help.ts';

/** Context at the mark `|`. */
function at(text: string) {
  const offset = text.indexOf('|');
  return contextAt(text.slice(0, offset) + text.slice(offset + 1), offset);
}

describe('contextAt', () => {
  it.each([
    ['image: nginx:1', ['spec', 'template', 'spec', 'containers']],
    ['containerPort', ['spec', 'template', 'spec', 'containers', 'ports']],
    ['replicas', ['spec']],
    ['kind', []],
    ['app: nginx', ['metadata', 'labels']],
  ])('%s', (needle, path) => {
    expect(contextAt(nginxDeployment, nginxDeployment.indexOf(needle) + 1).path).toEqual(path);
  });

  it('works on an empty line and in the second document', () => {
    const text = `${nginxDeployment}---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    |`;
    expect(at(text)).toMatchObject({ kind: 'Pod', apiVersion: 'v1', path: ['spec', 'containers'] });
  });

  it('works where dashes are indented', () => {
    expect(at('kind: Pod\nspec:\n  containers:\n    - name: a\n      im|').path).toEqual(['spec', 'containers']);
  });
});

describe('suggestions', () => {
  it('come from the schema of the kind', () => {
    const names = suggestionsAt(at('apiVersion: apps/v1\nkind: Deployment\nspec:\n  |'), commonKinds).map(
      (s) => s.label,
    );
    expect(names).toContain('replicas');
    expect(names).not.toContain('containers');
  });

  it('give the values a field may have', () => {
    const values = suggestionsAt(at('apiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: |'), commonKinds);
    expect(values.map((s) => s.label)).toEqual(['Always', 'Never', 'OnFailure']);
    expect(suggestionsAt(at('kind: |'), commonKinds).map((s) => s.label)).toContain('Deployment');
    expect(suggestionsAt(at('kind: Deployment\napiVersion: |'), commonKinds).map((s) => s.label)).toContain('apps/v1');
  });

  it('describe a field in one line', () => {
    const type = typeAt(at('apiVersion: v1\nkind: Pod\nspec:\n  |'));
    expect(describeField(type!.fields.get('containers')!)).toBe('containers <[]Container>  -required-');
  });
});
