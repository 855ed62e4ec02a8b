// What the server lets through but shakes its head at: the object is stored, and the answer carries a sentence.
// Source: `pkg/api/pod/warnings.go`.
import type { Container, PodSpec } from '../types.ts';
import { fractionalByteWarnings } from './resource-validation.ts';

// Containers of a template share these parts; what raised no eyebrow once is not read again.
const fine = new WeakSet<object>();

/** Whether a container has nothing that has not been read before. */
const isKnown = ({ resources, env, ports }: Container): boolean =>
  (!resources || fine.has(resources)) && (!env || fine.has(env)) && (!ports || fine.has(ports));

/** Texts for `Warning: 299` about a pod's or a template's spec at `field`. */
export function podWarnings(spec: PodSpec, field: string): string[] {
  const warnings: string[] = [];
  for (const list of ['containers', 'initContainers'] as const) {
    const containers = spec[list];
    if (!containers) continue;
    for (let index = 0; index < containers.length; index += 1) {
      const container = containers[index] as Container;
      if (isKnown(container)) continue;
      const at = `${field}.${list}[${index}]`;
      const { resources, env, ports } = container;
      if (resources) note(resources, fractionalByteWarnings(resources, `${at}.resources`), warnings);
      if (env) note(env, hiddenVariables(container, at), warnings);
      if (ports) note(ports, doublePorts(container, at), warnings);
    }
  }
  return warnings;
}

function note(part: object, found: readonly string[], warnings: string[]): void {
  if (found.length === 0) fine.add(part);
  else warnings.push(...found);
}

function hiddenVariables(container: Container, at: string): string[] {
  const { env } = container;
  if (!env) return [];
  const seen = new Set<string>();
  const warnings: string[] = [];
  for (const [index, { name }] of env.entries()) {
    if (seen.has(name)) {
      warnings.push(
        `${at}.env[${index}]: hides previous definition of "${name}", which may be dropped when using apply`,
      );
    }
    seen.add(name);
  }
  return warnings;
}

function doublePorts(container: Container, at: string): string[] {
  const { ports } = container;
  if (!ports || ports.length < 2) return [];
  const warnings: string[] = [];
  for (const [index, port] of ports.entries()) {
    const earlier = ports.findIndex(
      (other, position) =>
        position < index &&
        other.containerPort === port.containerPort &&
        other.protocol === port.protocol &&
        (other.hostPort ?? 0) === (port.hostPort ?? 0) &&
        (other.hostIP ?? '') === (port.hostIP ?? ''),
    );
    if (earlier >= 0) warnings.push(`${at}.ports[${index}]: duplicate port definition with ${at}.ports[${earlier}]`);
  }
  return warnings;
}
