// `kubectl describe` of a Service and of the two lists behind it. What stands at "Endpoints" of a Service is read from its slices,
// and only addresses that are ready are shown: an empty line there is the usual reason why nobody answers.
// Source: kubectl `pkg/describe/describe.go` describeService, describeEndpoints, describeEndpointSliceV1.

import { printLabels } from '../../api/labels.ts';
import type { EndpointAddress, EndpointSlice, Endpoints, Service, ServicePort } from '../../api/types.ts';
import type { Describer } from './describer.ts';
import { annotations, multiline } from './parts.ts';

/** So many addresses are shown. */
const SHOWN = 3;
const unset = '<unset>';

export const service: Describer = {
  extras: ({ metadata: { name, namespace } }) => [
    {
      as: 'slices',
      resource: 'endpointslices.discovery.k8s.io',
      namespace,
      labelSelector: `kubernetes.io/service-name=${name}`,
    },
  ],
  text: (object, { slices = [] }) =>
    serviceText(object as unknown as Service, slices as unknown as readonly EndpointSlice[]),
};

function head({ metadata }: Pick<Service, 'metadata'>): string {
  const words = multiline('Labels', metadata.labels) + annotations('Annotations', metadata.annotations);
  return `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\n${words}`;
}

function serviceText(object: Service, slices: readonly EndpointSlice[]): string {
  const { spec, status } = object;
  let text = `${head(object)}Selector:\t${printLabels(spec.selector)}\nType:\t${spec.type}\n`;
  const line = (title: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') text += `${title}:\t${value}\n`;
  };
  line('IP Family Policy', spec.ipFamilyPolicy);
  line('IP Families', spec.ipFamilies?.join(',') || '<none>');
  text += `IP:\t${spec.clusterIP ?? ''}\n`;
  line('IPs', spec.clusterIPs?.join(',') || '<none>');
  line('External IPs', spec.externalIPs?.join(','));
  line('Desired LoadBalancer IP', spec.loadBalancerIP);
  line('External Name', spec.externalName);
  const ingress = status?.loadBalancer?.ingress ?? [];
  line('LoadBalancer Ingress', ingress.map(({ ip, hostname }) => ip || hostname).join(', '));
  for (const port of spec.ports ?? []) text += portText(port, slices);
  line('Session Affinity', spec.sessionAffinity);
  line('External Traffic Policy', spec.externalTrafficPolicy);
  line('Internal Traffic Policy', spec.internalTrafficPolicy);
  line('Traffic Distribution', spec.trafficDistribution);
  line('HealthCheck NodePort', spec.healthCheckNodePort || undefined);
  line('LoadBalancer Source Ranges', spec.loadBalancerSourceRanges?.join(','));
  return text;
}

function portText(
  { name, port, protocol, targetPort, nodePort }: ServicePort,
  slices: readonly EndpointSlice[],
): string {
  const called = name || unset;
  const onNodes = nodePort ? `NodePort:\t${called}\t${nodePort}/${protocol}\n` : '';
  const target = `TargetPort:\t${targetPort}/${protocol}\n`;
  return `Port:\t${called}\t${port}/${protocol}\n${target}${onNodes}Endpoints:\t${addressesOf(slices, name ?? '')}\n`;
}

/** Ready addresses with the number behind this port, in the order of the slices. */
function addressesOf(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const found = slices.flatMap(({ endpoints, ports }) => {
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
    if (!ports?.length) return ready.map(({ addresses }) => addresses[0]);
    return ports
      .filter(({ name = '' }) => name === portName)
      .flatMap(({ port }) => ready.map(({ addresses }) => `${addresses[0]}:${port}`));
  });
  const shown = found.slice(0, SHOWN).join(',');
  return found.length > SHOWN ? `${shown} + ${found.length - SHOWN} more...` : shown;
}

export const endpoints: Describer = {
  text(object) {
    const { subsets = [] } = object as unknown as Endpoints;
    const list = (all: readonly EndpointAddress[] | undefined): string =>
      all?.length ? all.map(({ ip }) => ip).join(',') : '<none>';
    const parts = subsets.map(({ addresses, notReadyAddresses, ports = [] }) => {
      const rows = ports.map(({ name, port, protocol }) => `    ${name || unset}\t${port}\t${protocol}\n`).join('');
      const table = `  Ports:\n    Name\tPort\tProtocol\n    ----\t----\t--------\n${rows}`;
      const head = `  Addresses:\t${list(addresses)}\n  NotReadyAddresses:\t${list(notReadyAddresses)}\n`;
      return `${head}${ports.length > 0 ? table : ''}\n`;
    });
    return `${head(object as unknown as Service)}Subsets:\n${parts.join('')}`;
  },
};

export const endpointSlice: Describer = {
  text(object) {
    const { addressType, ports, endpoints: list } = object as unknown as EndpointSlice;
    let text = `${head(object as unknown as Service)}AddressType:\t${addressType}\n`;
    if (ports?.length) {
      const rows = ports.map(
        ({ name, port, protocol }) => `  ${name || unset}\t${port ?? unset}\t${protocol ?? unset}\n`,
      );
      text += `Ports:\n  Name\tPort\tProtocol\n  ----\t----\t--------\n${rows.join('')}`;
    } else text += `Ports: ${unset}\n`;
    if (!list?.length) return `${text}Endpoints: <none>\n`;
    const parts = list.map(({ addresses, conditions, hostname, targetRef, nodeName, zone }) => {
      const target = targetRef ? `    TargetRef:\t${targetRef.kind}/${targetRef.name}\n` : '';
      const ready = `    Conditions:\n      Ready:\t${conditions?.ready ?? unset}\n`;
      const place = `    NodeName:\t${nodeName ?? unset}\n    Zone:\t${zone ?? unset}\n`;
      return `  - Addresses:\t${addresses.join(', ')}\n${ready}    Hostname:\t${hostname ?? unset}\n${target}${place}`;
    });
    return `${text}Endpoints:\n${parts.join('')}`;
  },
};
