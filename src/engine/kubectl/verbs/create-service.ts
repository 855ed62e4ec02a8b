// `kubectl create service`: the four types, each from a name and a few numbers. The selector is always `app: NAME`, which fits a
// Deployment of the same name that `kubectl create deployment` has made.
// Source: kubectl `pkg/cmd/create/create_service.go`.

import type { KubeObject } from '../../api/object.ts';
import type { ServicePort, ServiceSpec } from '../../api/types.ts';
import type { Run } from '../run.ts';
import type { Verb } from '../verb.ts';

/** As create.ts makes a subcommand out of a name, its flags and what it builds. */
export type Maker = (
  name: string,
  short: string,
  usage: string,
  flags: readonly string[],
  build: (run: Run, name: string) => KubeObject | undefined,
  required?: readonly string[],
) => Verb;

export function serviceCommands(make: Maker): Verb {
  const clusterIp = make(
    'clusterip',
    'Create a ClusterIP service',
    'service clusterip NAME [--tcp=<port>:<targetPort>]',
    ['tcp', 'clusterip'],
    (run, name) => {
      const address = run.text('clusterip');
      if (run.list('tcp').length === 0 && address !== 'None') return noPorts(run);
      return service(run, name, { type: 'ClusterIP', ...(address === undefined ? {} : { clusterIP: address }) });
    },
  );
  const nodePort = make(
    'nodeport',
    'Create a NodePort service',
    'service nodeport NAME [--tcp=port:targetPort]',
    ['tcp', 'node-port'],
    (run, name) => {
      if (run.list('tcp').length === 0) return noPorts(run);
      return service(run, name, { type: 'NodePort' }, run.number('node-port'));
    },
  );
  const loadBalancer = make(
    'loadbalancer',
    'Create a LoadBalancer service',
    'service loadbalancer NAME [--tcp=port:targetPort]',
    ['tcp'],
    (run, name) => (run.list('tcp').length === 0 ? noPorts(run) : service(run, name, { type: 'LoadBalancer' })),
  );
  const externalName = make(
    'externalname',
    'Create an ExternalName service',
    'service externalname NAME --external-name external.name',
    ['tcp', 'external-name'],
    (run, name) => service(run, name, { type: 'ExternalName', externalName: run.text('external-name') }),
    ['external-name'],
  );
  return {
    name: 'service',
    aliases: ['svc'],
    short: 'Create a service using a specified subcommand',
    usage: 'create service (clusterip | externalname | loadbalancer | nodeport) NAME',
    flags: [],
    subcommands: [clusterIp, externalName, loadBalancer, nodePort],
  };
}

function noPorts(run: Run): undefined {
  run.die('error: at least one tcp port specifier must be provided');
  return undefined;
}

function service(run: Run, name: string, spec: Partial<ServiceSpec>, nodePort?: number): KubeObject | undefined {
  const labels = { app: name };
  const ports: ServicePort[] = [];
  for (const text of run.list('tcp').flatMap((each) => each.split(','))) {
    const [from = '', to = from] = text.split(':');
    const port = Number(from);
    if (!/^\d+$/.test(from)) {
      run.die(`error: strconv.Atoi: parsing ${JSON.stringify(from)}: invalid syntax`);
      return undefined;
    }
    const targetPort = /^\d+$/.test(to) ? Number(to) : to;
    const first = nodePort !== undefined && ports.length === 0 ? { nodePort } : {};
    ports.push({ name: text.replaceAll(':', '-'), ...first, port, protocol: 'TCP', targetPort });
  }
  const { type, ...rest } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { labels, name },
    spec: { ...rest, ...(ports.length > 0 ? { ports } : {}), selector: labels, type },
    status: { loadBalancer: {} },
  };
}

/** `failed to create ClusterIP service: …`. */
export const serviceTitles: Readonly<Record<string, string>> = {
  clusterip: 'ClusterIP service',
  externalname: 'ExternalName service',
  loadbalancer: 'LoadBalancer service',
  nodeport: 'NodePort service',
};
