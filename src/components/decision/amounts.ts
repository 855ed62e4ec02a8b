// Requests as numbers and as a person writes them.
import { podRequests } from '../../engine/index.ts';
import type { Pod } from './use-decision.ts';

export function requestsOf(pod: Pod): { readonly cpuMillis: number; readonly memoryBytes: number } {
  return podRequests(pod).actual;
}

export function amountText(resource: 'cpu' | 'memory', amount: number): string {
  if (resource === 'cpu') return amount % 1000 === 0 ? `${amount / 1000}` : `${amount}m`;
  const mebibytes = Math.round(amount / 1_048_576);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`;
}
