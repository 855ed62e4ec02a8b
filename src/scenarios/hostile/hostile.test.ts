// A lesson may come from anybody. What is hostile in it is refused with its line before anything of it is used, or has a bound.
import { beforeAll, describe, expect, it } from 'vitest';
import { isTooLarge, satisfies } from '../assertions/expression.ts';
import { formatMistake, lessons, loadExpressions, readLesson } from '../index.ts';
import { campaign } from './campaign.ts';

const own = lessons['self-healing'];
const text = own['lesson.yaml'];

beforeAll(loadExpressions);

function refusal(yaml: string, files: Readonly<Record<string, string>> = {}): string {
  const read = readLesson({ ...own, ...files, 'lesson.yaml': yaml });
  return 'mistakes' in read ? read.mistakes.map(formatMistake).join('\n') : 'it was read';
}

function changed(from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, () => to);
}

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh']
  .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
  .join('\n')}\n`;

describe('refused', () => {
  it.each([
    ['a script', changed('minutes: 9', 'minutes: 9\nscript: alert(1)'), /lesson\.yaml:11:1 script: unknown field/],
    [
      'a handler',
      changed('    kind: narrate', '    kind: narrate\n    onload: x'),
      /steps\[0\]\.onload: unknown field/,
    ],
    ['a tag that makes functions', changed('seed: 7', 'seed: !!js/function "() => 1"'), /Unresolved tag|seed: must be/],
    ['HTML', changed('Here a wish is kept:', '<b onclick=x>This</b>'), /steps\[0\]\.say\[0\]\.text: HTML is shown/],
    ['a picture', changed('Here a wish is kept:', '![x](https://example.org/x.png)'), /pictures are not loaded/],
    ['a link that runs', changed('Here a wish is kept:', '[x](javascript:alert)'), /links go to https/],
    ['fifty megabytes', `# ${'x'.repeat(50_000_000)}`, /at most 256 kB/],
    ['nesting in a line', `a: ${'['.repeat(5_000)}`, /more than 24 levels deep/],
    ['nesting over lines', `a:\n${' [\n'.repeat(60_000)}`, /levels deep|cannot be read|sufficiently indented/],
    ['nesting of keys', `${'? '.repeat(5_000)}x`, /levels deep|cannot be read|must be a map/],
    ['nesting of lists', `${'- '.repeat(5_000)}x`, /more than 24 levels deep/],
    ['an alias bomb', bomb, /more than 20 aliases/],
    [
      'an alias of itself',
      changed('seed: 7', 'seed: 7\nvariants: &v { x: *v }'),
      /more than 24 levels deep|refers to itself/,
    ],
    [
      'a prototype',
      changed('seed: 7', 'seed: 7\nvariants: { __proto__: [x] }'),
      /__proto__ cannot be the name of a field/,
    ],
    ['a constructor', changed('seed: 7', 'seed: 7\nconstructor: x'), /constructor cannot be the name of a field/],
    ['a file elsewhere', changed('manifests/web.yaml]', '../../secret.yaml]'), /outside the lesson's folder/],
    ['a file far away', changed('manifests/web.yaml]', '"https://example.org/a.yaml"]'), /outside the lesson's folder/],
    [
      'waiting for ever',
      changed('{ wait: settled }]\n    options:', '{ wait: 200h }]\n    options:'),
      /more than 2 hours/,
    ],
    ['a watch of days', changed('budget: 60s', 'budget: 90000h'), /budget: at most 2 hours/],
    [
      'a goal of days',
      changed('text: The Deployment stays }', 'text: The Deployment stays, for: 900h }'),
      /for: at most 2 hours/,
    ],
    [
      'lists walked in lists',
      changed(
        'absent: true, text: The Deployment stays',
        'expr: "self.a.all(x, x.b.all(y, y.c.all(z, z.d.all(w, true))))", text: The Deployment stays',
      ),
      /walks more than 2 lists/,
    ],
    [
      'a condition that is none',
      changed('absent: true, text: The Deployment stays', 'expr: "self.(", text: The Deployment stays'),
      /expr is not CEL/,
    ],
    [
      'a thousand nodes',
      changed(
        '  apply: [manifests',
        `${Array.from({ length: 60 }, (_, i) => `    - { name: extra-${i} }`).join('\n')}\n  apply: [manifests`,
      ),
      /at most 50 nodes/,
    ],
    [
      'a million pods by a script',
      changed('    kind: narrate', '    kind: narrate\n    begin: [{ scale: deployment/web, to: 1000000 }]'),
      /steps\[0\]\.begin\[0\]: 1000000 pods are asked for/,
    ],
    [
      'a million pods by kubectl',
      changed('    kind: narrate', '    kind: narrate\n    begin: [kubectl scale deploy web --replicas=1000000]'),
      /1000000 pods are asked for/,
    ],
    [
      'a machine more, and another',
      changed(
        '    kind: narrate',
        `    kind: narrate\n    begin: [${Array.from({ length: 40 }, (_, i) => `{ addNode: { name: a-${i} } }`)}]\n    faults: [{ id: f, at: +1s, do: [${Array.from({ length: 20 }, (_, i) => `{ addNode: { name: b-${i} } }`)}] }]`,
      ),
      /nodes with those that scripts add; a lesson has at most 50/,
    ],
  ])('%s', (_name, yaml, expected) => {
    expect(refusal(yaml)).toMatch(expected);
  });

  it('a million pods', () => {
    const web = own['manifests/web.yaml'].replace('replicas: 3', 'replicas: 1000000');
    expect(refusal(text, { 'manifests/web.yaml': web })).toMatch(
      /1000000 pods are asked for; a lesson has at most 500/,
    );
  });

  it.each([
    ['an alias bomb', bomb, /text\/de\.yaml:1:1 a: must be a text/],
    ['nesting', `title: ${'['.repeat(5_000)}`, /text\/de\.yaml:1:/],
    [
      'HTML',
      'steps.wish.say.0.text: <b onclick=x>Das</b>',
      /text\/de\.yaml:1:1 steps\.wish\.say\.0\.text: HTML is shown/,
    ],
    ['a link that runs', '\ntitle: "[x](javascript:alert)"', /text\/de\.yaml:2:1 title: links go to https/],
    ['a title of pages', `title: ${'x '.repeat(40_000)}`, /title: must be at most 60 long; it is 79999/],
    ['a list', '- x', /must be a map of texts/],
  ])('a translation with %s', (_name, table, expected) => {
    expect(refusal(text, { 'text/de.yaml': table })).toMatch(expected);
  });

  it('leaves no trace in other objects', () => {
    refusal(changed('seed: 7', 'seed: 7\n__proto__: { polluted: true }'));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('bounded', () => {
  const reading = (): { readonly object: { readonly metadata: object }; readonly reads: () => number } => {
    let reads = 0;
    const labels = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`l${i}`, 'x']));
    const metadata = {
      get labels() {
        reads++;
        return labels;
      },
    };
    return { object: { metadata }, reads: () => reads };
  };

  it('an object is walked once by a condition, however many moments come', () => {
    const { object, reads } = reading();
    const source = 'self.metadata.labels.all(x, self.metadata.labels.exists(y, x == y))';
    expect(satisfies(source, object)).toBe(true);
    const first = reads();
    for (let i = 0; i < 100; i++) satisfies(source, object);
    expect(reads()).toBe(first);
  });

  it('a condition does not walk what is too large, and says so', () => {
    const annotations = Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [`a${i}`, 'x']));
    const object = { metadata: { annotations } };
    const once = 'self.metadata.annotations.all(x, true)';
    const twice = 'self.metadata.annotations.all(x, self.metadata.annotations.exists(y, x == y))';
    expect([satisfies(once, object), isTooLarge(once, object)]).toEqual([true, false]);
    expect([satisfies(twice, object), isTooLarge(twice, object)]).toEqual([false, true]);
  });
});

describe('five hundred spoiled lessons', () => {
  it('never make the reader throw', { timeout: 60_000 }, () => {
    const { broken, refused } = campaign(Object.values(lessons), 500, 1, () => 0);
    expect(broken).toEqual([]);
    expect(refused).toBeGreaterThan(400);
  });
});
