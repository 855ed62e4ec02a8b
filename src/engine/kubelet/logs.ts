// `kubectl logs` comes here by way of the API server: only the machine on which a container ran has its output.
// What a program has written by now is computed from its script and its age, so an hour of output costs nothing until somebody reads it.
// Source: `pkg/kubelet/server/server.go` getContainerLogs, `pkg/kubelet/kubelet_pods.go` validateContainerLogStatus.

import { rfc3339 } from '../api/time.ts';
import type { Body, Message } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { type ContainerRecord, disk, type ExecResult, type PodRecord } from '../runtime/cri.ts';
import { linesOf } from '../runtime/output.ts';
import { type Behaviour, programOf } from '../runtime/programs.ts';
import { find, type Kubelet } from './state.ts';

/** What the API server forwards to a kubelet. */
export interface KubeletRequest extends Body {
  readonly kind: 'kubelet-request';
  readonly op: 'logs' | 'exec';
  readonly namespace: string;
  readonly name: string;
  readonly container?: string;
  /** Query parameters of `pods/log` as strings: previous, tailLines, sinceSeconds, timestamps, limitBytes. */
  readonly options?: Readonly<Record<string, string | undefined>>;
  /** Of exec. */
  readonly command?: readonly string[];
}

export interface KubeletResponse extends Body {
  readonly kind: 'kubelet-response';
  readonly code: number;
  readonly body: string;
  /** Of exec: what came over its streams. */
  readonly exec?: ExecResult;
}

const MOST_LINES = 1_000;

export function answerLogs(kubelet: Kubelet, io: IO, { body, from, stream }: Message<KubeletRequest>): void {
  const answer = (code: number, text: string) => {
    const response: KubeletResponse = { kind: 'kubelet-response', code, body: text };
    io.send(from, response, { stream, ends: true });
  };
  const { namespace, name, options = {} } = body;
  const object = kubelet.pods.store.get(`${namespace}/${name}`);
  const uid = object?.metadata.uid ?? '';
  const spec = object?.spec as { containers: { name: string }[] } | undefined;
  const container = body.container ?? options.container ?? spec?.containers[0].name ?? '';
  if (!object) {
    answer(404, `pod "${name}" in namespace "${namespace}": not found`);
    return;
  }
  const record = io.disk.table<PodRecord>(disk.pods).get(uid);
  const all = record?.containers.filter(({ config }) => config.name === container) ?? [];
  const previous = options.previous === 'true';
  const wanted = all[previous ? 1 : 0];
  if (previous && !wanted) {
    answer(400, `previous terminated container "${container}" in pod "${name}" not found`);
    return;
  }
  if (!wanted || wanted.state === 'CONTAINER_CREATED') {
    answer(
      400,
      `container "${container}" in pod "${name}" is waiting to start: ${waitingReason(kubelet, uid, container)}`,
    );
    return;
  }
  answer(200, text(kubelet, io, wanted, options));
}

function waitingReason(kubelet: Kubelet, uid: string, container: string): string {
  const worker = find(kubelet, uid);
  const statuses = [...(worker?.status?.containerStatuses ?? []), ...(worker?.status?.initContainerStatuses ?? [])];
  const reason = statuses.find(({ name }) => name === container)?.state?.waiting?.reason ?? 'ContainerCreating';
  if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff') return 'trying and failing to pull image';
  return reason;
}

function text(
  kubelet: Kubelet,
  io: IO,
  record: ContainerRecord,
  options: NonNullable<KubeletRequest['options']>,
): string {
  const behaviours = (io.config.behaviours ?? []) as readonly Behaviour[];
  const program = programOf(record.config, behaviours);
  let lines = linesOf(io.disk, record, program, io.now, MOST_LINES);
  if (options.sinceSeconds !== undefined) {
    const from = io.now - Number(options.sinceSeconds) * 1000 - record.startedAt;
    lines = lines.filter(({ at }) => at >= from);
  }
  const tail = options.tailLines === undefined ? undefined : Number(options.tailLines);
  if (tail !== undefined && tail >= 0) lines = tail === 0 ? [] : lines.slice(-tail);
  const { epochMs } = kubelet.config;
  const stamp = (at: number) => (options.timestamps === 'true' ? `${rfc3339(epochMs, record.startedAt + at)} ` : '');
  let all = lines.map((line) => `${stamp(line.at)}${line.text}\n`).join('');
  if (options.limitBytes !== undefined) all = all.slice(0, Number(options.limitBytes));
  return all;
}
