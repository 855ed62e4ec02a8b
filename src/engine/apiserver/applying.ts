// Server-side apply: the request is a wish list of fields, and whoever wishes owns them. Fields that others own are refused
// unless force is given; fields that were wished before and no longer are, go.
// Source: apiserver `endpoints/handlers/patch.go` applyPatcher.

import { applyConfiguration } from '../api/apply.ts';
import { apiVersionOf, type Kind } from '../api/kinds/kind.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { parseYaml } from '../api/yaml.ts';
import { draftOf } from './copy.ts';
import { writerOf } from './managers.ts';
import { decodeChanged, planNew, planReplace } from './pipeline.ts';
import type { Plan, Surroundings } from './plan.ts';
import { refuse } from './plan.ts';
import { refOf } from './resources.ts';

export function planApply(
  request: ApiRequest,
  kind: Kind,
  existing: KubeObject | undefined,
  world: Surroundings,
): Plan {
  const config = configOf(request, kind);
  if (errors.isStatus(config)) return refuse('decode and default', config);
  if (!existing && request.subresource) return refuse('persist', errors.notFound(refOf(kind), request.name ?? ''));
  const given = config.metadata.resourceVersion;
  if (existing && given && given !== existing.metadata.resourceVersion) {
    return refuse('persist', errors.conflict(refOf(kind), request.name ?? ''));
  }
  const writer = { ...writerOf(request, kind, world.nowMs), operation: 'Apply' as const };
  const applied = applyConfiguration(existing, config, writer, request.options?.force === 'true');
  if (errors.isStatus(applied)) return refuse('decode and default', applied);
  const decoded = decodeChanged(request, kind, applied.object, existing);
  if (errors.isStatus(decoded)) return refuse('decode and default', decoded);
  const { draft, warnings } = decoded;
  draft.metadata = Object.assign({ name: request.name, namespace: request.namespace }, draft.metadata);
  if (!existing) return planNew(request, kind, draft, warnings, world, applied.managedFields);
  kind.defaults(draft);
  return planReplace(request, kind, draft, existing, warnings, world, applied.managedFields);
}

/** The body as an object of this kind under the name of the path, or the server's 400. */
function configOf(request: ApiRequest, kind: Kind): KubeObject | Status {
  const { body } = request;
  if (typeof body === 'string') {
    const parsed = parseYaml(body);
    const { message, line } = parsed.ok ? { message: '', line: undefined } : parsed.error;
    const where =
      line === undefined || message.includes('line ') ? message : message.replace('yaml: ', `yaml: line ${line}: `);
    return errors.badRequest(`error decoding YAML: error converting YAML to JSON: ${where}`);
  }
  if (typeof body !== 'object' || body === null) return errors.badRequest('error decoding YAML: not an object');
  const given = body as KubeObject;
  const apiVersion = given.apiVersion ?? '';
  const name = given.kind ?? '';
  if (apiVersion !== apiVersionOf(kind) || name !== kind.kind) {
    const slash = apiVersion.indexOf('/');
    const group = slash < 0 ? '' : apiVersion.slice(0, slash);
    return errors.badRequest(`invalid object type: ${group}/${apiVersion.slice(slash + 1)}, Kind=${name}`);
  }
  const config = draftOf(given);
  config.metadata = { ...given.metadata };
  if (config.metadata.name !== undefined && config.metadata.name !== request.name) {
    const text = `the name of the object (${config.metadata.name}) does not match the name on the URL (${request.name})`;
    return errors.badRequest(text);
  }
  return config;
}
