// A decision as a table for the terminal: one column a node, one line a plugin, from the first question to the sum of points.
// Below a node's first refusal nothing stands but "not asked", because that is what happened.
import { chosenNode, countReasons, type Decision } from './decision.ts';

export interface ExplainOptions {
  /** Characters a line; columns that don't fit go into a further table. */
  readonly width?: number;
  /** Nodes shown one by one; of the others only the reasons are counted. */
  readonly maxNodes?: number;
  /** Words for what is not simulated. */
  readonly unsupported?: readonly string[];
}

const NOT_ASKED = 'not asked';
const PASSED = 'ok';

/** The decision as lines of text, without a line end after the last. */
export function explain(decision: Decision, options: ExplainOptions = {}): string {
  const { width = 120, maxNodes = 12, unsupported = [] } = options;
  const lines = [headline(decision)];
  if (unsupported.length > 0)
    lines.push(`Not simulated, so a real cluster may decide otherwise: ${unsupported.join(', ')}.`);
  if (decision.preFilterRefusal !== undefined) {
    lines.push(`${decision.preFilterRefusal.plugin} refused the pod before any node was looked at.`);
  }
  if (decision.nodeNames !== undefined) {
    lines.push(`The search was narrowed to ${decision.nodeNames.join(', ')} by ${decision.narrowedBy?.join(', ')}.`);
  }
  const shown = mostTelling(decision).slice(0, maxNodes);
  const table = tableOf(decision, shown);
  for (const block of blocksOf(table, width)) lines.push('', ...block);
  const hidden = decision.nodes.length - shown.length;
  if (hidden > 0) lines.push('', `and ${hidden} more ${hidden === 1 ? 'node' : 'nodes'}${countsOf(decision)}`);
  const unseen = decision.nodeCount - decision.nodes.length;
  if (unseen > 0 && decision.preFilterRefusal === undefined && decision.nodeNames === undefined) {
    lines.push('', `${unseen} of ${decision.nodeCount} nodes were not looked at: enough that fit were found before.`);
  }
  if (decision.fitError !== null) lines.push('', decision.fitError);
  if (decision.preemption !== null) {
    const { node, victims } = decision.preemption;
    const whom = victims.length === 0 ? 'nobody new has to go' : `to be evicted: ${victims.join(', ')}`;
    lines.push(`Preemption makes room on ${node}; ${whom}.`);
  }
  return lines.join('\n');
}

function headline(decision: Decision): string {
  const node = chosenNode(decision);
  if (node === undefined) return `${decision.pod} fits on none of ${decision.nodeCount} nodes`;
  const tied = decision.best.length > 1 ? `, drawn from ${decision.best.length} with equal points` : '';
  const only = decision.feasible.length === 1 ? ', the only one that fits' : '';
  return `${decision.pod} goes to ${node}${only}${tied}`;
}

/** Nodes that fit come first, the best before the others; then the refused ones in the order they were looked at. */
function mostTelling(decision: Decision): number[] {
  const rows = [...decision.feasible.keys()].sort(
    (a, b) => (decision.totals[b] ?? 0) - (decision.totals[a] ?? 0) || a - b,
  );
  const chosen = rows.indexOf(decision.chosen);
  if (chosen > 0) rows.unshift(...rows.splice(chosen, 1));
  const refused = [...decision.nodes.keys()].filter((place) => decision.verdicts[place] > 0);
  return [...rows.map((row) => decision.feasible[row]), ...refused];
}

/** First column: what is asked; then one column a node. */
function tableOf(decision: Decision, places: readonly number[]): string[][] {
  const table: string[][] = [['', ...places.map((place) => decision.nodes[place])]];
  for (const plugin of decision.asked) {
    table.push([plugin, ...places.map((place) => filterCell(decision, place, plugin))]);
  }
  const rows = places.map((place) => decision.feasible.indexOf(place));
  if (decision.scores.length === 0 || rows.every((row) => row < 0)) return table;
  for (const { plugin, weight, normalized } of decision.scores) {
    const name = weight === 1 ? `${plugin} points` : `${plugin} points × ${weight}`;
    table.push([name, ...rows.map((row) => (row < 0 ? NOT_ASKED : String(normalized[row] * weight)))]);
  }
  const mark = (row: number) => (row === decision.chosen ? ' chosen' : decision.best.includes(row) ? ' as good' : '');
  table.push(['total', ...rows.map((row) => (row < 0 ? '-' : `${decision.totals[row]}${mark(row)}`))]);
  return table;
}

function filterCell(decision: Decision, place: number, plugin: string): string {
  const verdict = decision.verdicts[place];
  if (verdict === 0) return PASSED;
  const refusal = decision.refusals[verdict - 1];
  const asked = decision.asked.indexOf(plugin);
  const refused = decision.asked.indexOf(refusal.plugin);
  if (asked < refused) return PASSED;
  return asked === refused ? refusal.reasons.join(' · ') : NOT_ASKED;
}

/** Splits the table so that no line is longer than `width`; the first column is repeated. */
function blocksOf(table: readonly (readonly string[])[], width: number): string[][] {
  const columns = table[0].length;
  const widths = [...Array(columns).keys()].map((column) => Math.max(...table.map((line) => line[column].length)));
  const blocks: string[][] = [];
  let from = 1;
  while (from < columns) {
    let to = from;
    let used = widths[0];
    while (to < columns && (to === from || used + 3 + widths[to] <= width)) used += 3 + widths[to++];
    blocks.push(
      table.map((line) =>
        [line[0].padEnd(widths[0]), ...line.slice(from, to).map((cell, index) => cell.padEnd(widths[from + index]))]
          .join('   ')
          .trimEnd(),
      ),
    );
    from = to;
  }
  return blocks;
}

function countsOf(decision: Decision): string {
  const counts = [...countReasons(decision)].map(([reason, count]) => `${count} ${reason}`).sort();
  const fit = decision.feasible.length > 0 ? [`${decision.feasible.length} fit`] : [];
  return `; in all: ${[...fit, ...counts].join(', ')}`;
}
