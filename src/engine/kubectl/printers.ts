// kubectl's tables: cells are padded to the widest of their column and three blanks, the last one is not padded at all.
// Cells come from the server; kubectl only upper-cases the titles, adds columns of its own (NAMESPACE, labels) and lays them out.
// Source: cli-runtime `pkg/printers/tableprinter.go`, `tabwriter.go` (min width 6, padding 3).

import { printLabels } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';

export interface Column {
  readonly name: string;
  readonly format: string;
  readonly priority: number;
}

/** A meta.k8s.io/v1 Table as it comes from the server. */
export interface ServerTable {
  readonly columnDefinitions: readonly Column[] | null;
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object?: KubeObject }[] | null;
}

export interface TableOptions {
  readonly wide: boolean;
  readonly withNamespace: boolean;
  /** `pod/`, put before each name; '' for none. */
  readonly prefix: string;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly noHeaders: boolean;
}

/** Header and rows as cells of text, not yet laid out. */
export function tableCells(columns: readonly Column[], table: ServerTable, options: TableOptions): string[][] {
  const shown = columns.flatMap(({ priority }, index) => (priority === 0 || options.wide ? [index] : []));
  const lines: string[][] = [];
  for (const { cells, object } of table.rows ?? []) {
    const line = shown.map((index) => {
      const text = cellText(cells[index]);
      return columns[index].format === 'name' && options.prefix !== '' ? options.prefix + text : text;
    });
    const { namespace = '', labels } = object?.metadata ?? {};
    if (options.withNamespace) line.unshift(namespace);
    for (const label of options.labelColumns) line.push(labels?.[label] ?? '');
    if (options.showLabels) line.push(printLabels(labels));
    lines.push(line);
  }
  return lines;
}

export function headerCells(columns: readonly Column[], options: TableOptions): string[] {
  const names = columns.filter(({ priority }) => priority === 0 || options.wide).map(({ name }) => name.toUpperCase());
  if (options.withNamespace) names.unshift('NAMESPACE');
  for (const label of options.labelColumns) names.push((label.split('/').pop() as string).toUpperCase());
  if (options.showLabels) names.push('LABELS');
  return names;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '<none>';
  const text = String(cell);
  const end = text.search(/[\n\r\f]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

const MIN_WIDTH = 6;
const PADDING = 3;

/** Lays lines out in columns. `widths` remembers how wide columns were, so that later lines of a watch stand below earlier ones. */
export function layOut(
  lines: readonly (readonly string[])[],
  widths: number[] = [],
  padding = PADDING,
  minWidth = MIN_WIDTH,
): string[] {
  for (const line of lines) {
    line.forEach((cell, i) => {
      if (i < line.length - 1) widths[i] = Math.max(widths[i] ?? minWidth, width(cell) + padding);
    });
  }
  return lines.map((line) => line.map((cell, i) => (i < line.length - 1 ? pad(cell, widths[i]) : cell)).join(''));
}

function pad(text: string, to: number): string {
  return text + ' '.repeat(Math.max(0, to - width(text)));
}

/** Characters, not code units. */
function width(text: string): number {
  return [...text].length;
}
