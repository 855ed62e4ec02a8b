// Two pods cannot listen on the same port of the same machine: host ports are taken one pod at a time.
// The address 0.0.0.0 stands for all addresses, so it collides with each of them.
import { collide } from '../../api/host-ports.ts';
import { type Plugin, verdict } from './plugin.ts';

const REFUSED = verdict('NodePorts', 'Unschedulable', "node(s) didn't have free ports for the requested pod ports");

export const nodePorts: Plugin = {
  name: 'NodePorts',
  preFilter({ info }) {
    const wanted = info.hostPorts;
    if (wanted.length === 0) return undefined;
    return {
      filter: (node) =>
        node.hostPorts.some((taken) => wanted.some((port) => collide(port, taken))) ? REFUSED : undefined,
    };
  },
};
