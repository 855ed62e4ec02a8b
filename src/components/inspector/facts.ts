// What is known about a selected thing, as short rows: for a pod its containers, for a machine its power and its promises, for a
// component what it holds inside. Numbers come from the frame; nothing here asks the cluster anything.

import type { PodState, ViewMachine, ViewMessage, ViewPod, ViewProcess, ViewWorkload } from '../../engine/index.ts';
import type { SessionState } from '../session/store.ts';
import { clockTime, span } from '../ui/clock.ts';
import { text } from '../ui/text/en.ts';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import { autoscalerFacts, scrapeFacts } from './autoscaler-facts.ts';
import { ruleFacts, trafficFacts } from './network-facts.ts';
import { partsOf } from './references.ts';
import { serviceFacts } from './service-facts.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** The value is the name of this object and can be pressed. */
  readonly ref?: string;
  readonly state?: PodState;
  /** Belongs to something the learner did. */
  readonly yours?: boolean;
}

export interface Section {
  readonly title: string;
  readonly facts: readonly Fact[];
}

const words = inspectorWords;
const field = words.field;

export function factsOf(ref: string, world: SessionState): readonly Section[] {
  const { kind, name } = partsOf(ref);
  const found =
    kind === 'Pod'
      ? podFacts(world.pods.get(ref), world)
      : kind === 'Node' || kind === 'Machine'
        ? machineFacts(world.machines[name], world)
        : kind === 'Process'
          ? processFacts(world.processes[name], world)
          : kind === 'Service'
            ? [...serviceFacts(world.services[ref]), ...ruleFacts(ref, world)]
            : kind === 'HorizontalPodAutoscaler'
              ? autoscalerFacts(world.autoscalers[ref], world)
              : kind === 'Traffic'
                ? trafficFacts(world.traffic[name], world)
                : workloadFacts(world.workloads[ref], world);
  return found.filter((section) => section.facts.length > 0);
}

export function messageFacts(message: ViewMessage, world: SessionState): readonly Section[] {
  const clock = (tick: number) => clockTime(tick - world.lessonStart);
  return [
    {
      title: '',
      facts: [
        { label: field.from, value: message.from, ref: `Process//${message.from}` },
        { label: field.to, value: message.to, ref: `Process//${message.to}` },
        ...(message.because ? [{ label: field.because, value: message.because }] : []),
        ...(message.object ? [{ label: field.about, value: partsOf(message.object).name, ref: message.object }] : []),
        { label: field.sent, value: clock(message.sentAt) },
        { label: field.due, value: message.lost ? words.lost : clock(message.dueAt) },
        {
          label: field.thread,
          value: message.thread === 0 ? field.background : field.yours,
          yours: message.thread !== 0,
        },
      ],
    },
  ];
}

function podFacts(pod: ViewPod | undefined, world: SessionState): readonly Section[] {
  if (!pod) return [];
  return [
    {
      title: '',
      facts: [
        { label: field.node, value: pod.node || words.none, ...(pod.node ? { ref: `Node//${pod.node}` } : {}) },
        { label: field.ip, value: pod.ip || words.none },
        pod.owner
          ? { label: field.owner, value: partsOf(pod.owner).name, ref: pod.owner }
          : { label: field.owner, value: words.none },
        { label: field.created, value: words.ago(span(world.tick - pod.createdAt)) },
        { label: field.restarts, value: String(pod.restarts) },
        { label: field.requests, value: `${pod.cpuMillis}m cpu, ${bytes(pod.memoryBytes)}` },
        ...until(field.grace, pod.goneBy, world.tick),
      ],
    },
    {
      title: field.containers,
      facts: pod.containers.flatMap((container): Fact[] => [
        {
          label: container.name,
          value: [container.reason || container.state, container.ready ? 'ready' : '', restarts(container.restarts)]
            .filter(Boolean)
            .join(' · '),
          state: container.state === 'running' ? (container.ready ? 'Running' : 'NotReady') : 'Pending',
        },
        ...(container.exitCode === undefined ? [] : [{ label: field.exitCode, value: String(container.exitCode) }]),
        ...until(field.backoff, container.backoffUntil, world.tick),
      ]),
    },
  ];
}

function machineFacts(machine: ViewMachine | undefined, world: SessionState): readonly Section[] {
  if (!machine) return [];
  const { node } = machine;
  const cut = machine.cutSince;
  return [
    {
      title: '',
      facts: [
        { label: field.role, value: machine.role },
        { label: field.power, value: machine.up ? words.on : words.off },
        { label: field.cable, value: cut === undefined ? field.plugged : words.cableCut(span(world.tick - cut)) },
        ...(node
          ? [
              { label: field.schedulable, value: node.unschedulable ? words.no : words.yes },
              {
                label: field.allocatable,
                value: `${node.allocatableCpuMillis}m cpu, ${bytes(node.allocatableMemoryBytes)}, ${words.pods(node.allocatablePods)}`,
              },
              { label: field.taints, value: node.taints.join('\n') || words.none },
            ]
          : []),
      ],
    },
    {
      title: field.conditions,
      facts: (node?.conditions ?? []).map((condition) => ({
        label: condition.type,
        value: `${condition.status}${condition.reason ? ` · ${condition.reason}` : ''}`,
      })),
    },
    {
      title: field.processes,
      facts: machine.processes.map((address) => ({
        label: words.life[world.processes[address]?.life ?? 'down'],
        value: address.split('/')[0] ?? address,
        ref: `Process//${address}`,
      })),
    },
    {
      title: field.labels,
      facts: Object.entries(node?.labels ?? {}).map(([label, value]) => ({ label, value })),
    },
    { title: field.images, facts: machine.images.map((image) => ({ label: '', value: image })) },
  ];
}

function workloadFacts(workload: ViewWorkload | undefined, world: SessionState): readonly Section[] {
  if (!workload) return [];
  const owned = [
    ...Object.values(world.workloads).filter((one) => one.owner === workload.ref),
    ...[...world.pods.values()].filter((pod) => pod.owner === workload.ref),
  ];
  return [
    {
      title: '',
      facts: [
        { label: field.wanted, value: String(workload.wanted) },
        { label: field.ready, value: String(workload.ready) },
        { label: field.available, value: String(workload.available) },
        { label: field.image, value: workload.image },
        ...(workload.owner ? [{ label: field.owner, value: partsOf(workload.owner).name, ref: workload.owner }] : []),
        { label: field.created, value: words.ago(span(world.tick - workload.createdAt)) },
      ],
    },
    {
      title: field.children,
      facts: owned.map((one) =>
        'state' in one
          ? { label: one.status, value: one.name, ref: one.ref, state: one.state }
          : { label: words.ofWanted(one.ready, one.wanted), value: one.name, ref: one.ref },
      ),
    },
  ];
}

function processFacts(process: ViewProcess | undefined, world: SessionState): readonly Section[] {
  if (!process) return [];
  const { apiserver, etcd, kubelet, containerd, kubectl, leader, scheduler } = process;
  const facts: Fact[] = [
    { label: field.life, value: words.life[process.life] },
    { label: field.machine, value: process.machine, ref: machineRef(process.machine, world) },
  ];
  const add = (label: string, value: string | number, yours = false) =>
    facts.push({ label, value: String(value), yours });
  if (leader) {
    add(field.leader, leader.isLeader ? words.yes : leader.holder || words.none);
    add(field.renewed, words.ago(span(Math.max(0, world.tick - leader.renewedAt))));
  }
  if (apiserver) {
    add(field.watches, apiserver.watches);
    if (apiserver.request) {
      add(field.request, apiserver.request, apiserver.thread !== 0);
      add(field.stages, apiserver.stages.map((stage) => `${stage.name} ${stage.ok ? '✓' : '✗'}`).join('  '));
      add(field.outcome, apiserver.outcome || '…');
    }
  }
  if (etcd) {
    add(field.revision, etcd.revision);
    if (etcd.compacted) add(field.compacted, etcd.compacted);
    if (etcd.role !== undefined) {
      add(field.role, text.canvas.roles[etcd.role]);
      add(field.leader, etcd.leader || text.canvas.noLeader);
      add(text.canvas.term, etcd.term ?? 0);
      add(field.indexes, `${etcd.commit ?? 0}, ${etcd.applied ?? 0}`);
      add(text.canvas.members, (etcd.members ?? []).join(' '));
    }
  }
  if (kubelet) {
    add(field.podsHeld, kubelet.pods);
    add(field.renewed, words.ago(span(Math.max(0, world.tick - kubelet.leaseRenewedAt))));
  }
  if (containerd) {
    add(field.call, containerd.call || words.none, containerd.thread !== 0);
    add(field.containers, containerd.containers);
  }
  facts.push(...scrapeFacts(process, world));
  if (kubectl) {
    add(field.command, `kubectl ${kubectl.command}`);
    add(field.code, kubectl.running ? words.life.up : (kubectl.code ?? words.none));
  }
  if (scheduler) {
    add(field.active, scheduler.active.join(' ') || words.none);
    const waits = scheduler.backoff.map(
      (one) => `${one.pod} ${words.inTime(span(Math.max(0, one.until - world.tick)))}`,
    );
    add(field.backoffQ, waits.join('\n') || words.none);
    add(field.unschedulable, scheduler.unschedulable.join(' ') || words.none);
    add(field.snapshot, scheduler.nodes);
    if (scheduler.thought) add(field.thought, scheduler.thought, scheduler.thread !== 0);
  }
  return [
    { title: '', facts },
    {
      title: field.loops,
      facts: (process.loops ?? []).map((loop) => ({
        label: loop.name,
        value: [
          `${field.queue} ${loop.queued}`,
          loop.thought ? `${loop.key}: ${loop.thought}` : '',
          loop.nextCheckAt === undefined
            ? ''
            : `${field.nextCheck} ${words.inTime(span(Math.max(0, loop.nextCheckAt - world.tick)))}`,
        ]
          .filter(Boolean)
          .join('\n'),
        yours: loop.thread !== 0,
      })),
    },
    {
      title: field.commits,
      facts: [...(etcd?.commits ?? [])].reverse().map((commit) => ({
        label: String(commit.revision),
        value: `${commit.sign} ${commit.key}`,
        yours: commit.thread !== 0,
      })),
    },
  ];
}

function machineRef(name: string, world: SessionState): string {
  return world.machines[name]?.node?.ref ?? `Machine//${name}`;
}

function until(label: string, tick: number | undefined, now: number): Fact[] {
  return tick === undefined || tick <= now ? [] : [{ label, value: words.inTime(span(tick - now)) }];
}

function restarts(count: number): string {
  return count === 0 ? '' : `${count}×`;
}

/** `256Mi`, `8Gi`, as requests are written. */
function bytes(count: number): string {
  const gi = count / 2 ** 30;
  if (gi >= 1) return `${Math.round(gi * 10) / 10}Gi`;
  return `${Math.round(count / 2 ** 20)}Mi`;
}
