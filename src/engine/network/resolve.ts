// From what a client dials to an address and a port. A Service's name leads to its ClusterIP, or to a node port for those outside;
// whom the rules of this machine don't know cannot be reached by name here.

import type { Target } from '../api/connection.ts';
import { between } from '../kernel/dice.ts';
import type { Disk } from '../kernel/process.ts';
import { lookUp } from './dns.ts';
import { serviceTable } from './tables.ts';

export interface Dialled {
  readonly ip: string;
  readonly port: number;
  /** Under what the rules are looked up. */
  readonly match: string;
}

/** Of several addresses a client takes any, by `throwValue`. A sentence that says why, when it leads nowhere. */
export function resolve(target: Target, disk: Disk, throwValue: number): Dialled | string {
  if ('ip' in target) return { ip: target.ip, port: target.port, match: `${target.ip}:${target.port}` };
  if ('name' in target) {
    const addresses = lookUp(target.name, target.namespace, serviceTable(disk));
    if (addresses.length === 0) return `NXDOMAIN: nothing is called ${target.name} in ${target.namespace}`;
    const ip = addresses[between(throwValue, 0, addresses.length - 1)];
    return { ip, port: target.port, match: `${ip}:${target.port}` };
  }
  const { service, port, outside } = target;
  const known = serviceTable(disk).get(service);
  if (!known) return `no Service ${service} is known here`;
  if (known.clusterIP === '') return `Service ${service} has no address of its own`;
  const chosen =
    port === undefined ? known.ports[0] : known.ports.find((one) => one.port === port || one.name === port);
  if (!chosen) return `Service ${service} has no port ${port}`;
  if (!outside) return { ip: known.clusterIP, port: chosen.port, match: `${known.clusterIP}:${chosen.port}` };
  if (chosen.nodePort === 0)
    return `Service ${service} has no node port: from outside the cluster its ClusterIP leads nowhere`;
  return { ip: '', port: chosen.nodePort, match: `nodePort ${chosen.nodePort}` };
}
