// deletecollection is a list and then a delete of each object found, one after the other; the answer is the list.
// Source: apiserver `registry/generic/registry/store.go` DeleteCollection, with its one worker.

import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import { type KubeObject, keyOf } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { IO } from '../kernel/process.ts';
import { deleteOptionsError, deleteOptionsOf } from './deletion.ts';
import { listQuery } from './list-options.ts';
import { kindOfOperation, select } from './reads.ts';
import { viewOf } from './resources.ts';
import { refuseRequest, respond } from './respond.ts';
import { passedAll } from './stages.ts';
import type { ApiServerState, Finished, Operation } from './state.ts';
import { whenFresh } from './storage.ts';
import { objectsIn } from './watch-cache.ts';
import { startWrite } from './writes.ts';

export function deleteCollection(state: ApiServerState, kind: Kind, operation: Operation, io: IO): void {
  const { request } = operation;
  const wrong = deleteOptionsError(deleteOptionsOf(request)) ?? listQuery(request, kind);
  if (errors.isStatus(wrong)) return refuseRequest(state, operation, 'decode and default', wrong, io);
  whenFresh(state, state.caches[kind.storagePrefix], { then: 'collection-fresh', operation }, io);
}

/** The list is known; now one delete after the other. */
export function collectionFresh(state: ApiServerState, operation: Operation, io: IO): void {
  const kind = kindOfOperation(operation);
  const query = listQuery(operation.request, kind);
  if (errors.isStatus(query)) return;
  const cache = state.caches[kind.storagePrefix];
  const all = objectsIn(cache, operation.request.namespace).map((object) => viewOf(kind, object));
  const found = select(kind, undefined, query, all);
  state.collections[operation.stream] = Object.freeze({
    operation,
    found: Object.freeze(found),
    next: 0,
    revision: cache.revision,
  });
  deleteNext(state, operation.stream, io);
}

function deleteNext(state: ApiServerState, id: string, io: IO): void {
  const { operation, found, next, revision } = state.collections[id];
  if (next === found.length) {
    delete state.collections[id];
    const kind = kindOfOperation(operation);
    const body = {
      kind: `${kind.kind}List`,
      apiVersion: apiVersionOf(kind),
      metadata: { resourceVersion: String(revision) },
      items: found,
    };
    const note = `deleted ${found.length}`;
    return respond(state, operation, { code: 200, body, because: note, stages: passedAll(note) }, io);
  }
  state.collections[id] = Object.freeze({ operation, found, next: next + 1, revision });
  startWrite(state, deleteOf(operation, found[next], id), io);
}

function deleteOf(operation: Operation, object: KubeObject, collection: string): Operation {
  const { request } = operation;
  const { labelSelector: _labels, fieldSelector: _fields, ...options } = request.options ?? {};
  const { name } = object.metadata;
  return {
    ...operation,
    stream: '',
    collection,
    because: `${operation.because}: ${keyOf(object)}`,
    request: Object.freeze({ ...request, verb: 'delete', name, options }),
  };
}

/** One of the deletes has been answered. What was gone already does not matter. */
export function collectionAnswered(state: ApiServerState, { collection, code, body }: Finished, io: IO): void {
  const waiting = state.collections[collection];
  if (!waiting) return;
  if (code >= 300 && code !== 404 && errors.isStatus(body)) {
    delete state.collections[collection];
    return refuseRequest(state, waiting.operation, 'persist', body, io);
  }
  deleteNext(state, collection, io);
}
