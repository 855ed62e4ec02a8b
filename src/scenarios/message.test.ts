// Plurals and choices in the words of a lesson: as the language says them, with what is not known yet left alone, and mistakes told.
import { describe, expect, it } from 'vitest';
import { formatMessage, messageMistake, missingForm, namesIn } from './message.ts';

const pods = '{pods, plural, =0 {no pod} one {# pod} other {# pods}} on {place}';

describe('a message', () => {
  it.each([
    ['0', 'no pod on node-1'],
    ['1', '1 pod on node-1'],
    ['4', '4 pods on node-1'],
  ])('of %s', (n, words) => {
    expect(formatMessage(pods, { pods: n, place: 'node-1' }, 'en')).toBe(words);
  });

  it.each([
    ['1', '1 pod'],
    ['3', '3 pody'],
    ['5', '5 podów'],
  ])('has the forms of its language: %s', (n, words) => {
    const polish = '{pods, plural, one {# pod} few {# pody} many {# podów} other {# poda}}';
    expect(formatMessage(polish, { pods: n }, 'pl')).toBe(words);
  });

  it('chooses by a name, in one another, and says which in a row', () => {
    const text = '{kind, select, pod {{n, selectordinal, one {the #st} two {the #nd} other {the #th}} pod} other {it}}';
    expect(formatMessage(text, { kind: 'pod', n: '2' }, 'en')).toBe('the 2nd pod');
    expect(formatMessage(text, { kind: 'node', n: '2' }, 'en')).toBe('it');
    expect(namesIn(text)).toEqual(['kind', 'n']);
  });

  it('keeps what it does not know, code, quotations and apostrophes', () => {
    const text = "It's `{\"spec\": {}}`, {victim.name}, '{'no variable'}'.";
    expect(formatMessage(text, {}, 'en')).toBe('It\'s `{"spec": {}}`, {victim.name}, {no variable}.');
    expect(formatMessage('{n, plural, one {#} other {#s}}', {}, 'en')).toBe('{n, plural, one {#} other {#s}}');
  });
});

it.each([
  ['{spec: 3}', '{spec, …}: a } is missing'],
  ['a } b', 'a } closes nothing'],
  ['{n, plural, one {#}}', 'needs other {…}'],
  ['{n, number}', 'is one of plural, selectordinal, select'],
  ['{n, plural, other {#}', 'a } is missing'],
])('%s is a mistake', (text, told) => {
  expect(messageMistake(text)).toContain(told);
  // Whoever wrote it sees it as it stands.
  expect(formatMessage(text, { n: '1', spec: '1' }, 'en')).toBe(text);
});

it('tells a form that a language needs', () => {
  expect(missingForm(pods, 'en')).toBeUndefined();
  expect(missingForm(pods, 'pl')).toBe('{pods, plural, …} lacks many');
  // Numbers nobody counts pods with are no reason.
  expect(missingForm(pods, 'fr')).toBeUndefined();
});
