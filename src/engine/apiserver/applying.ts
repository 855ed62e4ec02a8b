// Server-side apply: the request is a wish list of fields, and whoever wishes owns them.

import type { Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { ApiRequest } from '../api/wire.ts';
import type { Plan, Surroundings } from './plan.ts';
import { refuse } from './plan.ts';

export function planApply(
  _request: ApiRequest,
  _kind: Kind,
  _existing: KubeObject | undefined,
  _world: Surroundings,
): Plan {
  return refuse('decode and default', errors.unsupportedMediaType({ patch: true }));
}
