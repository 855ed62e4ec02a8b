// What authors hear when something is wrong, and that a hostile file is refused before anything of it is used.
import { describe, expect, it } from 'vitest';
import { formatMistake, type LoadedLesson, lessonCluster, lessons, readLesson } from './index.ts';

const own = lessons['self-healing'];

function mistakes(yaml: string): readonly string[] {
  const read = readLesson({ ...own, 'lesson.yaml': yaml });
  return 'mistakes' in read ? read.mistakes.map(formatMistake) : [];
}

function changed(from: string, to: string): readonly string[] {
  const yaml = own['lesson.yaml'].replace(from, to);
  expect(yaml).not.toBe(own['lesson.yaml']);
  return mistakes(yaml);
}

describe('a mistake has file, line, column, field and a remedy', () => {
  it.each([
    ['level: beginner', 'levl: beginner', /^lesson\.yaml:11:1 levl: unknown field; did you mean level\?$/m],
    [
      '      order:\n',
      '      ordr:\n',
      /^lesson\.yaml:\d+:7 steps\[2\]\.goal\.ordr: unknown field; did you mean order\?$/m,
    ],
    [
      'restartCount, over: 0',
      'restartCount, ovr: 0',
      /steps\[2\]\.onFail\[2\]\.when\.ovr: unknown field; did you mean over\?/,
    ],
    ['minutes: 9', 'minutes: eight', /minutes: must be a number; it is eight/],
    [
      'misconception: pods-move',
      'misconception: pods-jump',
      /no misconception is called pods-jump; there are command-once, pods-move/,
    ],
    [
      '{ scale: deployment/web, to: 2 }',
      '{ scal: deployment/web, to: 2 }',
      /unknown action scal; did you mean scale\?/,
    ],
    ['memory: 8Gi', 'memry: 8Gi', /cluster\.nodes\[0\]\.memry: unknown field; known are .*Did you mean memory\?/],
    [
      'manifests/web.yaml',
      'manifests/wbe.yaml',
      /cluster\.apply\[0\]: there is no manifests\/wbe\.yaml beside the lesson/,
    ],
    [
      'bind: { victim: "pod[app=web]#2" }',
      'bind: { other: "pod[app=web]#2" }',
      /\$victim is no variant and not bound in this step/,
    ],
    ['path: spec.replicas, not: 3, text', 'path: spec.replicas, text', /path needs one of is, not/],
    ['budget: 60s', 'budget: 60', /budget: must be a duration like 10s, 7m or 250ms$/m],
    ['confidence: true', 'confidence: yes', /steps\[\d\]\.confidence: must be true or false; it is yes/],
    ['kind: narrate', 'kind: narrat', /steps\[0\]\.kind: must be narrate or .*; it is narrat; did you mean narrate\?/],
    ['seed: 7\n', 'seed: 7\nseed: 8\n', /^lesson\.yaml:\d+:1: seed is there twice/],
    ['    kind: narrate', '\tkind: narrate', /^lesson\.yaml:40:1: Tabs are not allowed as indentation: write blanks$/],
    ['title: A wish, written down', 'title: A wish: written down', /a text with ": " in it stands in quotes/],
    [
      'must run, value: 1',
      'must run, correct: true',
      /options\[\d\]\.correct: unknown field: which answer is right is measured, never said/,
    ],
    ['must run, value: 1', 'must run, range: [4, 2]', /range: ends before it begins: write the lower end first/],
    ['must run, value: 1', 'must run, range: [2]', /range: must be its two ends, like \[10s, 1m\] or \[2, 5\]/],
    [
      '{ that: deployment/web, absent: true, text: The Deployment stays }',
      '{ that: deploiment/web, absent: true, text: The Deployment stays }',
      /goal\.never\[1\]\.that: there is no kind deploiment; did you mean deployment\?/,
    ],
    [
      '{ that: deployment/web, absent: true, text: The Deployment stays }',
      '{ that: web, absent: true, text: The Deployment stays }',
      /goal\.never\[1\]\.that: web names nothing: write kind\/name, like node\/web/,
    ],
    [
      '{ event: Deleting, kind: pod',
      '{ event: Delete, kind: pod',
      /\.event: unknown event Delete; did you mean Deleted\?/,
    ],
  ])('%s → %s', (from, to, expected) => {
    expect(changed(from, to).join('\n')).toMatch(expected);
  });
});

it('a text that a comma has cut in two is told as that', () => {
  const cut = own['lesson.yaml'].replace(
    'misconceptions:\n',
    'misconceptions:\n  - {id: x, belief: Pods move, slowly, refutation: No}\n',
  );
  expect(mistakes(cut).join()).toMatch(/misconceptions\[0\]\.slowly: unknown field/);
  expect(mistakes(cut.replace('slowly', 'and slowly')).join()).toMatch(/put the whole text in quotes/);
});

describe('words with variables', () => {
  const debrief = (text: string) =>
    mistakes(own['lesson.yaml'].replace(/debrief:\n {2}text: .*/, `debrief:\n  text: '${text}'`));

  it('are read before anybody sees them', () => {
    expect(debrief('{pods, plural, one {a pod}}')).toEqual([
      expect.stringMatching(/debrief\.text: \{pods, plural, …\} needs other \{…\}, for all the rest$/),
    ]);
    expect(debrief('{pods, plural, other {pods}}').join()).toMatch(/ debrief: \$pods is no variant; /);
    expect(debrief('Write {spec: 3} here.').join()).toMatch(/write commands and YAML in `…`$/);
    expect(debrief('Write `{spec: 3}` here.')).toEqual([]);
  });
});

describe('a manifest in the lesson itself', () => {
  const inline = (manifest: string) =>
    own['lesson.yaml'].replace('apply: [manifests/web.yaml]', `apply: [${JSON.stringify(manifest)}]`);

  it('is the same as one beside it', () => {
    const alone = readLesson({ ...own, 'lesson.yaml': inline(own['manifests/web.yaml']) });
    if ('mistakes' in alone) throw new Error(alone.mistakes.map(formatMistake).join('\n'));
    const beside = readLesson(own) as LoadedLesson;
    expect(lessonCluster(alone).hash()).toBe(lessonCluster(beside).hash());
  });

  it('is read like one, and what is wrong with it said at its place', () => {
    expect(mistakes(inline('kind: Pod\n  bad: indent')).join('\n')).toMatch(/cluster\.apply\[0\]: /);
  });
});

describe('a hostile lesson is refused', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
    .join('\n')}\n`;
  it.each([
    ['too large', `# ${'x'.repeat(300_000)}`, /at most 256 kB/],
    ['too deep', `a: ${'['.repeat(5000)}`, /more than 24 levels deep/],
    ['an alias bomb', bomb, /more than 20 aliases/],
    ['not YAML', 'a: [', /^lesson\.yaml:\d+:\d+/],
    ['not a map', '- 1', /must be a map/],
    ['nothing', '', /must be a map/],
  ])('%s', (_name, yaml, expected) => {
    expect(mistakes(yaml).join('\n')).toMatch(expected);
  });
});

it('a mistake that quotes much of the lesson is cut to what can be read', () => {
  const read = readLesson({
    'lesson.yaml': `format: lesson/1\nid: ${'x'.repeat(50_000)}\n? ${'k'.repeat(5_000)}\n: 1\n`,
  });
  const { mistakes } = read as { mistakes: readonly { message: string; field: string }[] };
  expect(mistakes.length).toBeGreaterThan(0);
  for (const { message, field } of mistakes) expect(message.length + field.length).toBeLessThanOrEqual(1_200);
});
