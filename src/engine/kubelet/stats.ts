// `/metrics/resource` of a kubelet: what the machine and each of its running containers have used. The numbers are read where
// cAdvisor reads them, on the machine itself, so they are there even while the container runtime is not.
// Source: `pkg/kubelet/server/server.go`, `pkg/kubelet/metrics/collectors/resource_metrics.go`.

import { type PodReadings, type Reading, STATS_PATH, type Stats } from '../api/stats.ts';
import type { ApiRequest, ApiResponse } from '../api/wire.ts';
import { between } from '../kernel/dice.ts';
import type { Message } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { disk, type PodRecord } from '../runtime/cri.ts';
import { type Behaviour, programOf } from '../runtime/programs.ts';
import { served } from '../runtime/served.ts';
import { cpuUsed, goneCpu, memoryUsed } from '../runtime/usage.ts';
import { machine, kubelet as timings } from '../timings.ts';

const MEBIBYTE = 1_048_576;

export function answerRequest({ body, from, stream }: Message<ApiRequest>, io: IO): void {
  const known = body.path === STATS_PATH;
  const response: ApiResponse = {
    kind: 'response',
    code: known ? 200 : 404,
    body: known ? readStats(io) : '404 page not found\n',
    to: `get ${body.path}`,
  };
  const [least, most] = timings.statsAnswer;
  io.send(from, response, { stream, ends: true, delay: between(io.draw('stats', stream), least, most) });
}

function readStats(io: IO): Stats {
  const behaviours = (io.config.behaviours ?? []) as readonly Behaviour[];
  const pods: PodReadings[] = [];
  let cpu = goneCpu(io.disk) + (machine.cpuMillis * io.now) / 1000;
  let memory = machine.memoryMiB * MEBIBYTE;
  io.disk.table<PodRecord>(disk.pods).scan((record) => {
    const containers: Record<string, Reading> = {};
    let running = false;
    for (const container of record.containers) {
      const program = programOf(container.config, behaviours);
      const used = cpuUsed(program, container, served(io.disk, container.id), io.now);
      const bytes = memoryUsed(program, container, io.now);
      cpu += used;
      memory += bytes;
      if (container.state !== 'CONTAINER_RUNNING' || container.startedAt > io.now) continue;
      running = true;
      containers[container.config.name] = { at: io.now, startedAt: container.startedAt, cpu: used, memory: bytes };
    }
    if (running) pods.push({ key: `${record.pod.namespace}/${record.pod.name}`, containers });
  });
  return Object.freeze({ node: { at: io.now, startedAt: 0, cpu, memory }, pods });
}
