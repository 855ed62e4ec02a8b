// How a container answers to a connection and to an HTTP request. Computed from its program and its age.
// Here the network ends: a pod's address belongs to the machine whose plugin gave it out, and its containers share it.

import type { Message } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import { type ContainerRecord, type Dial, type DialAnswer, disk } from './cri.ts';
import { type Answer, type Program, programOf } from './programs.ts';
import { configOf, pods, replace } from './store.ts';

export function answerDial({ body, from, stream }: Message<Dial>, io: IO): void {
  const reply = (answer: Omit<DialAnswer, 'kind'>, delay = 0) => {
    const message: DialAnswer = { kind: 'dial-answer', ...answer };
    io.send(from, message, { stream, ends: true, delay });
  };
  const uid = io.disk.table<string>(disk.addresses).get(body.ip);
  const record = uid === undefined ? undefined : pods(io).get(uid);
  if (!record) {
    reply({ outcome: 'no route' });
    return;
  }
  for (const container of record.containers) {
    if (container.state !== 'CONTAINER_RUNNING' || container.startedAt > io.now) continue;
    const program = programOf(container.config, configOf(io).behaviours ?? []);
    if (container.portInUse !== undefined) continue;
    if (!listens(program, body.port, io.now - container.startedAt)) continue;
    if (body.path === undefined) {
      reply({ outcome: 'answered', pod: record.pod });
      return;
    }
    const { latency = 1 } = program;
    if (body.timeout !== undefined && latency > body.timeout) {
      reply({ outcome: 'late' }, body.timeout);
      return;
    }
    const answer = httpAnswer(program, container, body.path, io.now - container.startedAt);
    if (answer.toggles) replace(io, record, { ...container, flipped: !container.flipped });
    const text = answer.body.replaceAll('$HOSTNAME', record.pod.name);
    reply({ outcome: 'answered', code: answer.code, body: text, pod: record.pod }, latency - 1);
    return;
  }
  reply({ outcome: 'refused' });
}

/** Whether a program of this age accepts connections on a port. */
export function listens({ ports, startUp = 0 }: Program, port: number, age: number): boolean {
  if (age < startUp || ports === undefined) return false;
  return ports === 'any' || ports.includes(port);
}

/** The answer to a GET; a path that toggles flips the code of `/` between 200 and 500. */
export function httpAnswer(program: Program, container: ContainerRecord, path: string, age: number): Answer {
  const [plain] = path.split('?');
  if (program.readyAfter !== undefined && age < program.readyAfter) return { code: 503, body: 'not ready\n' };
  const known = program.answers?.[plain];
  if (known && plain === '/' && container.flipped) return { code: 500, body: 'flipped\n' };
  if (known) return known;
  if (program.answers) return { code: 404, body: 'Not Found\n' };
  return { code: 200, body: `${program.name} at your service\n` };
}
