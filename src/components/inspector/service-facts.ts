// What is known about a Service: its address and ports, whom it selects, and every address behind it with its three conditions in
// one word. An address that is not ready gets no traffic; one that is ending gets some only if nobody else is ready.

import type { PodState, ViewEndpoint, ViewService } from '../../engine/index.ts';
import { serviceWords as words } from '../ui/text/services.ts';
import type { Section } from './facts.ts';
import { partsOf } from './references.ts';

export function serviceFacts(service: ViewService | undefined): readonly Section[] {
  if (!service) return [];
  const { type, clusterIP, selector, ports, endpoints } = service;
  return [
    {
      title: '',
      facts: [
        { label: words.type, value: type },
        ...(clusterIP ? [{ label: words.address, value: clusterIP }] : []),
        { label: words.selector, value: selector || words.nobody },
      ],
    },
    { title: words.ports, facts: ports.map((port) => ({ label: port.name, value: portText(port) })) },
    {
      title: words.behind,
      facts:
        endpoints.length === 0
          ? [{ label: '', value: words.empty }]
          : endpoints.map((endpoint) => ({
              label: endpointWord(endpoint),
              value: endpoint.ref ? `${partsOf(endpoint.ref).name} · ${endpoint.ip}` : endpoint.ip,
              ...(endpoint.ref ? { ref: endpoint.ref } : {}),
              state: endpointState(endpoint),
            })),
    },
  ];
}

/** `80 → http, TCP, nodePort 30080`. */
export function portText({ port, targetPort, protocol, nodePort }: ViewService['ports'][number]): string {
  return `${port} → ${targetPort}, ${protocol}${nodePort ? `, nodePort ${nodePort}` : ''}`;
}

export function endpointWord({ ready, serving, terminating }: ViewEndpoint): string {
  if (terminating) return serving ? words.ending : words.ended;
  return ready ? words.ready : words.notReady;
}

export function endpointState({ ready, terminating }: ViewEndpoint): PodState {
  if (terminating) return 'Terminating';
  return ready ? 'Running' : 'NotReady';
}
