// The contrast of every pair of colours that carries meaning, computed anew from the tokens: words 4.5 to 1, shapes and borders 3 to 1,
// on the worst ground they stand on. A colour that is changed by eye cannot slip below what a reader needs.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The tokens of a theme: its own block over the first one. */
function tokensOf(name: string): Readonly<Record<string, string>> {
  const [theme, tone] = name.split(' ');
  const tokens: Record<string, string> = {};
  for (const [, selector = '', body = ''] of css.matchAll(/([^{}]*)\{([^{}]*)\}/g)) {
    if (!selector.includes(`[data-theme="${theme}"]`) && !selector.includes(':root')) continue;
    if (selector.includes('[data-theme') && !selector.includes(`"${theme}"`) && !selector.includes(':root')) continue;
    // The dark hall lies over the light one.
    if (selector.includes('[data-tone') && !tone) continue;
    for (const [, token = '', value = ''] of body.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b/gi))
      tokens[token] = value;
  }
  return tokens;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast ratio of two colours, 1 to 21. */
function contrast(a: string, b: string): number {
  const [high = 1, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['canvas', 'panel', 'card'];
const states = ['run', 'pend', 'notr', 'fail', 'term'];

const words: readonly (readonly [string, readonly string[]])[] = [
  ['ink', [...grounds, 'app', 'raised', 'well']],
  ['ink2', [...grounds, 'app', 'raised', 'well']],
  ['ink3', [...grounds, 'app']],
  ['thread-ink', [...grounds, 'thread-wash']],
  ['thread-on', ['thread-fill']],
  ['primary-on', ['primary']],
  ...states.map((state) => [`${state}-ink`, [...grounds, `${state}-wash`]] as const),
];
const shapes: readonly (readonly [string, readonly string[]])[] = [
  ...states.map((state) => [state, grounds] as const),
  ['edge', grounds],
  ['lane', ['canvas']],
  ['ghost', ['canvas']],
];

const pairs = ['dark', 'light', 'projector', 'projector dark', 'contrast'].flatMap((theme) => [
  ...words.flatMap(([on, below]) => below.map((ground) => [theme, on, ground, 4.5] as const)),
  ...shapes.flatMap(([on, below]) => below.map((ground) => [theme, on, ground, 3] as const)),
]);

test.each(pairs)('%s: %s on %s is at least %d to 1', (theme, on, ground, least) => {
  const tokens = tokensOf(theme);
  expect(tokens[on], on).toMatch(/^#/);
  expect(tokens[ground], ground).toMatch(/^#/);
  // Rounded to a tenth as the design states them.
  expect(Math.round(contrast(tokens[on] ?? '', tokens[ground] ?? '') * 100) / 100).toBeGreaterThanOrEqual(least);
});

test('the ratio itself is right at both ends', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#777777')).toBe(1);
});
