// What can be done to an object, as the engine's own actions: the menu, the keys and the list all offer exactly these.
import type { Action } from '../../engine/index.ts';
import type { SessionState } from '../session/store.ts';
import { text } from '../ui/text/en.ts';
import { rateText } from '../ui/text/network.ts';

export interface Offer {
  readonly label: string;
  readonly action: Action;
  /** Ends something: stands below a line. */
  readonly hard: boolean;
}

const words = text.actions;
const { network } = text;
const usualRate = '5/s';
/** More requests a second than these no source sends. */
const mostRate = 10_000;

/** Offers for `Pod/ns/name`, `Node//name`, `Machine//name`, `Process//component/machine`, `Service/ns/name`, `Traffic//name`; for '' what concerns the whole cluster. */
export function offersFor(ref: string, world: SessionState): readonly Offer[] {
  const [kind, namespace, ...rest] = ref.split('/');
  const name = rest.join('/');
  switch (kind) {
    case 'Pod':
      return podOffers(ref, namespace, name, world);
    case 'Node':
    case 'Machine':
      return machineOffers(name, world);
    case 'Process':
      return processOffers(name, world);
    case 'Service':
      return serviceOffers(ref, namespace, name, world);
    case 'Traffic':
      return trafficOffers(name, world);
    default:
      return [{ label: words.addNode, action: { addNode: { name: freeNodeName(world) } }, hard: false }];
  }
}

function podOffers(ref: string, namespace: string, name: string, world: SessionState): Offer[] {
  const pod = world.pods.get(ref);
  if (!pod) return [];
  const object = `pod/${namespace}/${name}`;
  const several = pod.containers.length > 1;
  return [
    { label: words.deletePod(pod.suffix || name), action: { delete: object }, hard: false },
    ...pod.containers
      .filter((container) => container.state === 'running')
      .map((container) => ({
        label: words.killContainer(container.name),
        action: several ? { kill: object, container: container.name } : { kill: object },
        hard: false,
      })),
  ];
}

function machineOffers(name: string, world: SessionState): Offer[] {
  const machine = world.machines[name];
  if (!machine || machine.role === 'laptop') return offersFor('', world).slice();
  const { node } = machine;
  const offers: Offer[] = [];
  const add = (label: string, action: Action, hard = false) => offers.push({ label, action, hard });
  if (node?.unschedulable) add(words.uncordon(name), { uncordon: `node/${name}` });
  else if (node) add(words.cordon(name), { cordon: `node/${name}` });
  if (machine.cutSince === undefined) add(words.unplug(name), { unplug: `node/${name}` });
  else add(words.plug(name), { plug: `node/${name}` });
  if (machine.up) add(words.stopMachine(name), { stop: `node/${name}` });
  else add(words.startMachine(name), { start: `node/${name}` });
  for (const address of machine.processes) {
    if (machine.role === 'worker') offers.push(...processOffers(address, world).filter((o) => !('crash' in o.action)));
  }
  add(words.addNode, { addNode: { name: freeNodeName(world) } });
  if (machine.role === 'worker') add(words.removeNode(name), { removeMachine: name }, true);
  return offers;
}

function processOffers(address: string, world: SessionState): Offer[] {
  const process = world.processes[address];
  if (!process || process.component === 'kubectl') return [];
  if (process.life === 'down') {
    return [{ label: words.startProcess(address), action: { start: address }, hard: false }];
  }
  return [
    { label: words.crashProcess(address), action: { crash: address }, hard: false },
    { label: words.stopProcess(address), action: { stop: address }, hard: false },
  ];
}

/** What is asked of it already is changed at the source; an unasked Service can be sent traffic. */
function serviceOffers(ref: string, namespace: string, name: string, world: SessionState): Offer[] {
  const service = world.services[ref];
  if (!service) return [];
  const own = Object.values(world.traffic).filter((source) => source.to === ref);
  const object = `service/${namespace}/${name}`;
  const sends = own.flatMap((source) => trafficOffers(source.id, world));
  const first = {
    label: network.actions.send(name, usualRate),
    action: { load: object, rate: usualRate },
    hard: false,
  };
  const remove = { label: network.actions.deleteService(name), action: { delete: object }, hard: true };
  return [...(own.length > 0 ? sends : service.clusterIP === '' ? [] : [first]), remove];
}

function trafficOffers(id: string, world: SessionState): Offer[] {
  const source = world.traffic[id];
  if (!source) return [];
  const to = (label: string, rate: string): Offer => ({ label, action: { load: id, rate }, hard: false });
  if (source.rate === 0) return [to(network.actions.start(usualRate), usualRate)];
  const double = rateText(Math.min(mostRate, source.rate * 2));
  const half = rateText(source.rate / 2);
  return [
    ...(source.rate < mostRate ? [to(network.actions.double(double), double)] : []),
    to(network.actions.half(half), half),
    to(network.actions.stop, '0/s'),
  ];
}

/** The next number after the highest in use, so that a name is not used twice. */
export function freeNodeName(world: SessionState): string {
  let highest = 0;
  for (const name of world.machineNames) highest = Math.max(highest, Number(/^node-(\d+)$/.exec(name)?.[1] ?? 0));
  return `node-${highest + 1}`;
}
