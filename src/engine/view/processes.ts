// What each component shows of its inside: queues, loops, thoughts, commits, the request in hand. It reads their state and never
// touches it; the state is plain data, so a student can open any of it in the inspector too.

import { passedAll } from '../apiserver/stages.ts';
import type { ApiServerState } from '../apiserver/state.ts';
import { controllers } from '../controllers/index.ts';
import type { ManagerState } from '../controllers/manager.ts';
import type { EtcdState } from '../etcd/etcd.ts';
import { appliedOf, commitOf, openLog, termOf } from '../etcd/raft/log.ts';
import { compactedRevision, currentRevision, openStore } from '../etcd/store.ts';
import type { Message, Tick } from '../kernel/message.ts';
import type { Process } from '../kernel/parts.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Table } from '../kernel/table.ts';
import { type KubectlState, runningCommands } from '../kubectl/state.ts';
import type { MetricsServerState } from '../metrics/metrics-server.ts';
import type { KubeProxyProcess } from '../network/kube-proxy.ts';
import { ruleTables } from '../network/tables.ts';
import type { CriRequest } from '../runtime/cri.ts';
import type { SchedulerState } from '../scheduler/scheduler.ts';
import type { ViewCommit, ViewLoop, ViewProcess } from './frame.ts';
import { viewMessage } from './tokens.ts';

/**
 * What the collector has overheard of messages since it began, by address: the call in hand, the last lease. Calls are put
 * into words only when a frame is drawn, since nearly all of them are over by then.
 */
export interface Overheard {
  call: Message | undefined;
  leaseRenewedAt: Tick;
}

const COMMITS = 5;

export function viewProcess(process: Process, simulation: Simulation, heard: Overheard): ViewProcess {
  const { address, life, spec } = process;
  const { component } = spec;
  const machine = address.slice(component.length + 1);
  const base = { address, component, machine, life };
  if (life === 'down' || life === 'starting') return base;
  switch (component) {
    case 'etcd':
      return {
        ...base,
        etcd: { ...viewEtcd(simulation, machine), ...viewMember(process.state as EtcdState, simulation, machine) },
      };
    case 'kube-apiserver':
      return { ...base, apiserver: viewApiServer(process.state as ApiServerState, heard) };
    case 'kube-controller-manager':
      return { ...base, ...viewManager(process.state as ManagerState) };
    case 'kube-scheduler':
      return { ...base, ...viewScheduler(process.state as SchedulerState) };
    case 'kubectl':
      return { ...base, kubectl: viewKubectl(process.state as KubectlState) };
    case 'kubelet':
      return { ...base, kubelet: { leaseRenewedAt: heard.leaseRenewedAt, pods: podsOn(simulation, machine) } };
    case 'metrics-server': {
      const { lastScrape, samples } = process.state as MetricsServerState;
      return { ...base, metrics: { lastScrape, nodes: samples.size } };
    }
    case 'kube-proxy': {
      const services = simulation.machine(machine).disk[ruleTables.services]?.size ?? 0;
      return { ...base, kubeProxy: { active: (process.state as KubeProxyProcess).active !== undefined, services } };
    }
    case 'containerd':
      return {
        ...base,
        containerd: {
          call: (heard.call?.body as CriRequest | undefined)?.call ?? '',
          thread: heard.call?.thread ?? 0,
          containers: podsOn(simulation, machine),
        },
      };
    default:
      return base;
  }
}

function viewKubectl(state: KubectlState): ViewProcess['kubectl'] {
  const { last } = state;
  return {
    command: last?.command ?? '',
    code: last?.code,
    running: runningCommands(state).length > 0,
    at: last?.at ?? 0,
  };
}

function podsOn(simulation: Simulation, machine: string): number {
  return simulation.machine(machine).disk['containerd/pods']?.size ?? 0;
}

type ViewEtcd = NonNullable<ViewProcess['etcd']>;

function viewEtcd(simulation: Simulation, machine: string): ViewEtcd {
  const disk = simulation.machine(machine).disk;
  const store = openStore({ table: <V>(name: string): Table<V> => disk[name] as Table<V> });
  if (!store.meta) return { revision: 1, compacted: 0, commits: [] };
  const revision = currentRevision(store);
  const commits: ViewCommit[] = [];
  for (const record of lastRecords(store.history, COMMITS)) {
    const created = record.kv && record.kv.version === 1;
    const sign = record.type === 'DELETE' ? '−' : created ? '+' : '~';
    commits.push({
      revision: record.revision,
      sign,
      key: record.key.replace('/registry/', ''),
      thread: record.thread,
      at: record.at,
    });
  }
  return { revision, compacted: compactedRevision(store), commits };
}

function viewMember({ member }: EtcdState, simulation: Simulation, machine: string): Partial<ViewEtcd> {
  const { disk } = simulation.machine(machine);
  if (!member || !disk['etcd/raft']) return {};
  const { role, leader, members } = member.raft;
  const log = openLog({ table: <V>(name: string): Table<V> => disk[name] as Table<V> });
  return { role, term: termOf(log), leader, commit: commitOf(log), applied: appliedOf(log), members };
}

function lastRecords<T>(history: Table<T>, count: number): readonly T[] {
  return history.last(count).map(([, record]) => record);
}

function viewApiServer(state: ApiServerState, heard: Overheard): ViewProcess['apiserver'] {
  const { call } = heard;
  // A request is shown with its own passage and its own end; while it is under way it has no end yet.
  const trace = call ? state.traces.find(({ message }) => message === call.id) : state.traces[state.traces.length - 1];
  const stages = trace?.stages ?? (call && isBeingStored(state, call.id) ? passedAll('').slice(0, -1) : []);
  return {
    ready: state.ready,
    watches: Object.keys(state.watches).length,
    request: call ? viewMessage(call).label : (trace?.to ?? ''),
    stages: stages.map(({ name, ok }) => ({ name, ok })),
    outcome: trace ? String(trace.code) : '',
    thread: call?.thread ?? 0,
  };
}

/** It has passed every stage, and etcd has been asked to keep it. */
function isBeingStored(state: ApiServerState, message: number): boolean {
  return state.pending
    .values()
    .some(({ waiting }) => waiting.then === 'write-stored' && waiting.operation.messageId === message);
}

function viewManager(state: ManagerState): Partial<ViewProcess> {
  const { holder, leading, renewedAt } = state.election;
  const loops = controllers.map((controller): ViewLoop => {
    const loop = state.loops[controller.name];
    if (!loop) {
      return {
        name: controller.title,
        queued: 0,
        key: '',
        thought: '',
        thoughtAt: 0,
        thread: 0,
        nextCheckAt: undefined,
      };
    }
    return {
      name: controller.title,
      queued: loop.queue.order.length,
      key: loop.thought?.key ?? '',
      thought: loop.thought?.because ?? '',
      thoughtAt: loop.thought?.at ?? 0,
      thread: loop.thought?.cause.thread ?? 0,
      nextCheckAt: loop.nextCheckAt,
    };
  });
  return { leader: { holder, isLeader: leading, renewedAt }, loops };
}

function viewScheduler(state: SchedulerState): Partial<ViewProcess> {
  const { holder, leading, renewedAt } = state.election;
  const active: string[] = [];
  const backoff: { pod: string; until: number }[] = [];
  const unschedulable: string[] = [];
  state.queue.pods.scan((entry, key) => {
    if (entry.place === 'active' || entry.place === 'inFlight') active.push(key);
    else if (entry.place === 'backoff' || entry.place === 'errorBackoff')
      backoff.push({ pod: key, until: entry.backoffUntil });
    else unschedulable.push(key);
  });
  return {
    leader: { holder, isLeader: leading, renewedAt },
    scheduler: {
      active,
      backoff,
      unschedulable,
      nodes: state.nodes.store.size,
      thought: state.thought?.text ?? '',
      thread: state.thought?.cause.thread ?? 0,
    },
  };
}
