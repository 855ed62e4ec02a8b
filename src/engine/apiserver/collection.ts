// deletecollection is a list and then a delete of each object found, one after the other.

import type { Kind } from '../api/kinds/kind.ts';
import * as errors from '../api/status.ts';
import type { IO } from '../kernel/process.ts';
import { refuseRequest } from './respond.ts';
import type { ApiServerState, Operation } from './state.ts';

export function deleteCollection(state: ApiServerState, _kind: Kind, operation: Operation, io: IO): void {
  refuseRequest(state, operation, 'authorize', errors.methodNotAllowed(), io);
}
