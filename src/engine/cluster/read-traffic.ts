// Reads what a cluster file says of its users, and writes it: which Service, how many requests a second, from where. Also makes a whole source of the
// few words that the action `load` brings.

import type { TrafficSpec } from '../network/traffic-source.ts';
import { parseDuration } from './duration.ts';
import { nearest } from './nearest.ts';

type Wrong = (field: string, message: string) => void;

const FIELDS = ['name', 'to', 'rate', 'from', 'keepAlive', 'path', 'port', 'timeout', 'start'];
/** A client gives up after this, unless it says otherwise. */
const TIMEOUT = 2_000;
const MOST = 10_000;

/** `from` is '' where the file says nothing: wiring knows the first node. `machines` are those a source may stand on. */
export function readTraffic(data: unknown, machines: readonly string[], wrong: Wrong): readonly TrafficSpec[] {
  if (!Array.isArray(data)) {
    wrong('traffic', 'must be a list like [{to: service/web, rate: 5/s}]');
    return [];
  }
  const names = new Set<string>();
  return data.flatMap((entry: unknown, i) => {
    const source = readSource(entry, `traffic[${i}]`, machines, wrong);
    if (!source) return [];
    if (names.has(source.name))
      wrong(`traffic[${i}].name`, `another source is called ${source.name}; give each a name of its own`);
    names.add(source.name);
    return [source];
  });
}

function readSource(data: unknown, path: string, machines: readonly string[], wrong: Wrong): TrafficSpec | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    wrong(path, 'must be a map like {to: service/web, rate: 5/s}');
    return undefined;
  }
  const given = data as Record<string, unknown>;
  for (const field in given) {
    if (FIELDS.includes(field)) continue;
    const near = nearest(field, FIELDS);
    wrong(`${path}.${field}`, `unknown field; known are ${FIELDS.join(', ')}${near ? `. Did you mean ${near}?` : ''}`);
  }
  const { to, rate = '1/s', name = to, from = '', keepAlive = true, path: url = '/', port, timeout, start } = given;
  const service = serviceOf(to);
  if (service === undefined) wrong(`${path}.to`, 'must be a Service like service/web or service/shop/web');
  if (typeof name !== 'string' || name === '') wrong(`${path}.name`, 'must be a text like shoppers');
  const perThousand = rateOf(rate);
  if (perThousand === undefined) wrong(`${path}.rate`, RATE);
  if (typeof from !== 'string' || (from !== '' && from !== 'outside' && !machines.includes(from)))
    wrong(`${path}.from`, `must be outside, or one of ${machines.join(', ')}`);
  if (typeof keepAlive !== 'boolean') wrong(`${path}.keepAlive`, 'must be true or false');
  if (typeof url !== 'string' || !url.startsWith('/')) wrong(`${path}.path`, 'must be a path like /cart');
  if (port !== undefined && typeof port !== 'string' && !Number.isInteger(port))
    wrong(`${path}.port`, "must be a port of the Service, by number or name, like 80 or 'http'");
  const patience = timeout === undefined ? TIMEOUT : parseDuration(String(timeout));
  if (patience === undefined || patience < 1) wrong(`${path}.timeout`, 'must be a duration like 2s');
  const begins = start === undefined ? 0 : parseDuration(String(start));
  if (begins === undefined) wrong(`${path}.start`, 'must be a duration like 10s');
  return {
    name: String(name),
    to: service ?? '',
    ...(port === undefined ? {} : { port: port as number | string }),
    from: String(from),
    rate: perThousand ?? 0,
    keepAlive: keepAlive === true,
    path: String(url),
    timeout: patience ?? TIMEOUT,
    start: begins ?? 0,
  };
}

/** A source as a cluster file would give it: what is read of this is the same source. */
export function writtenSource({ to, rate, timeout, start, ...rest }: TrafficSpec): Readonly<Record<string, unknown>> {
  return { ...rest, to: `service/${to}`, rate: `${rate / 1000}/s`, timeout: `${timeout}ms`, start: `${start}ms` };
}

export const RATE = 'must be a rate like 5/s, 30/min or 0/s';

/** `5/s`, `0.5/s`, `30/min`, as requests in a thousand seconds. */
export function rateOf(text: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\/(s|min)$/.exec(String(text));
  if (!match) return undefined;
  const perSecond = Number(match[1]) / (match[2] === 's' ? 1 : 60);
  return perSecond > MOST ? undefined : Math.round(perSecond * 1000);
}

/** `service/web`, `svc/shop/web` as `namespace/name`. */
export function serviceOf(text: unknown): string | undefined {
  const match = /^(?:services?|svc)\/(?:([a-z0-9][-a-z0-9]*)\/)?([a-z0-9][-a-z0-9.]*)$/.exec(String(text));
  return match ? `${match[1] ?? 'default'}/${match[2]}` : undefined;
}

/** The source that `{load: service/web, rate: 50/s}` makes when none is called so. */
export function sourceOf(name: string, rate: number): TrafficSpec | undefined {
  const to = serviceOf(name);
  return to === undefined
    ? undefined
    : { name, to, from: '', rate, keepAlive: true, path: '/', timeout: TIMEOUT, start: 0 };
}
