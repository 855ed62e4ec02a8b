// What a person does becomes what happens: commands go to kubectl on the laptop, signals to processes, hands to cables and switches.
// Whatever kubectl can do is done by kubectl, so a click and a typed line are the same messages.

import type { Body, Cause } from '../kernel/message.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { KillContainer } from '../runtime/cri.ts';
import type { Action } from './action.ts';
import { addBackup, backUp, loseDisk, restore } from './backup.ts';
import type { ClusterSpec } from './cluster-spec.ts';
import { load, tellEntries } from './load.ts';
import { addressesOf, KUBECTL, nodeProcesses } from './machines.ts';
import { expandReferences, type Reference, resolveReference, stored } from './references.ts';

/** For the laptop: a command line to run, or a sentence to show. `id` is the action's own. */
interface LaptopBody extends Body {
  readonly kind: 'kubectl' | 'kubectl-note' | 'kubectl-interrupt';
  readonly id: number;
  readonly line?: string;
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** Carries out an action. What cannot be done is said on the terminal, as a line that tells why. */
export function act(input: unknown, simulation: Simulation, cause: Cause, spec: ClusterSpec): void {
  const action = input as Action;
  if ('interrupt' in action) {
    tellLaptop({ kind: 'kubectl-interrupt', id: action.interrupt }, simulation);
    return;
  }
  const line = kubectlLine(action, simulation);
  if (line) {
    tellLaptop({ kind: 'kubectl', id: cause.id, ...line }, simulation);
    return;
  }
  const problem = byHand(action, simulation, spec);
  if (problem) tellLaptop({ kind: 'kubectl-note', id: cause.id, text: problem }, simulation);
}

function tellLaptop(body: LaptopBody, simulation: Simulation): void {
  simulation.deliverFromOutside(KUBECTL, body);
}

interface Line {
  readonly line: string;
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** The kubectl command that an action stands for, if there is one; this is also what the screen shows beside a button. */
export function kubectlLine(action: Action, simulation: Simulation): Line | undefined {
  if ('kubectl' in action) {
    const { kubectl, stdin, files } = action;
    const line = expandReferences(kubectl, simulation).replace(/^\s*kubectl(\s|$)/, '');
    return { line, ...(stdin === undefined ? {} : { stdin }), ...(files ? { files } : {}) };
  }
  if ('apply' in action) return { line: 'apply -f -', stdin: action.apply };
  if ('delete' in action) return { line: `delete ${target(action.delete, simulation)}` };
  if ('scale' in action) return { line: `scale ${target(action.scale, simulation)} --replicas=${action.to}` };
  if ('patch' in action)
    return { line: `patch ${target(action.patch, simulation)} --patch-file=-`, stdin: action.with };
  if ('label' in action) return { line: `label ${target(action.label, simulation)} ${action.with}` };
  if ('cordon' in action) return { line: `cordon ${nameIn(action.cordon, simulation)}` };
  if ('uncordon' in action) return { line: `uncordon ${nameIn(action.uncordon, simulation)}` };
  if ('drain' in action) return { line: `drain ${nameIn(action.drain, simulation)} --ignore-daemonsets` };
  if ('rollout' in action) return { line: `rollout ${action.rollout} ${target(action.of, simulation)}` };
  return undefined;
}

function target(text: string, simulation: Simulation): string {
  const found = resolveReference(text, simulation);
  if (typeof found === 'string') return text;
  const namespace = found.namespace !== '' && found.namespace !== 'default' ? ` -n ${found.namespace}` : '';
  return `${text.slice(0, text.search(/[[/]/))} ${found.name}${namespace}`;
}

function nameIn(text: string, simulation: Simulation): string {
  const found = resolveReference(text, simulation);
  return typeof found === 'string' ? text : found.name;
}

/** What only hands can do; returns a sentence when it could not be done. */
function byHand(action: Action, simulation: Simulation, spec: ClusterSpec): string | undefined {
  if ('kill' in action) return kill(action.kill, action.container, simulation);
  if ('addNode' in action)
    return addNode(action.addNode.name, simulation, () => {
      const processes = nodeProcesses(spec, action.addNode, freeIndex(simulation));
      simulation.addMachine(action.addNode.name, processes, addressesOf(processes));
      tellEntries(simulation);
    });
  if ('load' in action) return load(action.load, action.rate, simulation, spec);
  if ('partition' in action) return onBoth(action.partition, simulation, (a, b) => simulation.cut(a, b));
  if ('heal' in action) return onBoth(action.heal, simulation, (a, b) => simulation.heal(a, b));
  if ('crash' in action) return onProcess(action.crash, simulation, (address) => simulation.crash(address));
  if ('pause' in action) return onProcess(action.pause, simulation, (address) => simulation.pause(address));
  if ('resume' in action) return onProcess(action.resume, simulation, (address) => simulation.resume(address));
  if ('stop' in action) {
    return onEither(
      action.stop,
      simulation,
      (machine) => simulation.powerOff(machine),
      (address) => simulation.stop(address),
    );
  }
  if ('start' in action) {
    return onEither(
      action.start,
      simulation,
      (machine) => simulation.powerOn(machine),
      (address) => simulation.start(address),
    );
  }
  if ('unplug' in action) return onMachine(action.unplug, simulation, (machine) => simulation.cut(machine, '*'));
  if ('plug' in action) return onMachine(action.plug, simulation, (machine) => simulation.heal(machine, '*'));
  if ('removeMachine' in action)
    return onMachine(action.removeMachine, simulation, (machine) => {
      simulation.removeMachine(machine);
      tellEntries(simulation);
    });
  if ('loseDisk' in action) return onMachine(action.loseDisk, simulation, (machine) => loseDisk(machine, simulation));
  if ('backup' in action) return backUp(action.backup, simulation);
  if ('addBackup' in action) return addBackup(action.addBackup, action.file, simulation);
  if ('restore' in action) return restore(action, simulation);
  return `this cannot be done: ${Object.keys(action).join(', ')}`;
}

function kill(text: string, container: string | undefined, simulation: Simulation): string | undefined {
  const found = resolveReference(text, simulation);
  if (typeof found === 'string') return found;
  if (found.resource !== 'pods') return `kill ends a container of a pod, like pod/web-1; ${text} is none`;
  const pod = stored(simulation, 'pods').find((p) => same(p.metadata, found));
  const node = (pod?.spec as { nodeName?: string } | undefined)?.nodeName;
  if (!pod) return `there is no pod ${found.name} in ${found.namespace}`;
  if (!node) return `pod ${found.name} has no node yet, so nothing of it runs`;
  const body: KillContainer = {
    kind: 'kill-container',
    namespace: found.namespace,
    name: found.name,
    ...(container ? { container } : {}),
    signal: 'SIGKILL',
  };
  simulation.deliverFromOutside(`containerd/${node}`, body);
  return undefined;
}

function same(
  metadata: { readonly namespace?: string; readonly name?: string },
  { namespace, name }: Reference,
): boolean {
  return metadata.namespace === namespace && metadata.name === name;
}

function addNode(name: string, simulation: Simulation, add: () => void): string | undefined {
  if (simulation.machines.has(name)) return `there is a machine called ${name} already`;
  add();
  return undefined;
}

/** The lowest number whose address no machine has. */
function freeIndex(simulation: Simulation): number {
  const taken = new Set<unknown>();
  for (const { spec } of simulation.processes.values()) taken.add(spec.config.address);
  let index = 1;
  while (taken.has(`172.30.0.${10 + index}`)) index++;
  return index;
}

function machineNamed(text: string, simulation: Simulation): string | undefined {
  const name = text.replace(/^(node|nodes|machine)\//, '');
  return simulation.machines.has(name) ? name : undefined;
}

function onMachine(text: string, simulation: Simulation, then: (machine: string) => void): string | undefined {
  const machine = machineNamed(text, simulation);
  if (machine === undefined)
    return `there is no machine ${text}; there are ${[...simulation.machines.keys()].join(', ')}`;
  then(machine);
  return undefined;
}

function onProcess(text: string, simulation: Simulation, then: (address: string) => void): string | undefined {
  if (!simulation.processes.has(text)) return `there is no process ${text}; they are called like kubelet/node-1`;
  then(text);
  return undefined;
}

function onEither(
  text: string,
  simulation: Simulation,
  machine: (name: string) => void,
  process: (address: string) => void,
): string | undefined {
  return simulation.processes.has(text) ? onProcess(text, simulation, process) : onMachine(text, simulation, machine);
}

function onBoth(
  sides: readonly [string, string],
  simulation: Simulation,
  then: (a: string, b: string) => void,
): string | undefined {
  const [a, b] = sides.map((side) => (simulation.processes.has(side) ? side : machineNamed(side, simulation)));
  if (a === undefined || b === undefined)
    return `a partition has two sides that exist, like [node-1, master-1]; these are ${sides.join(' and ')}`;
  then(a, b);
  return undefined;
}
