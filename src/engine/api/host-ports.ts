// A host port is a port of the machine itself that a container asks for, and each can be given away only once.
// The scheduler looks for a machine where it is free, and the kubelet looks again before it lets the pod in.
// Pods of one template share their list of containers, so the list is read once per template.
import type { Container, Pod, PodSpec } from './types.ts';

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** Same port and protocol, and addresses that overlap: 0.0.0.0 stands for all of them. */
export function collide(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');
}

const NO_PORTS: readonly HostPort[] = Object.freeze([]);

/** Host ports of containers and sidecars. */
export function hostPortsOf(pod: Pod): readonly HostPort[] {
  const containers = pod.spec?.containers;
  if (containers === undefined) return NO_PORTS;
  const { initContainers } = pod.spec;
  const known = portsOf.get(containers);
  if (known !== undefined && known.initContainers === initContainers) return known.ports;
  const sidecars = initContainers?.filter((container) => container.restartPolicy === 'Always') ?? [];
  const ports = portsIn(sidecars.length === 0 ? containers : [...containers, ...sidecars]);
  portsOf.set(containers, { initContainers, ports });
  return ports;
}

/** Pods of one template share their container list. Only a shortcut: what it holds follows from the key. */
const portsOf = new WeakMap<
  readonly Container[],
  { readonly initContainers: PodSpec['initContainers']; readonly ports: readonly HostPort[] }
>();

function portsIn(containers: readonly Container[]): readonly HostPort[] {
  let found: HostPort[] | undefined;
  for (const container of containers) {
    for (const port of container.ports ?? []) {
      if (port.hostPort === undefined || port.hostPort <= 0) continue;
      found ??= [];
      found.push(
        Object.freeze({ ip: port.hostIP || '0.0.0.0', protocol: port.protocol || 'TCP', port: port.hostPort }),
      );
    }
  }
  return found === undefined ? NO_PORTS : Object.freeze(found);
}
