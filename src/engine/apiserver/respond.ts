// The end of every request: one response on its own stream, a line in the list of recent requests, nothing else.

import { kinds } from '../api/kinds/index.ts';
import { notSimulated, notSimulatedText } from '../api/not-simulated.ts';
import type { KubeObject } from '../api/object.ts';
import { isFailure } from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest, ApiResponse } from '../api/wire.ts';
import type { IO } from '../kernel/process.ts';
import { label } from './authorize.ts';
import type { StageName, StagePassage } from './stages.ts';
import { readPassage, refusedAt } from './stages.ts';
import type { ApiServerState, Operation } from './state.ts';

const TRACES = 50;

export interface Answer {
  readonly code: number;
  readonly body?: unknown;
  readonly warnings?: readonly string[];
  readonly revision?: number;
  readonly because: string;
  readonly stages: readonly StagePassage[];
}

export function respond(state: ApiServerState, operation: Operation, answer: Answer, io: IO): void {
  const { code, body, warnings, revision, because, stages } = answer;
  const to = label(operation.request);
  state.traces.push(
    Object.freeze({ message: operation.messageId, at: io.now, to, user: operation.request.user, code, stages }),
  );
  if (state.traces.length > TRACES) state.traces.shift();
  if (operation.collection !== undefined) state.finished.push({ collection: operation.collection, code, body });
  if (operation.stream === '') return;
  const all = withDeprecation(operation.request, withNotices(state, operation.request, code, body, warnings));
  const said = all && all.length > 0 ? all : undefined;
  const response: ApiResponse = { kind: 'response', code, body, warnings: said, to, revision };
  io.send(operation.to, response, { stream: operation.stream, ends: true, because });
}

export function refuseRequest(
  state: ApiServerState,
  operation: Operation,
  stage: StageName,
  status: Status,
  io: IO,
): void {
  const because = `refused: ${status.message ?? status.reason ?? ''}`;
  respond(
    state,
    operation,
    { code: status.code ?? 500, body: status, because, stages: refusedAt(stage, status.message ?? '') },
    io,
  );
}

export function respondRead(state: ApiServerState, operation: Operation, code: number, body: unknown, io: IO): void {
  const failed = isFailure(body);
  const note = failed ? (body.message ?? '') : '';
  respond(
    state,
    operation,
    { code, body, because: failed ? `refused: ${note}` : 'read', stages: readPassage(!failed, note) },
    io,
  );
}

/** What is said of a kind whatever is asked of it. */
const deprecations: ReadonlyMap<string, string> = new Map(
  kinds.flatMap(({ plural, deprecation }) => (deprecation === undefined ? [] : [[plural, deprecation] as const])),
);

function withDeprecation(
  { resource }: ApiRequest,
  warnings: readonly string[] | undefined,
): readonly string[] | undefined {
  const text = deprecations.get(resource);
  return text === undefined ? warnings : [text, ...(warnings ?? [])];
}

/** Subresources that are stored and that no kubelet looks at. */
const withoutEffect: Readonly<Record<string, readonly string[]>> = {
  resize: ['the resize of running containers'],
  ephemeralcontainers: ['ephemeral containers'],
};

/** Tells a person, and nobody else, which fields of what was just stored have no effect in this cluster. */
function withNotices(
  state: ApiServerState,
  { verb, subresource, agent }: ApiRequest,
  code: number,
  body: unknown,
  warnings: readonly string[] | undefined,
): readonly string[] | undefined {
  const writes = verb === 'create' || verb === 'update' || verb === 'patch';
  if (!state.config.notices || !writes || code >= 300 || agent !== 'kubectl') return warnings;
  const paths = subresource === undefined ? notSimulated(body as KubeObject) : (withoutEffect[subresource] ?? []);
  return paths.length === 0 ? warnings : [...(warnings ?? []), ...paths.map(notSimulatedText)];
}
