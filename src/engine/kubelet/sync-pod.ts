// The decision at the heart of a kubelet: given the pod that should be and the containers that are, what is to be done now?
// It names steps for the runtime and does none of them; the next sync looks at what came of it and decides anew.
// Source: `pkg/kubelet/kuberuntime/kuberuntime_manager.go` computePodActions, `kuberuntime_container.go` computeInitContainerActions.

import type { Container, Pod } from '../api/types.ts';
import type { ContainerRecord, PodRecord } from '../runtime/cri.ts';
import { restartable, shouldRestart } from './container-status.ts';
import { graceOfProbe } from './prober.ts';
import { latest, type Probed, type ProbeType, running, type Step } from './worker.ts';

export interface Plan {
  readonly steps: readonly Step[];
  /** A sandbox that was there has died: everything in the pod is made anew. */
  readonly sandboxChanged: boolean;
  readonly because: string;
}

const nothing: Plan = { steps: [], sandboxChanged: false, because: 'all that should run is running' };

/** `failing`: containers whose liveness or startup probe has failed. */
export function planPod(
  pod: Pod,
  runtime: PodRecord | undefined,
  probed: Readonly<Record<string, Probed>>,
  failing: Readonly<Record<string, ProbeType>>,
): Plan {
  const sandbox = runtime?.sandboxes[0];
  if (sandbox?.state !== 'SANDBOX_READY') return planSandbox(pod, runtime);
  const here = (name: string) => {
    const record = latest(runtime, name);
    return record && record.sandbox === sandbox.id ? record : undefined;
  };
  const steps: Step[] = [];
  const stop = (record: ContainerRecord, container: Container, prefix: string, suffix: string) => {
    const { name } = container;
    const probe = failing[name];
    const seconds = pod.spec.terminationGracePeriodSeconds ?? 30;
    const grace = isChanged(record, container) ? seconds * 1000 : graceOfProbe(container, probe, seconds);
    const why = isChanged(record, container) ? 'definition changed' : `failed ${probe} probe`;
    steps.push({ do: 'stop', container: record.id, name, grace, message: `${prefix} ${name} ${why}${suffix}` });
  };
  const appsBegan = pod.spec.containers.some(({ name }) => here(name) !== undefined);
  for (const container of pod.spec.initContainers ?? []) {
    const record = here(container.name);
    const { name } = container;
    if (restartable(container)) {
      if (record?.state === 'CONTAINER_RUNNING') {
        if (failing[name] || isChanged(record, container)) {
          stop(record, container, 'Init container', '');
          steps.push({ do: 'start', container: name, init: true });
        } else if (container.startupProbe && !probed[name]?.started && !appsBegan) {
          return { steps, sandboxChanged: false, because: `waits for ${name} to pass its startup probe` };
        }
        continue;
      }
      steps.push({ do: 'start', container: name, init: true });
      if (!appsBegan)
        return { steps, sandboxChanged: false, because: `${name} comes next in the order of init containers` };
      continue;
    }
    if (appsBegan) continue;
    if (record?.state === 'CONTAINER_RUNNING') {
      return { steps, sandboxChanged: false, because: `waits for init container ${name} to end` };
    }
    if (record?.state === 'CONTAINER_EXITED' && record.end?.code === 0) continue;
    if (record?.state === 'CONTAINER_EXITED' && pod.spec.restartPolicy === 'Never') {
      return { ...nothing, because: `init container ${name} failed, and the restart policy is Never` };
    }
    steps.push({ do: 'start', container: name, init: true });
    return { steps, sandboxChanged: false, because: `${name} comes next in the order of init containers` };
  }
  let kept = false;
  for (const container of pod.spec.containers) {
    const record = latest(runtime, container.name);
    if (record?.state === 'CONTAINER_RUNNING') {
      const again = isChanged(record, container) || (failing[container.name] && pod.spec.restartPolicy !== 'Never');
      if (!again && !failing[container.name]) {
        kept = true;
        continue;
      }
      stop(record, container, 'Container', again ? ', will be restarted' : '');
      if (again) steps.push({ do: 'start', container: container.name, init: false });
      continue;
    }
    if (shouldRestart(pod, container, record, false))
      steps.push({ do: 'start', container: container.name, init: false });
  }
  if (steps.length === 0) return nothing;
  // Nothing is left to run: the pod as a whole is killed, in the words and with the grace of a pod's end.
  if (!kept && steps.every((step) => step.do === 'stop')) {
    const grace = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
    const ends = steps.map((step) => ({ ...step, grace, message: `Stopping container ${step.name}` }));
    return { steps: ends, sandboxChanged: false, because: 'its last container has failed and is not started again' };
  }
  const names = steps.flatMap((step) => (step.do === 'start' ? [step.container] : []));
  const because = `${names.join(', ')} should run ${steps.some(({ do: what }) => what === 'stop') ? 'anew' : 'and does not'}`;
  return { steps, sandboxChanged: false, because };
}

/** Of a container's definition only its image can change while it runs. Source: containerChanged, HashContainer. */
function isChanged({ config }: ContainerRecord, { image }: Container): boolean {
  return config.image !== image;
}

function planSandbox(pod: Pod, runtime: PodRecord | undefined): Plan {
  const old = runtime?.sandboxes[0];
  const never = pod.spec.restartPolicy === 'Never';
  const toStart = pod.spec.containers.filter(({ name }) => {
    const record = latest(runtime, name);
    if (!record || record.state === 'CONTAINER_CREATED') return true;
    if (pod.spec.restartPolicy === 'OnFailure') return record.end?.code !== 0;
    return !never;
  });
  if (old && ((never && runtime.containers.length > 0) || toStart.length === 0)) {
    return { ...nothing, because: 'its sandbox is gone and nothing in it may be started again' };
  }
  const steps: Step[] = [];
  for (const record of running(runtime)) {
    steps.push({ do: 'stop', container: record.id, name: record.config.name, grace: 2_000 });
  }
  if (old) steps.push({ do: 'stop-sandbox', sandbox: old.id });
  steps.push({ do: 'sandbox', attempt: old ? old.attempt + 1 : 0 });
  const [first] = pod.spec.initContainers ?? [];
  if (first) steps.push({ do: 'start', container: first.name, init: true });
  else for (const { name } of toStart) steps.push({ do: 'start', container: name, init: false });
  const because = old
    ? 'its sandbox is gone and must be made anew'
    : 'it was assigned to this node and nothing of it exists yet';
  return { steps, sandboxChanged: old !== undefined, because };
}
