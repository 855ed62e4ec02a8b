// What kubectl printed in a scenario, beside what it prints here: the same words, up to what differs from run to run. Objects that
// were asked for as JSON are compared field by field, since a server may send them in any order.

import { difference } from '../transcript.ts';

/** A command of a scenario, with what it printed there and here, in the form of a transcript. */
export interface PrintedText {
  readonly command: string;
  readonly recorded: string;
  readonly printed: string;
}

/** Undefined when both are the same. */
export function textDifference({ command, recorded, printed }: PrintedText): string | undefined {
  const [a, b] = [recorded, printed].map(withoutMasks);
  if (!/ --raw /.test(command) || !a.startsWith('{')) return difference(command, a, b);
  const [left, right] = [a, b].map((text) => text.split('\n').filter((line) => line !== ''));
  if (left.length !== right.length) return `${right.length} objects in place of ${left.length}`;
  const at = left.findIndex((line, i) => plain(line) !== plain(right[i]));
  return at < 0 ? undefined : difference(command, plain(left[at]), plain(right[at]));
}

/** A check that only a server has that was given a certificate for calling other servers. */
const proxyCertificate = /\[\+\]poststarthook\/aggregator-reload-proxy-client-cert ok(\n|\\n)/g;

/** The recorder's words for random letters, times and ids, as such letters, times and ids. */
function withoutMasks(text: string): string {
  return text
    .replace(/^(\[stderr\] )?\+[\d.]+ s {2}/gm, '$1')
    .replace(proxyCertificate, '')
    .replace(/<hash\d+>|(?<=web-)[bcdf456789]{8,10}\b/g, 'bbbbbbbbb')
    .replace(/<rand\d+>/g, 'bbbbb')
    .replace(/<T[^>]*>/g, '2026-01-01T09:00:00Z')
    .replace(/\buid-\d+\b/g, '00000000-0000-4000-8000-000000000000');
}

/** Versions, addresses, managers, and what only the recorded machines tell of a pod. */
const accidents =
  /^(resourceVersion|uid|managedFields|nodeName|hostIP|hostIPs|podIP|podIPs|containerID|imageID|topology.*|resources|allocatedResources|ca\.crt)$/;

/** A field in a line, in alphabetical order, without what differs between two runs. */
function plain(json: string): string {
  return JSON.stringify(
    sorted(JSON.parse(json)),
    (key, value: unknown) => (accidents.test(key) ? undefined : value),
    1,
  ).replace(/kube-api-access-\w+/g, 'kube-api-access');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const from = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(from)
      .sort()
      .map((key) => [key, sorted(from[key])]),
  );
}
