// A host port is a port of the machine itself that a container asks for, and each can be given away only once.
// Pods of one template share their list of containers, so the list is read once per template.
import type { Container, Pod, PodSpec } from '../api/types.ts';

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
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
