// Two branches held against each other: where they part, what was stored in each since, and what is the same in both. Equal inputs make
// equal lives, so the first difference is the first input that differs, and nothing before it has to be looked at.
import type { Host, Recording, Tick, ViewRevision } from '../../engine/index.ts';

export interface Happening {
  readonly at: Tick;
  readonly text: string;
  readonly ref: string;
  /** The learner did it. */
  readonly yours: boolean;
}

export interface Row {
  readonly at: Tick;
  readonly a: Happening | undefined;
  readonly b: Happening | undefined;
}

export interface Comparison {
  /** Undefined when both were lived with the same inputs as far as they go. */
  readonly firstDifference: Tick | undefined;
  readonly rows: readonly Row[];
  /** Rows that are left out because there are too many. */
  readonly more: number;
  /** Objects that were written in either since they parted, those written in both first. */
  readonly objects: readonly string[];
}

const mostRows = 400;
const mostRevisions = 4_000;

export function compareRuns(
  a: Host,
  b: Host,
  wordsOf: (action: Recording['inputs'][number]['input']) => string,
): Comparison {
  const [left, right] = [a.recording().inputs, b.recording().inputs];
  const firstDifference = firstDifferent(left, right);
  const from = firstDifference ?? Math.min(a.now(), b.now());
  const [as, bs] = [a, b].map((host) => [
    ...host
      .recording()
      .inputs.flatMap(({ tick, input }) =>
        tick < from || tick > host.now() ? [] : [{ at: tick, text: wordsOf(input), ref: '', yours: true }],
      ),
    ...storedSince(host, from),
  ]);
  const rows = pair(as, bs);
  const [inA, inB] = [as, bs].map(
    (list) => new Set(list.map(({ ref }) => ref).filter((ref) => ref !== '' && !ref.startsWith('Event/'))),
  );
  const objects = [...new Set([...inA, ...inB])].sort((x, y) => {
    const both = (ref: string) => Number(inA.has(ref) && inB.has(ref));
    return both(y) - both(x) || (x < y ? -1 : 1);
  });
  return { firstDifference, rows: rows.slice(0, mostRows), more: Math.max(0, rows.length - mostRows), objects };
}

type Inputs = Recording['inputs'];

/** The tick of the first input that only one of them has. Branches share the records of their common past. */
export function firstDifferent(a: Inputs, b: Inputs): Tick | undefined {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  const ticks = [a[same]?.tick, b[same]?.tick].filter((tick) => tick !== undefined);
  return ticks.length === 0 ? undefined : Math.min(...ticks);
}

/** What was stored since a tick, without the heartbeats: leases and what only renews a time. */
function storedSince(host: Host, from: Tick): Happening[] {
  const { rows } = host.revisions(0, mostRevisions);
  return rows
    .filter(({ at, ref }) => at > from && !ref.startsWith('Lease/'))
    .map((row) => ({ at: row.at, text: textOf(row, host), ref: row.ref, yours: false }))
    .reverse();
}

function textOf({ sign, ref, who }: ViewRevision, host: Host): string {
  const [kind, , name] = ref.split('/');
  if (kind !== 'Event') return `${sign} ${kind} ${name} · ${who}`;
  const event = host.get(ref) as
    | { readonly reason?: string; readonly involvedObject?: { readonly name?: string } }
    | undefined;
  return event ? `${event.reason ?? ''} ${event.involvedObject?.name ?? ''}` : `${sign} ${kind}`;
}

/** One list by time: what is at the same tick and says the same stands in one row. */
export function pair(as: readonly Happening[], bs: readonly Happening[]): Row[] {
  const rows: Row[] = [];
  const byTime = (x: Happening, y: Happening) => x.at - y.at;
  const [left, right] = [[...as].sort(byTime), [...bs].sort(byTime)];
  while (left.length > 0 || right.length > 0) {
    const at = Math.min(left[0]?.at ?? Number.POSITIVE_INFINITY, right[0]?.at ?? Number.POSITIVE_INFINITY);
    const now = [left, right].map((list) => list.splice(0, firstAfter(list, at)));
    for (const a of now[0]) {
      const twin = now[1].findIndex((b) => b.text === a.text);
      rows.push({ at, a, b: twin < 0 ? undefined : now[1].splice(twin, 1)[0] });
    }
    for (const b of now[1]) rows.push({ at, a: undefined, b });
  }
  return rows;
}

function firstAfter(list: readonly Happening[], at: Tick): number {
  const next = list.findIndex((one) => one.at > at);
  return next < 0 ? list.length : next;
}

/** Fields that change with every writing and say nothing by themselves. */
const mute = /(^|\.)(resourceVersion|generation|observedGeneration|uid|[A-Za-z]*(Time|Timestamp))$/;
const mostFields = 6;

/** Where two histories of one object stand apart, in words: `spec.replicas 1 · 5`. */
export function differingFields(a: unknown, b: unknown, path = ''): readonly string[] {
  if (a === b) return [];
  const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (isMap(a) && isMap(b)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return names
      .flatMap((name) => differingFields(a[name], b[name], path === '' ? name : `${path}.${name}`))
      .slice(0, mostFields);
  }
  const word = (value: unknown) => (value === undefined ? '–' : isMap(value) ? '…' : String(value).slice(0, 60));
  return mute.test(path) ? [] : [`${path} ${word(a)} · ${word(b)}`];
}
