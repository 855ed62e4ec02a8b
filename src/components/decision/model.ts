// A decision as columns and rows: one column a node (or a group of nodes with the same verdict), one row a filter in the order of
// asking. Whatever draws it, table or list, draws this.
import type { Decision } from '../../engine/index.ts';

/** Filters by their place in the table of default plugins, and what a filter without anything to check looks like. */
export const FILTERS: readonly { readonly number: string; readonly plugin: string }[] = [
  { number: '3', plugin: 'NodeUnschedulable' },
  { number: '4', plugin: 'NodeName' },
  { number: '5', plugin: 'TaintToleration' },
  { number: '6', plugin: 'NodeAffinity' },
  { number: '7', plugin: 'NodePorts' },
  { number: '8', plugin: 'NodeResourcesFit' },
  { number: '9', plugin: 'volumes' },
  { number: '13', plugin: 'PodTopologySpread' },
  { number: '14', plugin: 'InterPodAffinity' },
];

/** The score plugins of the default profile; who is not in a decision had nothing to compare. */
const SCORERS = [
  'TaintToleration',
  'NodeAffinity',
  'NodeResourcesFit',
  'PodTopologySpread',
  'InterPodAffinity',
  'DynamicResources',
  'NodeResourcesBalancedAllocation',
  'ImageLocality',
];

/** Above this many nodes, those with the same verdict share a column. */
export const MOST_COLUMNS = 8;

export interface Outcome {
  readonly fits: boolean;
  /** The refusing filter and its reasons; of a node that was not looked at, nothing. */
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly total: number | undefined;
  readonly wins: boolean;
}

export interface Column {
  /** The first of a group stands for it. */
  readonly node: string;
  readonly nodes: readonly string[];
  readonly now: Outcome;
  /** With the edits that are switched on. */
  readonly then: Outcome | undefined;
  /** What preemption found here. */
  readonly postFilter: string;
}

export function columnsOf(decision: Decision, changed: Decision | undefined): readonly Column[] {
  const names = decision.nodes.length > 0 ? decision.nodes : (changed?.nodes ?? []);
  const later = changed && placesOf(changed);
  const columns = names.map((node, place) => {
    const at = later?.get(node);
    return {
      node,
      nodes: [node],
      now: outcomeOf(decision, decision.nodes.length > 0 ? place : undefined),
      then: changed && outcomeOf(changed, at),
      postFilter: decision.postFilter?.[place] ?? '',
    };
  });
  return names.length > MOST_COLUMNS
    ? grouped(columns)
    : columns.sort((a, b) => (natural(a.node) < natural(b.node) ? -1 : 1));
}

function placesOf(decision: Decision): Map<string, number> {
  return new Map(decision.nodes.map((node, place) => [node, place]));
}

/** node-10 comes after node-9. */
function natural(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(8, '0'));
}

function outcomeOf(decision: Decision, place: number | undefined): Outcome {
  const verdict = place === undefined ? -1 : decision.verdicts[place];
  if (place !== undefined && verdict === 0) {
    const row = decision.feasible.indexOf(place);
    const total = decision.scores.length > 0 ? decision.totals[row] : undefined;
    return { fits: true, plugin: '', reasons: [], total, wins: row >= 0 && row === decision.chosen };
  }
  const { plugin = '', reasons = [] } = decision.refusals[verdict - 1] ?? {};
  return { fits: false, plugin, reasons, total: undefined, wins: false };
}

/** Nodes with the same verdict, now and with the changes; the winner stands alone. */
function grouped(columns: readonly Column[]): readonly Column[] {
  const groups = new Map<string, Column>();
  for (const column of columns) {
    const { now, then } = column;
    const key = [
      now.fits,
      now.plugin,
      now.reasons.join(),
      now.wins,
      then?.fits,
      then?.plugin,
      then?.reasons.join(),
      then?.wins,
    ].join('|');
    const known = groups.get(key);
    groups.set(key, known ? { ...known, nodes: [...known.nodes, column.node] } : column);
  }
  const rank = ({ now, then }: Column): number => (now.wins || then?.wins ? 0 : now.fits || then?.fits ? 1 : 2);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || b.nodes.length - a.nodes.length);
}

export type Cell = 'passes' | 'refuses' | 'not asked' | 'unknown';

/** What a filter had to say about a node: nothing any more once another has refused it. */
export function cellOf(outcome: Outcome, plugin: string): Cell {
  if (outcome.fits) return 'passes';
  if (outcome.plugin === '') return 'unknown';
  const refused = FILTERS.findIndex((filter) => filter.plugin === outcome.plugin);
  const asked = FILTERS.findIndex((filter) => filter.plugin === plugin);
  return asked < refused ? 'passes' : asked === refused ? 'refuses' : 'not asked';
}

/** Filters that had nothing to check about this pod. The first two run for every pod, and let it pass. */
export function isSkipped(decision: Decision, plugin: string): boolean {
  if (plugin === 'NodeUnschedulable' || plugin === 'NodeName' || decision.preFilterRefusal) return false;
  return !decision.asked.includes(plugin);
}

export interface ScoreRow {
  readonly plugin: string;
  readonly weight: number;
  readonly points: readonly number[];
  /** Whether it tells the shown nodes apart. */
  readonly tells: boolean;
}

export interface ScoreTable {
  readonly nodes: readonly string[];
  readonly rows: readonly ScoreRow[];
  readonly totals: readonly number[];
  readonly wins: number;
  readonly tied: readonly number[];
  readonly skipped: readonly string[];
  readonly hidden: number;
}

/** The best few nodes, by points; undefined when nothing was compared. */
export function scoresOf(decision: Decision, most: number): ScoreTable | undefined {
  if (decision.scores.length === 0) return undefined;
  const order = [...decision.feasible.keys()].sort(
    (a, b) => Number(b === decision.chosen) - Number(a === decision.chosen) || decision.totals[b] - decision.totals[a],
  );
  const shown = order.slice(0, most);
  const rows = decision.scores.map(({ plugin, weight, normalized }) => {
    const points = shown.map((row) => normalized[row] * weight);
    return { plugin, weight, points, tells: points.some((each) => each !== points[0]) };
  });
  const silent = rows.filter(({ plugin }) => plugin === 'DynamicResources');
  const named = new Set(rows.map(({ plugin }) => plugin));
  return {
    nodes: shown.map((row) => decision.nodes[decision.feasible[row]]),
    rows: rows.filter((row) => !silent.includes(row)),
    totals: shown.map((row) => decision.totals[row]),
    wins: shown.indexOf(decision.chosen),
    tied: shown.flatMap((row, at) => (decision.best.includes(row) && row !== decision.chosen ? [at] : [])),
    skipped: [...SCORERS.filter((plugin) => !named.has(plugin)), ...silent.map(({ plugin }) => plugin)],
    hidden: order.length - shown.length,
  };
}

/** The event's text in pieces, those that count reasons marked. */
export function messageParts(decision: Decision): readonly { readonly text: string; readonly isReason: boolean }[] {
  const text = decision.fitError ?? '';
  const end = text.indexOf('. no new claims');
  const head = end < 0 ? text.length : end;
  const parts: { text: string; isReason: boolean }[] = [];
  const colon = text.indexOf(': ');
  if (colon < 0 || colon > head) return [{ text, isReason: false }];
  parts.push({ text: text.slice(0, colon + 2), isReason: false });
  const reasons = text
    .slice(colon + 2, head)
    .replace(/\.$/, '')
    .split(', ');
  reasons.forEach((reason, at) => {
    if (at > 0) parts.push({ text: ', ', isReason: false });
    parts.push({ text: reason, isReason: true });
  });
  const used = parts.reduce((sum, part) => sum + part.text.length, 0);
  if (used < text.length) parts.push({ text: text.slice(used), isReason: false });
  return parts;
}
