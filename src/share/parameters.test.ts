// Every parameter is read as its table says, and whatever is not used is said in a sentence.
import { describe, expect, it } from 'vitest';
import { type ParameterName, parameterTable, readParameters, writeParameters } from './parameters.ts';

const read = (query: string) => readParameters(new URLSearchParams(query));

/** For each parameter what it reads, and what it refuses. */
const cases: Readonly<Record<ParameterName, readonly [text: string, value: unknown, refused: string]>> = {
  lesson: ['self-healing', 'self-healing', ''],
  step: ['guess', 'guess', 'two words'],
  t: ['5m30s', 330, 'soon'],
  seed: ['7', 7, '-1'],
  mode: ['readonly', 'readonly', 'edit'],
  ui: ['compact', 'compact', 'tiny'],
  hide: ['bar,dock', ['bar', 'dock'], 'bar,everything'],
  lock: ['reset solve', ['reset', 'solve'], 'breathe'],
  tools: ['none', [], 'hammer'],
  speed: ['20', 20, '21'],
  autoplay: ['1', true, 'maybe'],
  theme: ['projector', 'projector', 'pink'],
  motion: ['reduced', 'reduced', 'wild'],
  sound: ['off', false, 'loud'],
  lang: ['pt-BR', 'pt-BR', '!'],
  dir: ['rtl', 'rtl', 'up'],
  text: ['1.5', 1.5, '9'],
  links: ['off', false, 'some'],
  k8s: ['1.36', '1.36', '1.20'],
  report: ['scorm', 'scorm', 'fax'],
  origin: ['https://course.example', 'https://course.example', 'https://course.example/path'],
  qr: ['0', false, 'please'],
  nodes: ['24', 24, '100000'],
  replicas: ['0', 0, 'many'],
  masters: ['3', 3, '2'],
};

describe('parameters', () => {
  it.each(Object.entries(cases))('%s', (name, [text, value, refused]) => {
    const given = (of: string) => readParameters([[name, of]]);
    expect(given(text)).toEqual({ parameters: { [name]: value }, notes: [] });
    expect(given(refused).parameters).toEqual({});
    expect(given(refused).notes.join()).toMatch(new RegExp(`^${name}=.* is left out: it may be `));
  });

  it('has a case for each entry of the table', () => {
    expect(Object.keys(cases)).toEqual(Object.keys(parameterTable));
  });

  it.each([
    ['t=90', 90],
    ['t=1h', 3_600],
    ['t=1.5s', 1.5],
    ['t=', undefined],
    ['t=-3', undefined],
    ['t=1e9', undefined],
  ])('reads the time %s', (query, seconds) => {
    expect(read(query).parameters.t).toBe(seconds);
  });

  it('says what is unknown, and what is not there yet', () => {
    expect(read('lessn=x').notes).toEqual(['There is no parameter lessn.']);
    expect(read('sound=1').notes).toEqual(['sound: Podarium makes no sound.']);
    expect(read('fetch=https://platform.example/token').notes).toEqual([]);
    expect(read('report=cmi5')).toEqual({ parameters: { report: 'cmi5' }, notes: [] });
    expect(read('qr=1').notes).toEqual(['qr: Podarium draws no QR codes; the link can be copied.']);
    expect(read('__proto__=1').notes).toEqual(['There is no parameter __proto__.']);
  });

  it('writes what it reads', () => {
    const query = '?lesson=self-healing&t=3&hide=bar%2Cdock&tools=none&autoplay=0&text=1.5';
    expect(writeParameters(read(query.slice(1)).parameters)).toBe(query);
    expect(writeParameters({})).toBe('');
  });
});
