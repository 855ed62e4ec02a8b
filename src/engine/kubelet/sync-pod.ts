// The decision at the heart of a kubelet: given the pod that should be and the containers that are, what is to be done now?
// It names steps for the runtime and does none of them; the next sync looks at what came of it and decides anew.
// Source: `pkg/kubelet/kuberuntime/kuberuntime_manager.go` computePodActions, `kuberuntime_container.go` computeInitContainerActions.

import type { Pod } from '../api/types.ts';
import type { Tick } from '../kernel/message.ts';
import type { ContainerRecord, PodRecord } from '../runtime/cri.ts';
import { restartable, shouldRestart } from './container-status.ts';
import { latest, type Probed, running, type Step } from './worker.ts';

export interface Plan {
  readonly steps: readonly Step[];
  /** A sandbox that was there has died: everything in the pod is made anew. */
  readonly sandboxChanged: boolean;
  readonly because: string;
}

const nothing: Plan = { steps: [], sandboxChanged: false, because: 'all that should run is running' };

/** `failing`: containers whose liveness or startup probe has failed, with the grace they get. */
export function planPod(
  pod: Pod,
  runtime: PodRecord | undefined,
  probed: Readonly<Record<string, Probed>>,
  failing: Readonly<Record<string, Tick>>,
): Plan {
  const sandbox = runtime?.sandboxes[0];
  if (sandbox?.state !== 'SANDBOX_READY') return planSandbox(pod, runtime);
  const here = (name: string) => {
    const record = latest(runtime, name);
    return record && record.sandbox === sandbox.id ? record : undefined;
  };
  const steps: Step[] = [];
  const stop = (record: ContainerRecord, grace: Tick) =>
    steps.push({ do: 'stop', container: record.id, name: record.config.name, grace });
  const appsBegan = pod.spec.containers.some(({ name }) => here(name) !== undefined);
  for (const container of pod.spec.initContainers ?? []) {
    const record = here(container.name);
    const { name } = container;
    if (restartable(container)) {
      if (record?.state === 'CONTAINER_RUNNING') {
        const grace = failing[name];
        if (grace !== undefined) {
          stop(record, grace);
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
  for (const container of pod.spec.containers) {
    const record = latest(runtime, container.name);
    if (record?.state === 'CONTAINER_RUNNING') {
      const grace = failing[container.name];
      if (grace === undefined) continue;
      stop(record, grace);
      if (pod.spec.restartPolicy !== 'Never') steps.push({ do: 'start', container: container.name, init: false });
      continue;
    }
    if (shouldRestart(pod, container, record, false))
      steps.push({ do: 'start', container: container.name, init: false });
  }
  if (steps.length === 0) return nothing;
  const names = steps.flatMap((step) => (step.do === 'start' ? [step.container] : []));
  return { steps, sandboxChanged: false, because: `${names.join(', ')} should run and does not` };
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
