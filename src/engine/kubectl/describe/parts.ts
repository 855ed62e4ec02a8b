// Pieces that many descriptions share: labels and annotations one a line, times, tolerations, the table of events.
// All return text with tabs; alignTabs makes columns of it.
// Source: kubectl `pkg/describe/describe.go`.

import { since } from '../../api/kinds/duration.ts';
import { controllerOf, type KubeObject } from '../../api/object.ts';
import { parseTime, rfc3339 } from '../../api/time.ts';
import type { Event, Taint, Toleration } from '../../api/types.ts';

type Words = Readonly<Record<string, string>> | undefined | null;

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ANNOTATION_LENGTH = 140;

/** `Labels:\ta=b` and further ones below it. */
export function multiline(title: string, map: Words): string {
  const keys = Object.keys(map ?? {}).sort();
  const lines = keys.map((key) => `${key}=${map?.[key]}`);
  return `${title}:\t${lines.length === 0 ? '<none>' : lines.join('\n\t')}\n`;
}

export function annotations(title: string, map: Words): string {
  const keys = Object.keys(map ?? {}).filter((key) => key !== LAST_APPLIED);
  if (keys.length === 0) return `${title}:\t<none>\n`;
  const lines = keys.sort().map((key) => {
    const value = (map?.[key] ?? '').replace(/\n$/, '');
    if (value.length + key.length + 2 <= ANNOTATION_LENGTH && !value.includes('\n')) return `${key}: ${value}`;
    const parts = value.split('\n').map((line) => `\t  ${shorten(line, ANNOTATION_LENGTH - 2)}`);
    return [`${key}:`, ...parts].join('\n');
  });
  return `${title}:\t${lines.join('\n\t')}\n`;
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

const days = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue, 24 Nov 2026 02:05:36 +0000` of a time of the API. */
export function longTime(text: string | undefined | null): string {
  const ms = parseTime(text ?? '');
  if (Number.isNaN(ms)) return '<unset>';
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(.*)Z$/.exec(rfc3339(ms, 0)) ?? [];
  const weekday = days[((Math.floor(ms / 86_400_000) % 7) + 7) % 7];
  return `${weekday}, ${day} ${months[Number(month) - 1]} ${year} ${time} +0000`;
}

export function controlledBy(object: KubeObject): string {
  const owner = controllerOf(object);
  return owner === undefined ? '' : `Controlled By:\t${owner.kind}/${owner.name}\n`;
}

export function tolerationsText(title: string, tolerations: readonly Toleration[] | undefined): string {
  if (!tolerations?.length) return `${title}:\t<none>\n`;
  const byKey = [...tolerations].sort((a, b) =>
    (a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0,
  );
  const lines = byKey.map(({ key = '', value = '', effect = '', operator, tolerationSeconds }) => {
    let text = key;
    if (value !== '') text += `=${value}`;
    if (effect !== '') text += `:${effect}`;
    if (operator === 'Exists' && value === '') text += text === '' ? 'op=Exists' : ' op=Exists';
    if (tolerationSeconds !== undefined && tolerationSeconds !== null) text += ` for ${tolerationSeconds}s`;
    return text;
  });
  return `${title}:\t${lines.join('\n\t')}\n`;
}

/** By key, then effect. */
export function taintsText(title: string, taints: readonly Taint[] | undefined): string {
  if (!taints?.length) return `${title}:\t<none>\n`;
  const text = ({ key, value = '', effect }: Taint): string => `${key}${value === '' ? '' : `=${value}`}:${effect}`;
  const order = ({ key, effect }: Taint): string => `${key}\u0000${effect}`;
  const sorted = [...taints].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return `${title}:\t${sorted.map(text).join('\n\t')}\n`;
}

/** The table at the end of a description, the latest event last. */
export function eventsText(events: readonly Event[], nowMs: number): string {
  if (events.length === 0) return 'Events:\t<none>\n';
  const last = ({ lastTimestamp }: Event): number =>
    lastTimestamp ? parseTime(lastTimestamp) : Number.NEGATIVE_INFINITY;
  const sorted = [...events].sort((a, b) => (last(a) === last(b) ? 0 : last(a) - last(b)));
  const rows = sorted.map((event) => {
    const { type, reason, message = '', source, reportingComponent, involvedObject } = event;
    const from = source?.component || reportingComponent || '';
    const place = involvedObject?.fieldPath ? `${involvedObject.fieldPath}: ` : '';
    return `  ${type}\t${reason}\t${intervalText(event, nowMs)}\t${from}\t${place}${message.trim()}\n`;
  });
  return `Events:\n  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n${rows.join('')}`;
}

function intervalText({ eventTime, firstTimestamp, lastTimestamp, series, count = 0 }: Event, nowMs: number): string {
  const first = since(eventTime ?? firstTimestamp, nowMs);
  if (series) return `${since(series.lastObservedTime, nowMs)} (x${series.count} over ${first})`;
  return count > 1 ? `${since(lastTimestamp, nowMs)} (x${count} over ${first})` : first;
}
