// YAML as kubectl reads and prints it.
import { describe, expect, test } from 'vitest';
import { readFixture } from '../fixtures/read.ts';
import { parseManifests, parseYaml, toYaml } from '../yaml.ts';

interface Fixture {
  scalars: [string, unknown][];
  errors: { [name: string]: { text: string; error: string } };
  documents: { [name: string]: { text: string; objects: { metadata: { labels?: { l?: string } } }[] } };
  printed: { object: unknown; yaml: string }[];
}
const fixture = readFixture<Fixture>('yaml');

test.each(fixture.scalars)('%j reads as kubectl reads it', (text, expected) => {
  expect(parseYaml(`k: ${text}\n`)).toEqual({ ok: true, value: { k: expected } });
});

describe('what kubectl says to broken files', () => {
  test.each(Object.entries(fixture.errors))('%s', (name, { text, error }) => {
    expect(parseManifests(text, `${name}.yaml`).error?.message).toBe(error);
  });

  test('places are those of the file, not of the document', () => {
    const { error, manifests } = parseManifests('kind: A\n---\nkind: B\nx: y: z\n', 'f.yaml');
    expect(manifests.map((each) => each.object.kind)).toEqual(['A']);
    expect(error).toMatchObject({ line: 4, column: 5 });
  });
});

test.each(Object.entries(fixture.documents))('document %s', (name, { text, objects }) => {
  const { manifests, error } = parseManifests(text, name);
  expect(error).toBeUndefined();
  const labelled = manifests.map(({ object }) => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, l: '1' } },
  }));
  expect(labelled).toEqual(objects);
});

test.each(fixture.printed.map((each, index) => [index, each] as const))(
  'prints object %i as kubectl does',
  (_, { object, yaml }) => {
    expect(toYaml(object)).toBe(yaml);
  },
);

test.each(fixture.printed.map((each, index) => [index, each] as const))(
  'reads its own print %i',
  (_, { object, yaml }) => {
    expect(parseYaml(yaml)).toEqual({ ok: true, value: object });
  },
);

describe('bounds', () => {
  test('an alias bomb is refused', () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x]'];
    for (let index = 1; index < 9; index += 1) {
      const [before, here] = [String.fromCharCode(96 + index), String.fromCharCode(97 + index)];
      lines.push(`${here}: &${here} [${Array(9).fill(`*${before}`).join(',')}]`);
    }
    expect(parseYaml(lines.join('\n'))).toMatchObject({
      ok: false,
      error: { message: 'yaml: document contains excessive aliasing' },
    });
  });

  test('an anchor that contains itself is refused', () => {
    expect(parseYaml('a: &a [*a]\n')).toMatchObject({
      ok: false,
      error: { message: "yaml: anchor 'a' value contains itself" },
    });
  });

  test('deep nesting is refused before it can exhaust the stack', () => {
    expect(parseYaml('['.repeat(100_000))).toMatchObject({ ok: false });
    expect(parseYaml(`${'- '.repeat(100_000)}x`)).toMatchObject({ ok: false });
  });
});
