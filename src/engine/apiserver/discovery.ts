// Paths that are no resources: health, version and the documents by which clients learn what there is.

import * as errors from '../api/status.ts';
import type { IO } from '../kernel/process.ts';
import { respondRead } from './respond.ts';
import type { ApiServerState, Operation } from './state.ts';

export function answerPath(state: ApiServerState, operation: Operation, io: IO): void {
  respondRead(state, operation, 404, errors.noSuchResource(), io);
}
