// `kubectl get` prints tables that the server makes: column names, cells, and beside each row as much of the object as was asked for.
// Source: apiserver `endpoints/handlers/response.go`, `pkg/printers/tablegenerator.go`.

import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';

interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object?: KubeObject;
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: object;
  readonly columnDefinitions: readonly ColumnDefinition[] | null;
  readonly rows: readonly TableRow[];
}

const definitions = new WeakMap<Kind, readonly ColumnDefinition[]>();

/** `include`: what stands beside the cells: None, Metadata (the default) or the whole Object. Without `head` the columns are null. */
export function tableOf(
  kind: Kind,
  objects: readonly KubeObject[],
  metadata: object,
  include: string | undefined,
  nowMs: number,
  head = true,
): Table {
  return Object.freeze({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: head ? columnsOf(kind) : null,
    rows: objects.map((object) => rowOf(kind, object, include, nowMs)),
  });
}

function rowOf(kind: Kind, object: KubeObject, include: string | undefined, nowMs: number): TableRow {
  const cells = kind.columns.map((column) => column.cell(object, nowMs));
  switch (include) {
    case 'None':
      return { cells };
    case 'Object':
      return { cells, object };
    default:
      return { cells, object: partial(object) };
  }
}

/** Only the metadata, in a kind of its own. */
export function partial(object: KubeObject): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function columnsOf(kind: Kind): readonly ColumnDefinition[] {
  let columns = definitions.get(kind);
  if (!columns) {
    columns = kind.columns.map(({ name, type, format = '', priority }) => ({ name, type, format, priority }));
    definitions.set(kind, columns);
  }
  return columns;
}
