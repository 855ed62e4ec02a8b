// Simulated ticks as the times that stand in objects: whole seconds in most fields, microseconds in leases and new events.
// The engine owns no clock: a time is the recording's epoch plus the tick, and nothing else.

import type { Tick } from '../kernel/message.ts';

/** RFC 3339 at one second, `2026-01-01T00:00:00Z`, as metav1.Time prints it. `epochMs` is the time of tick 0. */
export function rfc3339(epochMs: number, tick: Tick): string {
  const ms = epochMs + tick;
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${dateTime(ms)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** RFC 3339 at one microsecond, `2026-01-01T00:00:00.012000Z`, as metav1.MicroTime prints it. */
export function microTime(epochMs: number, tick: Tick): string {
  const ms = epochMs + tick;
  return `${dateTime(ms)}.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}000Z`;
}

/** Milliseconds since 1970 of an RFC 3339 time in UTC; NaN when it is none. Fractions beyond milliseconds are cut. */
export function parseTime(text: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  const ms = Number(`${fraction}000`.slice(0, 3));
  const offset =
    zone === 'Z' ? 0 : (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  const minutes = (daysFromCivil(Number(year), Number(month), Number(day)) * 24 + Number(hour)) * 60 + Number(minute);
  return ((minutes - offset) * 60 + Number(second)) * 1000 + ms;
}

const DAY = 86_400_000;

// Much is written down within the same second, so its text is kept.
let lastSecond = Number.NaN;
let lastText = '';

function dateTime(ms: number): string {
  const days = Math.floor(ms / DAY);
  const [year, month, day] = civilFromDays(days);
  const seconds = Math.floor((ms - days * DAY) / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}`;
}

/** Days since 1970-01-01 to a date of the Gregorian calendar, by eras of 400 years that begin in March. */
function civilFromDays(days: number): [year: number, month: number, day: number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}
