// The theme's colours as the overlay needs them: read once per theme from the tokens, since a canvas cannot read CSS itself.
const names = [
  'canvas',
  'card',
  'raised',
  'edge',
  'lane',
  'ink',
  'ink2',
  'ink3',
  'ghost',
  'thread-fill',
  'thread-edge',
  'thread-on',
  'thread-ink',
  'thread-line',
  'thread-casing',
  'thread-glow',
  'run',
  'pend',
  'pend-ink',
  'notr',
  'notr-ink',
  'fail',
  'fail-ink',
  'term',
  'term-ink',
  'heat-1',
  'heat-2',
  'heat-3',
  'heat-4',
  'heat-5',
] as const;

export type Palette = Readonly<Record<(typeof names)[number], string>>;

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Palette;
}
