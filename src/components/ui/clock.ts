// Simulated times as the page writes them: a clock for the timeline, short spans for captions. Ages are kubectl's and come
// from the engine; these are only for what the page itself says.
import type { Tick } from '../../engine/index.ts';

/** `02:14.052`; with hours `1:02:14.052`. Ticks since the start of the lesson; never negative. */
export function clockTime(ticks: Tick): string {
  const ms = Math.max(0, Math.floor(ticks));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(ms / 3_600_000);
  const rest = `${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** `52 ms`, `9 s`, `5 min 53 s`, `2 h 4 min`. */
export function span(ticks: Tick): string {
  if (ticks < 1000) return `${Math.round(ticks)} ms`;
  const seconds = Math.floor(ticks / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.floor(minutes / 60)} h`;
}

/** `+52 ms`, `+5m53s`: the short form on pills. */
export function offset(ticks: Tick): string {
  if (Math.abs(ticks) < 1000) return `${ticks < 0 ? '−' : '+'}${Math.abs(Math.round(ticks))} ms`;
  const seconds = Math.floor(Math.abs(ticks) / 1000);
  const sign = ticks < 0 ? '−' : '+';
  return seconds < 60 ? `${sign}${seconds} s` : `${sign}${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
