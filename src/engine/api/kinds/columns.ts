// The few column shapes that many tables share. A Table is made by the API server, not by kubectl: that is why every
// client shows the same columns and why kubectl can print kinds it has never heard of.
import type { KubeObject } from '../object.ts';
import type { Container } from '../types.ts';
import { since } from './duration.ts';
import type { PrinterColumn } from './kind.ts';

type Cell<T> = (object: T, nowMs: number) => string | number | null;

/** A column of strings (most are, even when the cell is a number: upstream declares them so). Priority 1 shows with `-o wide`. */
export function column<T extends KubeObject>(name: string, cell: Cell<T>, priority = 0): PrinterColumn {
  return { name, type: 'string', format: '', priority, cell: (object, nowMs) => cell(object as T, nowMs) };
}

export function integerColumn<T extends KubeObject>(name: string, cell: Cell<T>): PrinterColumn {
  return { name, type: 'integer', format: '', priority: 0, cell: (object, nowMs) => cell(object as T, nowMs) };
}

export function nameColumn(priority = 0): PrinterColumn {
  return { name: 'Name', type: 'string', format: 'name', priority, cell: (object) => object.metadata.name ?? '' };
}

export const ageColumn: PrinterColumn = column('Age', (object, nowMs) =>
  since(object.metadata.creationTimestamp, nowMs),
);

/** `Containers` and `Images`, the wide columns of everything that has a pod template. */
export function containerColumns<T extends KubeObject>(
  containersOf: (object: T) => readonly Container[],
): PrinterColumn[] {
  return [
    column<T>(
      'Containers',
      (object) =>
        containersOf(object)
          .map((container) => container.name)
          .join(','),
      1,
    ),
    column<T>(
      'Images',
      (object) =>
        containersOf(object)
          .map((container) => container.image ?? '')
          .join(','),
      1,
    ),
  ];
}
