// Variables by which a program finds Services without asking DNS: every container gets those of the Services that its namespace
// has at this moment, and always those of the API server. A Service that is made later is not in them: order matters.
// Source: `pkg/kubelet/envvars/envvars.go`, `pkg/kubelet/kubelet_pods.go` getServiceEnvVarMap.

import type { KubeObject } from '../api/object.ts';
import type { Service } from '../api/types.ts';
import type { Table } from '../kernel/table.ts';

const API_SERVER = 'default/kubernetes';

/** `links` is the pod's enableServiceLinks; without it only the API server can be found. */
export function serviceEnvironment(
  services: Table<KubeObject>,
  namespace: string,
  links: boolean,
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  const own = links ? services.values(`${namespace}/`) : [];
  const server = services.get(API_SERVER);
  // A Service of that name in the pod's own namespace hides the API server's.
  if (server && !own.some(({ metadata }) => metadata.name === server.metadata.name)) linkTo(server, env);
  for (const service of own) linkTo(service, env);
  return env;
}

function linkTo({ metadata, spec }: KubeObject, env: Record<string, string>): void {
  const { clusterIP = '', ports = [] } = spec as Service['spec'];
  if (clusterIP === '' || clusterIP === 'None') return;
  const name = variable(metadata.name ?? '');
  env[`${name}_SERVICE_HOST`] = clusterIP;
  for (const [index, { name: called = '', port, protocol = 'TCP' }] of ports.entries()) {
    if (index === 0) env[`${name}_SERVICE_PORT`] = String(port);
    if (called !== '') env[`${name}_SERVICE_PORT_${variable(called)}`] = String(port);
    const url = `${protocol.toLowerCase()}://${clusterIP}:${port}`;
    if (index === 0) env[`${name}_PORT`] = url;
    const link = `${name}_PORT_${port}_${protocol}`;
    env[link] = url;
    env[`${link}_PROTO`] = protocol.toLowerCase();
    env[`${link}_PORT`] = String(port);
    env[`${link}_ADDR`] = clusterIP;
  }
}

/** `redis-master` → `REDIS_MASTER`. */
function variable(name: string): string {
  return name.replaceAll('-', '_').replaceAll('.', '_').toUpperCase();
}
