// What an author's editor is told: a sentence at every field, no complaint about a lesson that Podarium has, and one about the slips
// that the reader refuses too.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lessons, readLesson } from '../src/scenarios/index.ts';
import { root } from './ensure.mjs';
import { complaints } from './json-schema-check.ts';
import { lessonJsonSchema, type Node } from './lesson-json-schema.ts';
import { words } from './lesson-words.ts';

const { schema, used } = lessonJsonSchema();
const complaintsOf = (yaml: string) => complaints(parse(yaml), schema, schema);

describe('what the editor says at a field', () => {
  it('is a sentence at every one of them', () => {
    const bare: string[] = [];
    let fields = 0;
    const look = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [name, field] of Object.entries((node as Node).properties ?? {})) {
        fields++;
        if (!/^\S.*[.…]$/.test(field.description ?? '')) bare.push(`${path}.${name}`);
      }
      for (const [key, inner] of Object.entries(node)) look(inner, `${path}.${key}`);
    };
    look(schema, '');
    expect(bare).toEqual([]);
    expect(fields).toBeGreaterThan(300);
  });

  it('speaks of no field that is gone', () => {
    expect(Object.keys(words).filter((key) => !used.has(key))).toEqual([]);
  });

  it('tells apart what two kinds of steps call by one name', () => {
    expect(used).toContain('quiz.options.value');
    expect(used).toContain('options.value');
  });
});

describe('the editor and the reader agree', () => {
  const scenarios = join(root, 'src/scenarios');
  const others = ['docs/examples/never-ready/lesson.yaml', 'src/scenarios/fixtures/lecture/lesson.yaml'];
  const folders = readdirSync(scenarios).filter((name) => name in lessons);

  it.each([...folders.map((name) => `src/scenarios/${name}/lesson.yaml`), ...others])('on %s', (path) => {
    expect(complaintsOf(readFileSync(join(root, path), 'utf8'))).toEqual([]);
  });

  it.each([
    ['an unknown field', 'level: beginner', 'levl: beginner'],
    ['an unknown field deep inside', 'restartCount, over: 0', 'restartCount, ovr: 0'],
    ['a word for a number', 'minutes: 9', 'minutes: eight'],
    ['a kind of step that there is not', 'kind: act', 'kind: deed'],
    ['another format', 'format: lesson/1', 'format: lesson/2'],
    ['an id with capitals', 'id: self-healing', 'id: Self-Healing'],
    ['a field of another kind of step', 'kind: narrate', 'kind: narrate\n    ask: Why?'],
    ['a text that is far too long', /title: .*/, `title: ${'long '.repeat(30)}`],
    ['nothing where something has to be', /summary: .*\n/, ''],
    ['a range of three ends', /range: \[(\w+), (\w+)\]/, 'range: [$1, $2, $2]', 'autoscaling'],
    ['a range of one end', /range: \[(\w+), \w+\]/, 'range: [$1]', 'autoscaling'],
  ])('on %s', (_, from, to, of = 'self-healing') => {
    const own = lessons[of];
    const yaml = own['lesson.yaml'].replace(from, to);
    expect(yaml).not.toBe(own['lesson.yaml']);
    expect('mistakes' in readLesson({ ...own, 'lesson.yaml': yaml })).toBe(true);
    expect(complaintsOf(yaml)).not.toEqual([]);
  });
});
