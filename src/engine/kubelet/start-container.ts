// Starting one container: may it be tried now, is its image there, are its variables known, then create and start it.
// Each failure is remembered as the reason why it waits, told in events, and met with a longer wait the next time.
// Source: `pkg/kubelet/kuberuntime/kuberuntime_manager.go` start, `kuberuntime_container.go` startContainer, `pkg/kubelet/images/image_manager.go`.

import { goSpan } from '../api/go-span.ts';
import { base64Chars } from '../api/kinds/base64.ts';
import { milliValue, value } from '../api/quantity.ts';
import type { Container } from '../api/types.ts';
import { codeOf, type Reply } from '../client/requests.ts';
import type { IO } from '../kernel/process.ts';
import type { CriResponse } from '../runtime/cri.ts';
import { parseReference, referenceProblem } from '../runtime/images.ts';
import { LAST_WORDS } from '../runtime/output.ts';
import { kubelet as timings } from '../timings.ts';
import { allocatable } from './admission.ts';
import { type OpenHook, startHook, stopContainer } from './hooks.ts';
import { mountedFiles } from './mounted-files.ts';
import { podEvent } from './pod-facts.ts';
import { stepDone } from './pod-worker.ts';
import { inBackOff, nextBackOff } from './restarts.ts';
import { serviceEnvironment } from './service-env.ts';
import { change, cri, find, type Kubelet } from './state.ts';
import { askFor, environmentNeeds, environmentOf, expand, unmet } from './volumes.ts';
import { before, latest, type Reason, type Worker } from './worker.ts';

export function specOf({ pod }: Worker, name: string): Container {
  const found =
    pod.spec.containers.find((one) => one.name === name) ?? pod.spec.initContainers?.find((one) => one.name === name);
  return found ?? { name };
}

export function startContainer(kubelet: Kubelet, io: IO, worker: Worker, name: string): void {
  const container = specOf(worker, name);
  const image = container.image ?? '';
  const newest = latest(worker.runtime, name);
  // One that was just killed for a failed probe counts as running: the one before it decides about the wait.
  const record = newest?.state === 'CONTAINER_EXITED' ? newest : before(worker.runtime, name);
  let next = change(kubelet, worker, { making: name, image });
  if (record?.state === 'CONTAINER_EXITED' && record.end) {
    const { at } = record.end;
    // A container that is defined anew waits for nothing. Source: GetBackoffKey.
    const key = `${name} ${image}`;
    const known = next.backOffs[key];
    const { left, delay } = inBackOff(known, at, io.now, timings.crashBackOffMax);
    const pod = `${next.pod.metadata.name}_${next.pod.metadata.namespace}(${next.uid})`;
    if (left > 0) {
      podEvent(
        kubelet,
        io,
        next,
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${name} in pod ${pod}`,
        name,
      );
      const message = `back-off ${goSpan(Math.round(delay / 1000) * 1000)} restarting failed container=${name} pod=${pod}`;
      const wait = Math.min(left, next.wait ?? left);
      failed(kubelet, io, next, { reason: 'CrashLoopBackOff', message }, { wait });
      return;
    }
    const raised = nextBackOff(known, at, io.now, timings.crashBackOff, timings.crashBackOffMax);
    next = change(kubelet, next, { backOffs: { ...next.backOffs, [key]: raised } });
  }
  if (!parseReference(image)) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${referenceProblem(image)}`;
    podEvent(kubelet, io, next, 'Warning', 'InspectFailed', message, name);
    podEvent(kubelet, io, next, 'Warning', 'Failed', 'Error: InvalidImageName', name);
    failed(kubelet, io, next, { reason: 'InvalidImageName', message });
    return;
  }
  next = change(kubelet, next, { doing: 'image' });
  cri(kubelet, io, next, { kind: 'cri-request', call: 'ImageStatus', image }, 'image');
}

/** The runtime says whether the image is there. */
export function imageKnown(kubelet: Kubelet, io: IO, worker: Worker, { image: stored }: CriResponse): void {
  const name = worker.making;
  const { imagePullPolicy } = specOf(worker, name);
  const { image } = worker;
  if (stored && imagePullPolicy !== 'Always') {
    const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
    podEvent(kubelet, io, worker, 'Normal', 'Pulled', message, name);
    configure(kubelet, io, worker);
    return;
  }
  if (imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    podEvent(kubelet, io, worker, 'Warning', 'ErrImageNeverPull', message, name);
    podEvent(kubelet, io, worker, 'Warning', 'Failed', 'Error: ErrImageNeverPull', name);
    failed(kubelet, io, worker, { reason: 'ErrImageNeverPull', message });
    return;
  }
  const backOff = worker.backOffs[`image:${image}`];
  if (backOff && io.now - backOff.at < backOff.delay) {
    podEvent(kubelet, io, worker, 'Normal', 'BackOff', `Back-off pulling image "${image}"`, name);
    podEvent(kubelet, io, worker, 'Warning', 'Failed', 'Error: ImagePullBackOff', name);
    const last = worker.reasons[name];
    const inner =
      last?.reason === 'ErrImagePull' ? last.message : (/ErrImagePull: (.*)$/s.exec(last?.message ?? '')?.[1] ?? '');
    const message = `Back-off pulling image "${image}"${inner === '' ? '' : `: ErrImagePull: ${inner}`}`;
    failed(kubelet, io, worker, { reason: 'ImagePullBackOff', message });
    return;
  }
  podEvent(kubelet, io, worker, 'Normal', 'Pulling', `Pulling image "${image}"`, name);
  kubelet.pulls.push({ uid: worker.uid, image });
  const next = change(kubelet, worker, { doing: 'pull', mountSince: io.now });
  if (kubelet.pulls.length === 1) sendPull(kubelet, io, next);
}

/** One pull at a time on a machine: the others wait, and their waiting shows in their events. */
function sendPull(kubelet: Kubelet, io: IO, worker: Worker): void {
  const next = change(kubelet, worker, { pullAt: io.now });
  cri(kubelet, io, next, { kind: 'cri-request', call: 'PullImage', image: worker.image }, 'pulled', {
    because: `${worker.image} is not on this machine`,
  });
}

/** The pull has ended, well or not, and the next one's turn has come. */
export function pullDone(
  kubelet: Kubelet,
  io: IO,
  uid: string,
  worker: Worker | undefined,
  response: CriResponse,
): void {
  kubelet.pulls = kubelet.pulls.filter((one, i) => i > 0 || one.uid !== uid);
  if (worker?.doing === 'pull') {
    if (response.error === undefined) pullWorked(kubelet, io, worker, response);
    else pullFailed(kubelet, io, worker, response.error);
  }
  startNextPull(kubelet, io);
}

export function startNextPull(kubelet: Kubelet, io: IO): void {
  for (;;) {
    const [first] = kubelet.pulls;
    if (!first) return;
    const waiting = find(kubelet, first.uid);
    if (waiting?.doing === 'pull' && waiting.image === first.image) {
      sendPull(kubelet, io, waiting);
      return;
    }
    kubelet.pulls = kubelet.pulls.slice(1);
  }
}

function pullWorked(kubelet: Kubelet, io: IO, worker: Worker, { image: stored }: CriResponse): void {
  const { image, making } = worker;
  const took = goSpan(io.now - worker.pullAt);
  const waited = goSpan(io.now - worker.mountSince);
  const message = `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${stored?.size ?? 0} bytes.`;
  podEvent(kubelet, io, worker, 'Normal', 'Pulled', message, making);
  const { [`image:${image}`]: _, ...backOffs } = worker.backOffs;
  kubelet.imagesChanged = true;
  configure(kubelet, io, change(kubelet, worker, { backOffs }));
}

function pullFailed(kubelet: Kubelet, io: IO, worker: Worker, error: string): void {
  const { image, making } = worker;
  podEvent(kubelet, io, worker, 'Warning', 'Failed', `Failed to pull image "${image}": ${error}`, making);
  podEvent(kubelet, io, worker, 'Warning', 'Failed', 'Error: ErrImagePull', making);
  const key = `image:${image}`;
  const raised = nextBackOff(worker.backOffs[key], io.now, io.now, timings.imageBackOff, timings.imageBackOffMax);
  const next = change(kubelet, worker, { backOffs: { ...worker.backOffs, [key]: raised } });
  failed(kubelet, io, next, { reason: 'ErrImagePull', message: error });
}

/** Its variables: what they are taken from is asked for, one object after the other. */
function configure(kubelet: Kubelet, io: IO, worker: Worker): void {
  const container = specOf(worker, worker.making);
  if (container.securityContext?.runAsNonRoot === true && container.securityContext.runAsUser === undefined) {
    const text = 'container has runAsNonRoot and image will run as root';
    const message = `${text} (pod: "${worker.pod.metadata.name}_${worker.pod.metadata.namespace}(${worker.uid})", container: ${container.name})`;
    podEvent(kubelet, io, worker, 'Warning', 'Failed', `Error: ${message}`, container.name);
    failed(kubelet, io, worker, { reason: 'CreateContainerConfigError', message });
    return;
  }
  const needs = environmentNeeds(container);
  if (needs.length === 0) {
    create(kubelet, io, worker, {});
    return;
  }
  const next = change(kubelet, worker, { doing: 'config', fetched: {} });
  askFor(kubelet, io, next, needs[0], 0, 'config');
}

export function configReply(kubelet: Kubelet, io: IO, worker: Worker, index: number, reply: Reply): void {
  if (worker.doing !== 'config') return;
  const name = worker.making;
  const needs = environmentNeeds(specOf(worker, name));
  const what = needs[index];
  const problem = unmet(what, reply, worker.pod.metadata.namespace ?? '');
  if (problem !== '') {
    podEvent(kubelet, io, worker, 'Warning', 'Failed', `Error: ${problem}`, name);
    failed(kubelet, io, worker, { reason: 'CreateContainerConfigError', message: problem });
    return;
  }
  const object = reply.response?.body as { data?: Record<string, string> } | undefined;
  const data = codeOf(reply) === 200 ? decoded(what.resource, object?.data ?? {}) : {};
  const fetched = { ...worker.fetched, [`${what.resource}/${what.name}`]: data };
  const next = change(kubelet, worker, { fetched });
  if (index + 1 < needs.length) askFor(kubelet, io, next, needs[index + 1], index + 1, 'config');
  else create(kubelet, io, next, fetched);
}

export function decoded(resource: string, data: Record<string, string>): Record<string, string> {
  if (resource !== 'secrets') return data;
  const plain: Record<string, string> = {};
  for (const key in data) plain[key] = base64Chars(data[key]);
  return plain;
}

function create(kubelet: Kubelet, io: IO, worker: Worker, objects: Worker['fetched']): void {
  const name = worker.making;
  const container = specOf(worker, name);
  const { terminationMessagePath = LAST_WORDS } = container;
  const old = latest(worker.runtime, name);
  const known = worker.status?.containerStatuses?.find((one) => one.name === name)?.restartCount;
  const attempt = old ? old.config.attempt + 1 : worker.runtime === undefined && known ? known + 1 : 0;
  const { namespace = '' } = worker.pod.metadata;
  const links = worker.pod.spec.enableServiceLinks !== false;
  const found = serviceEnvironment(kubelet.services.store, namespace, links);
  const env = environmentOf(
    container,
    worker.pod,
    objects,
    worker.ip,
    kubelet.config.address,
    found,
    allocatable(kubelet),
  );
  const substitute = (text: string) => expand(text, env);
  const files = mountedFiles(container, worker.pod, worker.mounts) ?? old?.config.files;
  const config = {
    name,
    attempt,
    image: worker.image,
    command: (container.command ?? []).map(substitute),
    args: (container.args ?? []).map(substitute),
    env,
    memoryLimit: container.resources?.limits?.memory === undefined ? 0 : value(container.resources.limits.memory),
    ...(container.resources?.limits?.cpu === undefined ? {} : { cpuLimit: milliValue(container.resources.limits.cpu) }),
    epochMs: kubelet.config.epochMs,
    ...(files ? { files } : {}),
    ...(terminationMessagePath === LAST_WORDS ? {} : { lastWordsAt: terminationMessagePath }),
    ...(container.terminationMessagePolicy === 'FallbackToLogsOnError' ? { lastWordsFromLog: true } : {}),
  };
  const next = change(kubelet, worker, { doing: 'create', fetched: {}, acted: true });
  cri(
    kubelet,
    io,
    next,
    { kind: 'cri-request', call: 'CreateContainer', uid: next.uid, sandbox: next.sandbox, config },
    'created',
    {
      about: name,
    },
  );
}

export function created(kubelet: Kubelet, io: IO, worker: Worker, { id = '', error }: CriResponse): void {
  const name = worker.making;
  if (error !== undefined) {
    podEvent(kubelet, io, worker, 'Warning', 'Failed', `Error: ${error}`, name);
    failed(kubelet, io, worker, { reason: 'CreateContainerError', message: error });
    return;
  }
  podEvent(kubelet, io, worker, 'Normal', 'Created', 'Container created', name);
  const next = change(kubelet, worker, { doing: 'start' });
  cri(kubelet, io, next, { kind: 'cri-request', call: 'StartContainer', uid: next.uid, container: id }, 'started', {
    about: id,
  });
}

export function started(kubelet: Kubelet, io: IO, worker: Worker, id: string, { error }: CriResponse): void {
  const name = worker.making;
  if (error !== undefined) {
    podEvent(kubelet, io, worker, 'Warning', 'Failed', `Error: ${error}`, name);
    failed(kubelet, io, worker, { reason: 'RunContainerError', message: error });
    return;
  }
  podEvent(kubelet, io, worker, 'Normal', 'Started', 'Container started', name);
  const handler = specOf(worker, name).lifecycle?.postStart;
  if (handler) {
    startHook(kubelet, io, change(kubelet, worker, { doing: 'post-start' }), 'postStart', { id, name }, handler);
    return;
  }
  runs(kubelet, io, worker);
}

function runs(kubelet: Kubelet, io: IO, worker: Worker): void {
  const { making: name } = worker;
  const { [name]: _, ...reasons } = worker.reasons;
  const probed = { ...worker.probed, [name]: {} };
  stepDone(kubelet, io, worker, { reasons, probed, started: true });
}

/** A container whose postStart hook has failed is killed, with all the grace that its pod has. */
export function postStartOver(
  kubelet: Kubelet,
  io: IO,
  worker: Worker,
  { container, name }: OpenHook,
  problem: string,
): void {
  if (worker.doing !== 'post-start' || worker.making !== name) return;
  if (problem === '') {
    runs(kubelet, io, worker);
    return;
  }
  podEvent(kubelet, io, worker, 'Normal', 'Killing', 'FailedPostStartHook', name);
  const reasons = { ...worker.reasons, [name]: { reason: 'PostStartHookError', message: problem } };
  const next = change(kubelet, worker, { doing: 'stop', reasons });
  const grace = (worker.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  stopContainer(kubelet, io, next, { id: container, name }, grace, 'post-start-killed');
}

export function postStartKilled(kubelet: Kubelet, io: IO, worker: Worker): void {
  failed(kubelet, io, worker, worker.reasons[worker.making]);
}

/** This container could not be started; the next one of the plan gets its turn all the same. */
function failed(kubelet: Kubelet, io: IO, worker: Worker, reason: Reason, more: Partial<Worker> = {}): void {
  const reasons = { ...worker.reasons, [worker.making]: reason };
  const isInit = worker.todo[0]?.do === 'start' && worker.todo[0].init;
  const todo = isInit ? worker.todo.slice(0, 1) : worker.todo;
  stepDone(kubelet, io, change(kubelet, worker, { todo }), { reasons, failed: true, ...more });
}
