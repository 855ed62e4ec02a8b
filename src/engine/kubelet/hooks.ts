// Hooks are what a container's author wants done right after its start and right before its end. The first holds up everything else
// about the pod until it is over, and kills the container when it fails; the second uses up the grace that the end may take.
// Source: `pkg/kubelet/lifecycle/handlers.go`, `kuberuntime_container.go` executePreStopHook, killContainer.

import type { Container, LifecycleHandler } from '../api/types.ts';
import type { Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import type { CriRequest, CriResponse, Dial, DialAnswer } from '../runtime/cri.ts';
import { kubelet as timings } from '../timings.ts';
import { podEvent } from './pod-facts.ts';
import { portOf } from './prober.ts';
import { postStartOver } from './start-container.ts';
import { change, cri, find, type Kubelet } from './state.ts';
import { preStopOver } from './termination.ts';
import type { Worker } from './worker.ts';

export type Hook = 'postStart' | 'preStop';

/** Where a stop of a container is continued when it has ended. */
export type StopThen = 'stopped' | 'step-done' | 'post-start-killed';

export interface OpenHook {
  readonly hook: Hook;
  readonly uid: string;
  /** Id and name of the container. */
  readonly container: string;
  readonly name: string;
  /** preStop: when the end began, how long it may take, and where it goes on. */
  readonly begun: Tick;
  readonly grace: Tick;
  readonly then: StopThen;
  /** Time is up: the container is being ended, and nobody waits for the hook any more. */
  readonly isLate: boolean;
  readonly timer: number;
}

interface HookTimer {
  readonly kind: 'hook-timer';
  readonly key: string;
  /** The end of a hook that sleeps; else the end of the grace. */
  readonly slept: boolean;
}

const keyOf = (hook: Hook, container: string): string => `${hook}/${container}`;

export function containerOf({ pod }: Worker, name: string): Container | undefined {
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((one) => one.name === name);
}

export function isHookOpen(kubelet: Kubelet, hook: Hook, container: string): boolean {
  return kubelet.hooks[keyOf(hook, container)] !== undefined;
}

/** Ends one container: preStop first, if there is one, then the stop signal with what is left of the grace. */
export function stopContainer(
  kubelet: Kubelet,
  io: IO,
  worker: Worker,
  container: { readonly id: string; readonly name: string },
  grace: Tick,
  then: StopThen,
): void {
  const handler = containerOf(worker, container.name)?.lifecycle?.preStop;
  if (!handler || grace <= 0) {
    signal(kubelet, io, worker, container.id, grace, then);
    return;
  }
  startHook(kubelet, io, worker, 'preStop', container, handler, { grace, then });
}

/** At least two seconds lie between SIGTERM and SIGKILL, whatever the hook has used up. */
export function signal(
  kubelet: Kubelet,
  io: IO,
  worker: Worker,
  container: string,
  grace: Tick,
  then: StopThen,
  because?: string,
): void {
  const timeout = Math.max(timings.minimumGrace, grace);
  const request = { kind: 'cri-request', call: 'StopContainer', uid: worker.uid, container, timeout } as const;
  cri(kubelet, io, worker, request, then, { about: container, ...(because === undefined ? {} : { because }) });
}

/** Of the grace only whole seconds count as used. */
export function graceLeft(grace: Tick, begun: Tick, now: Tick): Tick {
  return grace - Math.floor((now - begun) / 1000) * 1000;
}

export function startHook(
  kubelet: Kubelet,
  io: IO,
  worker: Worker,
  hook: Hook,
  { id, name }: { readonly id: string; readonly name: string },
  handler: LifecycleHandler,
  { grace, then }: { readonly grace: Tick; readonly then: StopThen } = { grace: 0, then: 'stopped' },
): void {
  const key = keyOf(hook, id);
  const deadline: HookTimer = { kind: 'hook-timer', key, slept: false };
  const timer = hook === 'preStop' ? io.after(grace, 'work', { ...deadline }) : 0;
  const { uid } = worker;
  kubelet.hooks[key] = { hook, uid, container: id, name, begun: io.now, grace, then, isLate: false, timer };
  const because = `${hook} hook`;
  if (handler.sleep) {
    const slept: HookTimer = { kind: 'hook-timer', key, slept: true };
    io.after(Math.max(1, handler.sleep.seconds * 1000), 'work', { ...slept });
    return;
  }
  const calls = worker.calls + 1;
  change(kubelet, worker, { calls });
  const stream = `${io.self}.${io.incarnation}:cri/${uid}#${calls}`;
  const to = `containerd/${io.machine}`;
  if (handler.exec) {
    kubelet.hookStreams[stream] = key;
    const command = handler.exec.command ?? [];
    const request: CriRequest = { kind: 'cri-request', call: 'ExecSync', uid, container: id, command, timeout: 0 };
    io.send(to, request, { stream, because });
  } else if (handler.httpGet) {
    kubelet.hookStreams[stream] = key;
    const { host, path = '/', port } = handler.httpGet;
    const number = portOf(containerOf(worker, name) ?? { name }, port);
    const dial: Dial = { kind: 'dial', ip: host ?? worker.ip, port: number, path };
    io.send(to, dial, { stream, because });
  } else {
    over(kubelet, io, key, 'Cannot run handler: invalid handler');
  }
}

/** True for the answer to a hook's command or request, or for its connection's end. */
export function hookAnswer(kubelet: Kubelet, io: IO, { body, stream }: Message): boolean {
  const id = body.kind === 'reset' ? (body as ResetBody).stream : stream;
  const key = kubelet.hookStreams[id];
  if (key === undefined) return false;
  delete kubelet.hookStreams[id];
  const open = kubelet.hooks[key];
  const worker = open && find(kubelet, open.uid);
  if (!open || !worker) return true;
  over(kubelet, io, key, problemOf(worker, open, body as CriResponse | DialAnswer | ResetBody));
  return true;
}

export function hookTimer(kubelet: Kubelet, io: IO, { key, slept }: HookTimer): void {
  const open = kubelet.hooks[key];
  if (!open) return;
  if (slept) {
    over(kubelet, io, key, '');
    return;
  }
  kubelet.hooks[key] = { ...open, isLate: true, timer: 0 };
  goOn(kubelet, io, open);
}

/** '' when it went well, else the sentence that a real kubelet has for it. */
function problemOf(worker: Worker, open: OpenHook, body: CriResponse | DialAnswer | ResetBody): string {
  const { name, namespace, uid } = worker.pod.metadata;
  const where = `for Container ${JSON.stringify(open.name)} in Pod "${name}_${namespace}(${uid})" failed - error:`;
  const handler = containerOf(worker, open.name)?.lifecycle?.[open.hook];
  if (handler?.exec) {
    const command = (handler.exec.command ?? []).join(' ');
    const { exec, error } = body as Partial<CriResponse>;
    if (exec?.code === 0) return '';
    const errors = exec?.errors ?? '';
    const why = exec ? `command '${command}' exited with ${exec.code}: ${errors}` : (error ?? 'connection lost');
    return `Exec lifecycle hook ([${command}]) ${where} ${why}, message: ${JSON.stringify(`${exec?.output ?? ''}${errors}`)}`;
  }
  const { outcome } = body as Partial<DialAnswer>;
  if (outcome === 'answered') return '';
  const { host, path = '/', port = 0 } = handler?.httpGet ?? {};
  const address = `${host ?? worker.ip}:${portOf(containerOf(worker, open.name) ?? { name: open.name }, port)}`;
  const why = outcome === 'refused' ? 'connection refused' : 'no route to host';
  const text = `Get "http://${address}${path}": dial tcp ${address}: connect: ${why}`;
  return `HTTP lifecycle hook (${path}) ${where} ${text}, message: ""`;
}

function over(kubelet: Kubelet, io: IO, key: string, problem: string): void {
  const open = kubelet.hooks[key];
  if (!open) return;
  delete kubelet.hooks[key];
  if (open.timer !== 0) io.cancel(open.timer);
  const worker = find(kubelet, open.uid);
  if (!worker) return;
  if (problem !== '') {
    // What went wrong stays out of the event: the output of a hook may hold secrets.
    const [reason, text] =
      open.hook === 'preStop'
        ? ['FailedPreStopHook', 'PreStopHook failed']
        : ['FailedPostStartHook', 'PostStartHook failed'];
    podEvent(kubelet, io, worker, 'Warning', reason, text, open.name);
  }
  if (!open.isLate) goOn(kubelet, io, open, problem);
}

function goOn(kubelet: Kubelet, io: IO, open: OpenHook, problem = ''): void {
  const worker = find(kubelet, open.uid);
  if (!worker) return;
  if (open.hook === 'postStart') postStartOver(kubelet, io, worker, open, problem);
  else if (open.then === 'stopped') preStopOver(kubelet, io, worker, open);
  else if (worker.busy) {
    signal(kubelet, io, worker, open.container, graceLeft(open.grace, open.begun, io.now), open.then);
  }
}
