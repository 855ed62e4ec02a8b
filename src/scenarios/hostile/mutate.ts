// Lessons spoiled at random, for the reader to refuse: a real lesson with lines lost, moved, nested too deep, values of other kinds, names
// that mean something to JavaScript, anchors, tags, code. The same seed gives the same lesson, so what breaks can be looked at.

/** A stream of numbers from 0 (inclusive) to 1: a seed is all its state. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

const nastyValues: readonly string[] = [
  ...['null', '~', '-1', '1e308', '.nan', '.inf', '0x7fffffff', '9007199254740993', 'true', '""', '[]', '{}', '{{}}'],
  ...[
    '<script>alert(1)</script>',
    '"<img src=x onerror=alert(1)>"',
    '"javascript:alert(1)"',
    '"[x](javascript:alert(1))"',
  ],
  ...[
    '!!js/function "function () {}"',
    '!!binary aGk=',
    '!!set {a, b}',
    '!<tag:x,2000:y> z',
    '&a *a',
    '*nowhere',
    '&a [*a, *a]',
  ],
  ...['10000h', '999999999999m', '0', '$nobody', '`id`', '../../../etc/passwd', 'https://example.org/x.yaml'],
  ...[
    'pod[app=web',
    'pod[]#0',
    'node/',
    '/',
    '[[[[[[[[[[',
    '"\\u0000"',
    '"\\uD800"',
    '2026-01-01',
    '{wait: {all: []}}',
  ],
  ...['{do: [{do: [{do: []}]}]}', '{wait: 10000h}', '{that: pod/x, expr: "self.a.all(x, x.all(y, y.all(z, true)))"}'],
];

const nastyKeys: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '<<',
    'script',
    'onload',
    'src',
    'then',
    'length',
  ],
  ...['"a.b"', '? x', '0', '""', 'include', '$ref', 'eval'],
];

type Spoil = (lines: string[], roll: () => number) => void;

const spoils: readonly Spoil[] = [
  (lines, roll) => void lines.splice(at(lines, roll), 1 + Math.floor(roll() * 6)),
  (lines, roll) =>
    void lines.splice(at(lines, roll), 0, ...lines.slice(at(lines, roll)).slice(0, 1 + Math.floor(roll() * 20))),
  (lines, roll) => {
    const [a, b] = [at(lines, roll), at(lines, roll)];
    [lines[a], lines[b]] = [lines[b], lines[a]];
  },
  (lines, roll) => edit(lines, roll, (line) => line.replace(/:.*$/, `: ${pick(nastyValues, roll)}`)),
  (lines, roll) => edit(lines, roll, (line) => line.replace(/^(\s*(- )?)[^:]*:/, `$1${pick(nastyKeys, roll)}:`)),
  (lines, roll) => edit(lines, roll, (line) => `${' '.repeat(Math.floor(roll() * 60))}${line.trim()}`),
  (lines, roll) => edit(lines, roll, (line) => line.slice(0, Math.floor(roll() * line.length))),
  (lines, roll) => edit(lines, roll, (line) => cut(line, roll)),
  (lines, roll) => edit(lines, roll, (line) => line + pick(nastyValues, roll).repeat(1 + Math.floor(roll() * 200))),
  (lines, roll) => edit(lines, roll, (line) => line.replace(/[a-z]+/, (word) => word + pick(['s', 'x', ''], roll))),
  (lines, roll) => void lines.splice(at(lines, roll), 0, '['.repeat(1 + Math.floor(roll() * 40))),
  (lines, roll) => void lines.splice(at(lines, roll), 0, ...Array(30).fill(`x${Math.floor(roll() * 9)}: &x [*x, *x]`)),
  (lines, roll) => void lines.splice(at(lines, roll), 0, ...Array(1 + Math.floor(roll() * 300)).fill('[')),
  (lines, roll) => void lines.splice(at(lines, roll), lines.length),
  (lines, roll) => void lines.splice(at(lines, roll), 0, '---'),
];

/** The text with one to six things wrong. */
export function spoil(text: string, seed: number): string {
  const roll = dice(seed);
  const lines = text.split('\n');
  const times = 1 + Math.floor(roll() * 6);
  for (let i = 0; i < times && lines.length > 0; i++) pick(spoils, roll)(lines, roll);
  return lines.join('\n');
}

function pick<T>(list: readonly T[], roll: () => number): T {
  return list[Math.floor(roll() * list.length)];
}

function at(lines: readonly string[], roll: () => number): number {
  return Math.floor(roll() * lines.length);
}

function edit(lines: string[], roll: () => number, change: (line: string) => string): void {
  const i = at(lines, roll);
  if (lines[i] !== undefined) lines[i] = change(lines[i]);
}

/** One letter becomes another, of any kind. */
function cut(line: string, roll: () => number): string {
  const i = Math.floor(roll() * line.length);
  return `${line.slice(0, i)}${String.fromCharCode(Math.floor(roll() * 0x3000))}${line.slice(i + 1)}`;
}
