// The first three lines about whatever is selected: its kind, its full name, and its state with the shortest true sentence about it.

import type { PodState, ViewMessage, ViewRequest } from '../../engine/index.ts';
import { lostIn } from '../canvas/traffic-history.ts';
import { machineState } from '../outline/tree.ts';
import type { SessionState } from '../session/store.ts';
import { span } from '../ui/clock.ts';
import { autoscalers } from '../ui/text/autoscalers.ts';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import { network, rateText } from '../ui/text/network.ts';
import { panels } from '../ui/text/panels.ts';
import { serviceWords } from '../ui/text/services.ts';
import { partsOf } from './references.ts';

export interface Head {
  readonly kind: string;
  readonly name: string;
  readonly state: PodState | undefined;
  /** Kubernetes' own word for the state. */
  readonly word: string;
  readonly gist: string;
  /** Selected, but not there at this moment of the run. */
  readonly gone: boolean;
}

const { measuredOf } = autoscalers;
const words = inspectorWords;
const lives = { up: 'Running', starting: 'Pending', paused: 'NotReady', down: 'Unknown' } as const;

export function headOf(ref: string, world: SessionState): Head {
  const { kind, name } = partsOf(ref);
  const plain = { kind, name, state: undefined, word: '', gist: '', gone: false };
  switch (kind) {
    case 'Pod': {
      const pod = world.pods.get(ref);
      if (!pod) return { ...plain, gone: true };
      const where = pod.node ? words.onNode(pod.node) : words.noNode;
      const gist = `${words.ready(pod.readyContainers, pod.containers.length)} · ${where}`;
      return { ...plain, state: pod.state, word: pod.status, gist };
    }
    case 'Node':
    case 'Machine': {
      const machine = world.machines[name];
      if (!machine) return { ...plain, gone: true };
      const { state, status } = machineState(machine, panels.outline.words);
      const pods = words.pods(world.shards[name]?.length ?? 0);
      const cut = machine.cutSince === undefined ? '' : ` · ${words.cableCut(span(world.tick - machine.cutSince))}`;
      return { ...plain, state, word: status.split(', ')[0] ?? '', gist: `${pods}${cut}` };
    }
    case 'Process': {
      const process = world.processes[name];
      if (!process) return { ...plain, gone: true };
      return {
        ...plain,
        name: process.component,
        state: lives[process.life],
        word: words.life[process.life],
        gist: words.onNode(process.machine),
      };
    }
    case 'Service': {
      const service = world.services[ref];
      if (!service) return plain;
      const { endpoints, clusterIP, type } = service;
      const ready = endpoints.filter((one) => one.ready).length;
      const word = serviceWords.readyOf(ready, endpoints.length);
      return { ...plain, state: ready > 0 ? 'Running' : 'NotReady', word, gist: clusterIP || type };
    }
    case 'Traffic': {
      const source = world.traffic[name];
      if (!source) return { ...plain, gone: true };
      const lost = lostIn(source);
      const gist = network.trafficTo(partsOf(source.to).name, source.from);
      const word = source.rate > 0 ? rateText(source.rate) : network.stopped;
      return { ...plain, state: lost > 0 ? 'Failing' : 'Running', word, gist };
    }
    case 'HorizontalPodAutoscaler': {
      const autoscaler = world.autoscalers[ref];
      if (!autoscaler) return { ...plain, gone: true };
      const { current, desired, metrics } = autoscaler;
      const gist = metrics.map((one) => `${one.name} ${measuredOf(one.current, one.target)}`);
      return { ...plain, word: `${current} → ${desired}`, gist: gist.join(', ') };
    }
    default: {
      const workload = world.workloads[ref];
      if (!workload) return plain;
      const isWhole = workload.ready >= workload.wanted;
      const state = workload.wanted === 0 ? 'Completed' : isWhole ? 'Running' : 'Pending';
      return { ...plain, state, word: words.ofWanted(workload.ready, workload.wanted), gist: workload.image };
    }
  }
}

export function requestHead(request: ViewRequest, now: number): Head {
  const { id, outcome, code, sentAt, endedAt } = request;
  const { underWay, answered, lostAfter, kind } = network.request;
  const state = outcome === 'ok' ? 'Running' : outcome === 'under way' ? 'Pending' : 'Failing';
  const word = outcome === 'ok' ? String(code) : network.lostWord(request);
  const gist =
    outcome === 'under way'
      ? `${underWay}, ${span(Math.max(0, now - sentAt))}`
      : outcome === 'ok'
        ? answered(code, endedAt - sentAt)
        : lostAfter(endedAt - sentAt);
  return { kind, name: id, state, word, gist, gone: false };
}

export function messageHead(message: ViewMessage, now: number): Head {
  const travel = message.dueAt - message.sentAt;
  const gist = message.lost
    ? words.lost
    : message.dueAt > now
      ? words.lands(span(message.dueAt - now))
      : words.landed(span(travel));
  return { kind: words.kinds.Message, name: message.label, state: undefined, word: '', gist, gone: false };
}
