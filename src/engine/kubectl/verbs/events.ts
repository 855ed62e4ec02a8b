// `kubectl events`: what components had to say, oldest first.
// Source: kubectl `pkg/cmd/events/{events,event_printer}.go`.

import { since } from '../../api/kinds/duration.ts';
import type { KubeObject } from '../../api/object.ts';
import { parseTime } from '../../api/time.ts';
import type { Event } from '../../api/types.ts';
import type { Reply } from '../../client/requests.ts';
import { itemsOf } from '../fetch.ts';
import { formatError, printObjects } from '../output.ts';
import { layOut } from '../printers.ts';
import { bodyOf, type Run, resourceOf } from '../run.ts';
import { kindOf, resolve } from '../targets.ts';
import type { Verb, Watched } from '../verb.ts';

export const events: Verb = {
  name: 'events',
  short: 'List events',
  usage: 'events [(-o|--output=)json|yaml|name] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  examples: ['events', 'events --for pod/web-1', 'events --types=Warning -w'],
  flags: ['all-namespaces:A', 'for', 'types', 'watch:w', 'output:o', 'no-headers', 'chunk-size'],
  begin,
  replies: { listed },
  events: { happened },
};

function whereOf(run: Run) {
  return { ...resourceOf(kindOf('events')), ...(run.is('all-namespaces') ? {} : { namespace: run.namespace }) };
}

function selector(run: Run): { fieldSelector?: string } {
  const about = run.data.about as { kind: string; name: string } | undefined;
  return about ? { fieldSelector: `involvedObject.kind=${about.kind},involvedObject.name=${about.name}` } : {};
}

function begin(run: Run): void {
  const wrong = formatError(run.text('output'), false);
  if (wrong !== undefined) return run.die(wrong);
  const about = run.text('for');
  if (about !== undefined) {
    const [type, name] = about.split('/');
    if (!name) return run.die('error: --for must be in resource/name form');
    const kind = resolve(run, type);
    if (kind === undefined) return;
    run.data.about = { kind: kind.kind, name };
  }
  run.ask({ verb: 'list', ...whereOf(run), options: { ...selector(run), limit: '500' } }, 'listed');
}

function listed(run: Run, reply: Reply): void {
  if (run.failed(reply)) return;
  const types = run.list('types');
  const items = (itemsOf(reply) as unknown as Event[]).filter(
    ({ type }) => types.length === 0 || types.includes(type ?? ''),
  );
  const sorted = [...items].sort((a, b) => timeOf(a) - timeOf(b));
  const format = run.text('output') ?? '';
  if (format !== '')
    printObjects(
      run,
      format,
      sorted.map((event) => ({ kind: kindOf('events'), object: event as unknown as KubeObject })),
      true,
    );
  else if (sorted.length > 0) printRows(run, sorted, !run.is('no-headers'));
  else if (!run.is('watch'))
    run.err(run.is('all-namespaces') ? 'No events found.' : `No events found in ${run.namespace} namespace.`);
  if (!run.is('watch')) return;
  const { resourceVersion } = bodyOf<{ metadata: { resourceVersion: string } }>(reply).metadata;
  run.watch({ ...whereOf(run), options: { ...selector(run), resourceVersion } }, 'happened');
}

function happened(run: Run, { type, object }: Watched): void {
  if (type === 'ADDED' || type === 'MODIFIED')
    printRows(run, [object as unknown as Event], run.data.widths === undefined && !run.is('no-headers'));
}

function timeOf({ series, lastTimestamp, eventTime }: Event): number {
  const ms = parseTime(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '');
  return Number.isNaN(ms) ? 0 : ms;
}

function printRows(run: Run, list: readonly Event[], header: boolean): void {
  const everywhere = run.is('all-namespaces');
  const rows = list.map((event) => {
    const { type = '', reason = '', message = '', involvedObject, metadata } = event;
    const row = [
      interval(event, run.nowMs),
      type,
      reason,
      `${involvedObject.kind}/${involvedObject.name}`,
      message.trim(),
    ];
    return everywhere ? [metadata.namespace ?? '', ...row] : row;
  });
  const titles = ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  const widths = (run.data.widths ?? []) as number[];
  const head = everywhere ? ['NAMESPACE', ...titles] : titles;
  for (const line of layOut(header ? [head, ...rows] : rows, widths)) run.out(line);
  run.data.widths = widths;
}

function interval({ eventTime, firstTimestamp, lastTimestamp, series, count = 0 }: Event, nowMs: number): string {
  const first = since(firstTimestamp ?? eventTime, nowMs);
  if (series) return `${since(series.lastObservedTime, nowMs)} (x${series.count} over ${first})`;
  return count > 1 ? `${since(lastTimestamp, nowMs)} (x${count} over ${first})` : first;
}
