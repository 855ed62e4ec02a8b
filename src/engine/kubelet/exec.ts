// `kubectl exec` ends here, as `kubectl logs` does: the API server passes it on to the kubelet of the pod's node, and the kubelet has the
// runtime run the command. What the command writes comes back in one piece when it has ended; a real cluster streams it.
// Source: `pkg/kubelet/server/server.go` getExec, `pkg/kubelet/kubelet_pods.go` GetExec.

import type { Message, ResetBody } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { type CriRequest, type CriResponse, disk, type PodRecord } from '../runtime/cri.ts';
import type { KubeletRequest, KubeletResponse } from './logs.ts';
import type { Kubelet } from './state.ts';

/** Who waits for the command, by the stream of the call to the runtime. */
export interface OpenExec {
  readonly from: string;
  readonly stream: string;
}

export function startExec(kubelet: Kubelet, io: IO, { body, from, stream }: Message<KubeletRequest>): void {
  const { namespace, name, container = '', command = [] } = body;
  const uid = kubelet.pods.store.get(`${namespace}/${name}`)?.metadata.uid ?? '';
  const record = io.disk.table<PodRecord>(disk.pods).get(uid);
  const newest = record?.containers.find(({ config }) => config.name === container);
  if (newest?.state !== 'CONTAINER_RUNNING') {
    answer(io, { from, stream }, { code: 404, body: `container not found (${JSON.stringify(container)})` });
    return;
  }
  const call = `${stream}/exec`;
  kubelet.execs[call] = Object.freeze({ from, stream });
  const request: CriRequest = { kind: 'cri-request', call: 'Exec', uid, container: newest.id, command };
  io.send(`containerd/${io.machine}`, request, { stream: call, because: `somebody runs a command in ${name}` });
}

/** True for the runtime's answer to a command, or for its connection's end. */
export function execAnswer(kubelet: Kubelet, io: IO, { body, stream }: Message): boolean {
  const call = body.kind === 'reset' ? (body as ResetBody).stream : stream;
  const open = kubelet.execs[call];
  if (!open) return false;
  delete kubelet.execs[call];
  const { exec, error = 'the container runtime is down' } = body as Partial<CriResponse>;
  if (exec) answer(io, open, { code: 200, body: '', exec });
  else answer(io, open, { code: 500, body: `error executing command in container: ${plain(error)}` });
  return true;
}

const plain = (error: string): string => error.replace(/^rpc error: code = \w+ desc = /, '');

function answer(io: IO, { from, stream }: OpenExec, what: Omit<KubeletResponse, 'kind'>): void {
  const response: KubeletResponse = { kind: 'kubelet-response', ...what };
  io.send(from, response, { stream, ends: true });
}
