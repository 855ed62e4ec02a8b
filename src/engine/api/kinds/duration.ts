// How long ago, as kubectl says it: short, and less exact the longer ago it is (`45s`, `2m5s`, `3h`, `12d`).
// Times are RFC 3339 text on the wire and epoch milliseconds here; nothing in this file reads a clock.
import { parseTime } from '../time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The AGE text for a span in milliseconds. Less than −1 s is `<invalid>` (a clock that is ahead).
 * Source: apimachinery `pkg/util/duration/duration.go` HumanDuration.
 */
export function humanDuration(spanMs: number): string {
  const seconds = Math.trunc(spanMs / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(spanMs / MINUTE);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(spanMs / HOUR);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 8) return withRest(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  return hours < 24 * 365 * 8 ? withRest(years, 'y', days % 365, 'd') : `${years}y`;
}

/** One number and one unit, always rounded down: `59s`, `23h`, `4d`. Source: ShortHumanDuration. */
export function shortHumanDuration(spanMs: number): string {
  const seconds = Math.trunc(spanMs / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.trunc(seconds / 60)}m`;
  const hours = Math.trunc(seconds / 3600);
  if (hours < 24) return `${hours}h`;
  if (hours < 24 * 365) return `${Math.trunc(hours / 24)}d`;
  return `${Math.trunc(hours / 24 / 365)}y`;
}

/** The age of a wire timestamp at `nowMs`; `<unknown>` when there is none. */
export function since(timestamp: string | null | undefined, nowMs: number): string {
  if (timestamp === undefined || timestamp === null || timestamp === '') return '<unknown>';
  return humanDuration(nowMs - parseTime(timestamp));
}

function withRest(count: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${restUnit}`;
}
