// Probes ask a running container how it is: has it started, is it ready for traffic, is it still alive? The answers only count in a row.
// A failed readiness probe takes a pod out of its Services and harms nothing; a failed liveness or startup probe kills the container.
// Source: `pkg/kubelet/prober/{prober_manager,worker,prober}.go`.

import type { Container, Probe } from '../api/types.ts';
import type { Message, ResetBody, Tick } from '../kernel/message.ts';
import type { IO } from '../kernel/process.ts';
import type { ContainerRecord, CriRequest, CriResponse, Dial, DialAnswer } from '../runtime/cri.ts';
import { podEvent, probedInput } from './pod-facts.ts';
import { wake } from './pod-worker.ts';
import { change, find, isDeleting, type Kubelet } from './state.ts';
import { podStatus } from './status.ts';
import { setStatus } from './status-manager.ts';
import { latest, type ProbeState, type ProbeType, type Worker } from './worker.ts';

const types: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];
const words: Readonly<Record<ProbeType, string>> = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' };
/** So long after its start a container that fails its probes is a fact and no longer something undecided. */
const UNDECIDED: Tick = 60_000;

export interface ProbeTimer {
  readonly kind: 'probe';
  readonly uid: string;
  readonly key: string;
}

/** What an open probe is about, by its stream. */
export interface OpenProbe {
  readonly uid: string;
  readonly key: string;
  readonly container: string;
}

function probeOf(container: Container, type: ProbeType): Probe | undefined {
  if (type === 'startup') return container.startupProbe;
  return type === 'readiness' ? container.readinessProbe : container.livenessProbe;
}

function containersOf({ pod }: Worker): readonly Container[] {
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return sidecars.length === 0 ? pod.spec.containers : [...sidecars, ...pod.spec.containers];
}

/** Gives each probe of a pod its own beat, once: at the end of waiting for volumes, or at random after the kubelet's start. */
export function addProbes(kubelet: Kubelet, io: IO, worker: Worker, atRandom: boolean): Worker {
  const probes: Record<string, ProbeState> = {};
  for (const container of containersOf(worker)) {
    for (const type of types) {
      const probe = probeOf(container, type);
      if (!probe) continue;
      const period = periodOf(probe);
      const phase = atRandom ? io.draw('probe', `${worker.uid}/${container.name}/${type}`) % period : 0;
      probes[`${container.name}/${type}`] = fresh(io.now + phase);
    }
  }
  return Object.keys(probes).length === 0 ? worker : change(kubelet, worker, { probes });
}

function fresh(since: Tick): ProbeState {
  return { since, container: '', timer: 0, asking: '', last: '', run: 0, result: '', onHold: false };
}

function periodOf(probe: Probe): Tick {
  return Math.max(1, probe.periodSeconds ?? 10) * 1000;
}

/** After each sync: probes of running containers tick; one that is started and not ready is asked at once. */
export function tendProbes(kubelet: Kubelet, io: IO, uid: string): void {
  const worker = find(kubelet, uid);
  if (worker?.stage !== 'sync') return;
  for (const key in worker.probes) {
    const state = worker.probes[key];
    const { container, type, probe } = parts(worker, key);
    if (!probe) continue;
    const record = latest(worker.runtime, container.name);
    if (record?.state !== 'CONTAINER_RUNNING') continue;
    let next = state;
    if (state.container !== record.id) {
      if (state.timer !== 0) io.cancel(state.timer);
      next = { ...fresh(state.since), container: record.id };
    }
    const waits = type === 'readiness' && next.result !== 'success' && isStarted(worker, container);
    if (waits && next.asking === '' && isDue(record, probe, io.now)) {
      if (next.timer !== 0) io.cancel(next.timer);
      next = { ...next, since: io.now, timer: 0 };
      ask(kubelet, io, uid, key, next, record, probe);
    } else if (next.timer === 0 && next.asking === '' && !next.onHold) {
      arm(kubelet, io, uid, key, next, record, probe);
    } else if (next !== state) {
      put(kubelet, uid, key, next);
    }
  }
}

function parts(worker: Worker, key: string): { container: Container; type: ProbeType; probe: Probe | undefined } {
  const slash = key.lastIndexOf('/');
  const name = key.slice(0, slash);
  const type = key.slice(slash + 1) as ProbeType;
  const container = containersOf(worker).find((one) => one.name === name) ?? { name };
  return { container, type, probe: probeOf(container, type) };
}

function isStarted({ probed }: Worker, container: Container): boolean {
  return container.startupProbe === undefined || probed[container.name]?.started === true;
}

function isDue(record: ContainerRecord, { initialDelaySeconds = 0 }: Probe, now: Tick): boolean {
  return now - record.startedAt >= initialDelaySeconds * 1000;
}

function put(kubelet: Kubelet, uid: string, key: string, state: ProbeState): void {
  const worker = find(kubelet, uid);
  if (worker) change(kubelet, worker, { probes: { ...worker.probes, [key]: Object.freeze(state) } });
}

/** The next tick of this probe's beat at which it is due. Undecided ones are work; the others just beat. */
function arm(
  kubelet: Kubelet,
  io: IO,
  uid: string,
  key: string,
  state: ProbeState,
  record: ContainerRecord,
  probe: Probe,
): void {
  const period = periodOf(probe);
  const earliest = Math.max(io.now + 1, record.startedAt + (probe.initialDelaySeconds ?? 0) * 1000);
  const at = state.since + Math.max(1, Math.ceil((earliest - state.since) / period)) * period;
  const undecided = state.result !== 'success' || state.last === 'failure';
  const timerClass = undecided && io.now - record.startedAt < UNDECIDED ? 'work' : 'periodic';
  const body: ProbeTimer = { kind: 'probe', uid, key };
  put(kubelet, uid, key, { ...state, timer: io.after(at - io.now, timerClass, body) });
}

export function probeTimer(kubelet: Kubelet, io: IO, { uid, key }: ProbeTimer): void {
  const worker = find(kubelet, uid);
  const state = worker?.probes[key];
  if (!worker || !state) return;
  const { container, type, probe } = parts(worker, key);
  const record = latest(worker.runtime, container.name);
  const idle = { ...state, timer: 0 };
  const ending = isDeleting(worker.pod) && type !== 'readiness';
  if (!probe || record?.state !== 'CONTAINER_RUNNING' || record.id !== state.container || ending || state.onHold) {
    put(kubelet, uid, key, idle);
    return;
  }
  if (type === 'startup' ? isStarted(worker, container) : !isStarted(worker, container)) {
    if (type === 'startup') put(kubelet, uid, key, idle);
    else arm(kubelet, io, uid, key, idle, record, probe);
    return;
  }
  ask(kubelet, io, uid, key, idle, record, probe);
}

function ask(
  kubelet: Kubelet,
  io: IO,
  uid: string,
  key: string,
  state: ProbeState,
  record: ContainerRecord,
  probe: Probe,
): void {
  const worker = find(kubelet, uid);
  if (!worker) return;
  const calls = worker.calls + 1;
  const stream = `${io.self}.${io.incarnation}:cri/${uid}#${calls}`;
  change(kubelet, worker, { calls });
  const asked = () => {
    put(kubelet, uid, key, { ...state, asking: stream });
    kubelet.probes[stream] = { uid, key, container: record.id };
  };
  const to = `containerd/${io.machine}`;
  const because = `${words[parts(worker, key).type]} probe`;
  if (probe.exec) {
    const request: CriRequest = {
      kind: 'cri-request',
      call: 'ExecSync',
      uid,
      container: record.id,
      command: probe.exec.command ?? [],
      timeout: timeoutOf(probe) * 1000,
    };
    asked();
    io.send(to, request, { stream, because });
    return;
  }
  const { httpGet } = probe;
  const { container } = parts(worker, key);
  const wanted = httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port ?? 0;
  const port = portOf(container, wanted);
  if (Number.isNaN(port)) {
    errored(kubelet, io, worker, key, `strconv.Atoi: parsing ${JSON.stringify(wanted)}: invalid syntax`);
    arm(kubelet, io, uid, key, { ...state, asking: '' }, record, probe);
    return;
  }
  const dial: Dial = {
    kind: 'dial',
    ip: httpGet?.host ?? worker.ip,
    port,
    ...(httpGet ? { path: httpGet.path ?? '/', timeout: timeoutOf(probe) * 1000 } : {}),
  };
  asked();
  io.send(to, dial, { stream, because });
}

const timeoutOf = ({ timeoutSeconds = 1 }: Probe): number => timeoutSeconds;

export function portOf(container: Container, port: number | string): number {
  if (typeof port === 'number') return port;
  return container.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port);
}

/** True for the answer to a probe, or for its connection's end. */
export function probeAnswer(kubelet: Kubelet, io: IO, { body, stream }: Message): boolean {
  const id = body.kind === 'reset' ? (body as ResetBody).stream : stream;
  const open = kubelet.probes[id];
  if (!open) return false;
  delete kubelet.probes[id];
  const worker = find(kubelet, open.uid);
  const state = worker?.probes[open.key];
  if (!worker || !state) return true;
  const { container, probe } = parts(worker, open.key);
  const record = latest(worker.runtime, container.name);
  const idle = { ...state, asking: '' };
  if (!probe || record?.id !== open.container || record.state !== 'CONTAINER_RUNNING') {
    put(kubelet, open.uid, open.key, idle);
    return true;
  }
  const verdict =
    body.kind === 'reset' ? undefined : verdictOf(worker, container, probe, body as CriResponse | DialAnswer);
  if (verdict === undefined) {
    // An error says nothing about the container; it is told and thrown away.
    const { error = '' } = body as Partial<CriResponse>;
    if (error.includes('failed to exec')) errored(kubelet, io, worker, open.key, error);
    arm(kubelet, io, open.uid, open.key, idle, record, probe);
  } else judged(kubelet, io, worker, open.key, idle, verdict, record, probe);
  return true;
}

function errored(kubelet: Kubelet, io: IO, worker: Worker, key: string, error: string): void {
  const { container, type } = parts(worker, key);
  const text = `${words[type]} probe errored and resulted in unknown state: ${error}`;
  podEvent(kubelet, io, worker, 'Warning', 'Unhealthy', text, container.name);
}

/** What a probe came to, and what a failed one had to say, which may be nothing. */
interface Verdict {
  readonly isGood: boolean;
  readonly text: string;
}

const good: Verdict = Object.freeze({ isGood: true, text: '' });
const bad = (text: string): Verdict => ({ isGood: false, text });

/** Undefined when nothing can be said. */
function verdictOf(
  worker: Worker,
  container: Container,
  probe: Probe,
  body: CriResponse | DialAnswer,
): Verdict | undefined {
  if (body.kind === 'cri-response') {
    if (body.error?.includes('DeadlineExceeded')) {
      const command = (probe.exec?.command ?? []).join(' ');
      return bad(`command timed out: ${JSON.stringify(command)} timed out after ${timeoutOf(probe)}s`);
    }
    if (!body.exec) return undefined;
    const { code, output, errors = '' } = body.exec;
    return code === 0 ? good : bad(`${output}${errors}`);
  }
  const { httpGet } = probe;
  const port = portOf(container, httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port ?? 0);
  const address = `${httpGet?.host ?? worker.ip}:${port}`;
  if (body.outcome === 'answered') {
    const code = body.code ?? 200;
    return code >= 200 && code < 400 ? good : bad(`HTTP probe failed with statuscode: ${code}`);
  }
  const scheme = httpGet?.scheme === 'HTTPS' ? 'https' : 'http';
  const get = `Get "${scheme}://${address}${httpGet?.path ?? '/'}"`;
  if (body.outcome === 'late') {
    return bad(`${get}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`);
  }
  const refused = `dial tcp ${address}: connect: ${body.outcome === 'refused' ? 'connection refused' : 'no route to host'}`;
  return bad(httpGet ? `${get}: ${refused}` : refused);
}

function judged(
  kubelet: Kubelet,
  io: IO,
  worker: Worker,
  key: string,
  state: ProbeState,
  verdict: Verdict,
  record: ContainerRecord,
  probe: Probe,
): void {
  const { uid } = worker;
  const { container, type } = parts(worker, key);
  const last = verdict.isGood ? 'success' : 'failure';
  if (last === 'failure') {
    const { text } = verdict;
    podEvent(kubelet, io, worker, 'Warning', 'Unhealthy', `${words[type]} probe failed: ${text}`, container.name);
  }
  const run = state.last === last ? state.run + 1 : 1;
  const needed = last === 'failure' ? (probe.failureThreshold ?? 3) : (probe.successThreshold ?? 1);
  const next: ProbeState = { ...state, last, run };
  const initial = type === 'readiness' ? 'failure' : type === 'liveness' ? 'success' : '';
  const known = state.result === '' ? initial : state.result;
  if (run < needed || known === last) {
    arm(kubelet, io, uid, key, run < needed ? next : { ...next, result: last }, record, probe);
    if (type === 'readiness' && last === 'failure' && run === 1 && state.result === '') wake(kubelet, io, uid);
    return;
  }
  const kills = last === 'failure' && type !== 'readiness';
  if (kills) put(kubelet, uid, key, { ...next, result: last, run: 0, onHold: true });
  else arm(kubelet, io, uid, key, { ...next, result: last }, record, probe);
  const fresher = find(kubelet, uid) ?? worker;
  if (kills) {
    change(kubelet, fresher, { failing: { ...fresher.failing, [container.name]: type } });
    wake(kubelet, io, uid);
    return;
  }
  if (type === 'liveness') return;
  const old = fresher.probed[container.name];
  const value = type === 'readiness' ? { ...old, ready: last === 'success' } : { ...old, started: last === 'success' };
  const told = change(kubelet, fresher, { probed: { ...fresher.probed, [container.name]: value } });
  if (told.stage === 'sync') {
    const status = podStatus(probedInput(kubelet, io, told, true));
    setStatus(kubelet, io, told, status, `its ${type} probe ${last === 'success' ? 'succeeded' : 'failed'}`);
  }
  wake(kubelet, io, uid);
  tendProbes(kubelet, io, uid);
}

/** Grace of a container that a probe condemns: the probe's own, or the pod's. */
export function graceOfProbe(container: Container, type: ProbeType, podSeconds: number): Tick {
  return (probeOf(container, type)?.terminationGracePeriodSeconds ?? podSeconds) * 1000;
}
