// Times that clients send: read as Go's time.Parse reads RFC 3339, stored in UTC, and refused in its words, which name the
// first piece that could not be read.
import { parseTime, rfc3339 } from './time.ts';

export type DecodedTime =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** What the server stores for a Time (whole seconds) or MicroTime (six digits), or Go's refusal. */
export function decodeTime(text: string, type: 'time' | 'microTime'): DecodedTime {
  const message = refusal(text);
  if (message !== undefined) return { ok: false, message };
  const seconds = rfc3339(Math.floor(parseTime(text) / 1000) * 1000, 0);
  if (type === 'time') return { ok: true, text: seconds };
  const fraction = /[.,](\d+)/.exec(text)?.[1] ?? '';
  return { ok: true, text: `${seconds.slice(0, -1)}.${`${fraction}000000`.slice(0, 6)}Z` };
}

const layout = '2006-01-02T15:04:05Z07:00';
const pieces: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d{2}/, '01'],
  [/^-/, '-'],
  [/^\d{2}/, '02'],
  [/^T/, 'T'],
  [/^\d{2}/, '15'],
  [/^:/, ':'],
  [/^\d{2}/, '04'],
  [/^:/, ':'],
  [/^\d{2}(?:[.,]\d+)?/, '05'],
  [/^(?:Z|[+-]\d{2}:\d{2})/, 'Z07:00'],
];

function refusal(text: string): string | undefined {
  const fail = (why: string): string => `parsing time ${JSON.stringify(text)}${why}`;
  const numbers: { [piece: string]: number } = {};
  let rest = text;
  for (const [pattern, piece] of pieces) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) return fail(` as "${layout}": cannot parse ${JSON.stringify(rest)} as "${piece}"`);
    numbers[piece] = Number.parseInt(found, 10);
    rest = rest.slice(found.length);
  }
  if (rest !== '') return fail(`: extra text: ${JSON.stringify(rest)}`);
  const {
    '2006': year = 0,
    '01': month = 0,
    '02': day = 0,
    '15': hour = 0,
    '04': minute = 0,
    '05': second = 0,
  } = numbers;
  if (month < 1 || month > 12) return fail(': month out of range');
  if (day < 1 || day > daysIn(year, month)) return fail(': day out of range');
  if (hour > 23) return fail(': hour out of range');
  if (minute > 59) return fail(': minute out of range');
  return second > 59 ? fail(': second out of range') : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
