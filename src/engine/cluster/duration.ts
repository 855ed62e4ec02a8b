// Durations as people write them in cluster files, scripts and on the command line: `10s`, `7m`, `1m30s`, `250ms`, `2h`.

import type { Tick } from '../kernel/message.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Ticks of a duration text, or undefined when it is none. A bare number is not one, but for 0. */
export function parseDuration(text: string): Tick | undefined {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let ticks = 0;
  for (const [, number, , unit] of text.matchAll(/(\d+(\.\d+)?)(ms|s|m|h)/g)) ticks += Number(number) * UNITS[unit];
  return Math.round(ticks);
}
