// What the network keeps on a machine's disk: the rules that kube-proxy wrote. They outlive kube-proxy, and the machine goes on
// using them while nobody brings them up to date; that is why a stopped kube-proxy is noticed only when something changes.

import type { Tick } from '../kernel/message.ts';
import type { Disk } from '../kernel/process.ts';
import type { Table } from '../kernel/table.ts';
import type { Rule, ServiceRules } from './rules.ts';

export const ruleTables = Object.freeze({
  /** ServiceRules by `namespace/name`. */
  services: 'kube-proxy/services',
  /** Rule by what it matches: `10.96.3.7:80`, `nodePort 30080`. */
  dispatch: 'kube-proxy/dispatch',
  /** `syncedAt`: tick of the last sync. */
  meta: 'kube-proxy/meta',
});

export function serviceTable(disk: Disk): Table<ServiceRules> {
  return disk.table<ServiceRules>(ruleTables.services);
}

export function dispatchTable(disk: Disk): Table<Rule> {
  return disk.table<Rule>(ruleTables.dispatch);
}

/** Puts a Service's rules in the place of those that stand there; undefined: takes them away. */
export function writeRules(disk: Disk, service: string, next: ServiceRules | undefined): void {
  const services = serviceTable(disk);
  const dispatch = dispatchTable(disk);
  for (const { match } of services.get(service)?.rules ?? []) dispatch.delete(match);
  if (next) {
    services.set(service, next);
    for (const rule of next.rules) dispatch.set(rule.match, rule);
  } else {
    services.delete(service);
  }
}

export function noteSync(disk: Disk, now: Tick): void {
  disk.table<Tick>(ruleTables.meta).set('syncedAt', now);
}
