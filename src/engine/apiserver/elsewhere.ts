// What is asked for and is not here: either no Kubernetes has it, and the real refusal is given, or Kubernetes has it and
// Podarium has not, and then that is said in our own words, because the real ones would be a lie.

import { kindFor } from '../api/kinds/index.ts';
import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';

export function missingResource(request: ApiRequest): Status {
  const { group, version, resource } = request;
  void kindFor(group, version, resource);
  return errors.noSuchResource();
}
