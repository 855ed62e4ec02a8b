// An Event is a remark about an object: what happened, who says so, how often. Two kinds show the same stored remark, the old
// v1 Event and the newer events.k8s.io one with other field names; it is stored as the old one.
// Source: `pkg/apis/core/validation/events.go`, `pkg/apis/events/v1/conversion.go`, `pkg/printers/internalversion`.
import { type FieldError, invalid, invalids, required } from '../field-error.ts';
import type { KubeObject } from '../object.ts';
import type { Event, EventsEvent } from '../types.ts';
import { dns1123SubdomainErrors, qualifiedNameErrors } from '../validation.ts';
import { column, nameColumn } from './columns.ts';
import { since } from './duration.ts';
import { fromEventsView, toEventsView } from './event-view.ts';
import { fill } from './fill.ts';
import type { Draft, Kind, PrinterColumn } from './kind.ts';
import { validateObjectMetaUpdate } from './object-meta.ts';
import { allVerbs, countGeneration, metadataFields } from './strategy.ts';

const shared = {
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  verbs: allVerbs,
  subresources: [],
  generation: false,
  unconditionalUpdate: true,
  createOnUpdate: true,
  nameRule: 'path-segment',
  storagePrefix: 'events',
  storageVersionHash: 'r2yiGXH7wu8=',
  prepareForCreate(): void {
    // An event is its writer's in every part.
  },
  prepareForUpdate(draft: Draft, old: KubeObject): void {
    countGeneration(draft, old, false);
  },
} as const;

/** Either form as the stored one. */
const stored = (object: KubeObject): Event =>
  object.apiVersion === 'events.k8s.io/v1' ? fromEventsView(object as EventsEvent) : (object as Event);

export const eventColumns: readonly PrinterColumn[] = [
  column('Last Seen', (object, nowMs) => seen(stored(object), nowMs).last),
  column('Type', (object) => stored(object).type ?? ''),
  column('Reason', (object) => stored(object).reason ?? ''),
  column('Object', (object) => target(stored(object))),
  column('Subobject', (object) => stored(object).involvedObject?.fieldPath ?? '', 1),
  column('Source', (object) => source(stored(object)), 1),
  column('Message', (object) => (stored(object).message ?? '').trim()),
  column('First Seen', (object, nowMs) => seen(stored(object), nowMs).first, 1),
  column('Count', (object) => eventCount(stored(object)), 1),
  nameColumn(1),
];

export const eventKind: Kind = Object.freeze<Kind>({
  ...shared,
  group: '',

  // Members that an event always shows, even when they say nothing.
  defaults(draft: Draft): void {
    const shape = { source: {}, reportingComponent: '', reportingInstance: '' };
    Object.assign(draft, fill(draft as Event, shape));
    for (const time of ['firstTimestamp', 'lastTimestamp', 'eventTime'])
      if (draft[time] === undefined) draft[time] = null;
  },

  validate: (object) => validateEvent(object as Event, 'v1'),
  validateUpdate: (object, old) => [...validateObjectMetaUpdate(object, old), ...validateEvent(object as Event, 'v1')],
  columns: eventColumns,

  selectableFields(object: KubeObject): Record<string, string> {
    const event = object as Event;
    return {
      ...metadataFields(object),
      ...reference('involvedObject', event),
      reason: event.reason ?? '',
      reportingComponent: event.reportingComponent ?? '',
      source: event.source?.component || (event.reportingComponent ?? ''),
      type: event.type ?? '',
    };
  },
});

export const eventsEventKind: Kind = Object.freeze<Kind>({
  ...shared,
  group: 'events.k8s.io',

  defaults(draft: Draft): void {
    Object.assign(draft, fill(draft as EventsEvent, { deprecatedSource: {} }));
    for (const time of ['deprecatedFirstTimestamp', 'deprecatedLastTimestamp', 'eventTime']) {
      if (draft[time] === undefined) draft[time] = null;
    }
  },

  validate: (object) => validateEvent(fromEventsView(object as EventsEvent), 'events.k8s.io/v1'),
  validateUpdate: (object, old) => [
    ...validateObjectMetaUpdate(object, old),
    ...validateEvent(fromEventsView(object as EventsEvent), 'events.k8s.io/v1'),
  ],
  toStored: (object) => fromEventsView(object as EventsEvent),
  fromStored: (object) => toEventsView(object as Event),
  columns: eventColumns,

  selectableFields(object: KubeObject): Record<string, string> {
    const event = stored(object);
    return {
      ...metadataFields(object),
      ...reference('regarding', event),
      reason: event.reason ?? '',
      reportingController: event.reportingComponent ?? '',
      type: event.type ?? '',
    };
  },
});

/** How often it happened: the series' count, or the old counter, or once. */
export function eventCount(event: Event): number {
  return event.series ? (event.series.count ?? 0) : event.count || 1;
}

function seen(event: Event, nowMs: number): { first: string; last: string } {
  const first = since(event.firstTimestamp || event.eventTime, nowMs);
  if (event.series) return { first, last: since(event.series.lastObservedTime, nowMs) };
  return { first, last: event.lastTimestamp ? since(event.lastTimestamp, nowMs) : first };
}

function target({ involvedObject }: Event): string {
  const kind = (involvedObject?.kind ?? '').toLowerCase();
  return involvedObject?.name ? `${kind}/${involvedObject.name}` : kind;
}

function source(event: Event): string {
  const component = event.source?.component || (event.reportingComponent ?? '');
  const instance = event.source?.host || (event.reportingInstance ?? '');
  return instance === '' ? component : `${component}, ${instance}`;
}

function reference(prefix: string, { involvedObject = {} }: Event): Record<string, string> {
  const {
    kind = '',
    namespace = '',
    name = '',
    uid = '',
    apiVersion = '',
    resourceVersion = '',
    fieldPath = '',
  } = involvedObject;
  const values = { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]));
}

function validateEvent(event: Event, view: 'v1' | 'events.k8s.io/v1'): FieldError[] {
  const errors: FieldError[] = [];
  const { namespace = '' } = event.metadata;
  const about = event.involvedObject?.namespace ?? '';
  // An event about something without a namespace lives in `default`.
  const fits =
    about === ''
      ? namespace === '' || namespace === 'default' || (event.eventTime && namespace === 'kube-system')
      : about === namespace;
  const newStyle = Boolean(event.eventTime);
  if (!fits) errors.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  if (view === 'events.k8s.io/v1' && !newStyle) errors.push(required('eventTime'));
  if (newStyle) validateNewStyle(event, view, errors);
  if (view === 'events.k8s.io/v1' && event.type !== 'Normal' && event.type !== 'Warning') {
    errors.push(invalid('type', '', `has invalid value: ${event.type ?? ''}`));
  }
  errors.push(...invalids('namespace', namespace, namespace === '' ? [] : dns1123SubdomainErrors(namespace)));
  return errors;
}

function validateNewStyle(event: Event, view: 'v1' | 'events.k8s.io/v1', errors: FieldError[]): void {
  const controllerField = view === 'v1' ? 'reportingComponent' : 'reportingController';
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
  if (reportingComponent === '') errors.push(required(controllerField));
  errors.push(...invalids(controllerField, reportingComponent, qualifiedNameErrors(reportingComponent)));
  for (const [field, text] of Object.entries({ reportingInstance, action, reason })) {
    if (text === '') errors.push(required(field));
    if (text.length > 128) errors.push(invalid(field, '', 'can have at most 128 characters'));
  }
  if (message.length > 1024) errors.push(invalid('message', '', 'can have at most 1024 characters'));
}
