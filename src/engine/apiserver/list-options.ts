// What a list or a watch may ask for: which objects, how fresh, how many at a time. Everything is checked before anything is read.
// Source: apimachinery `pkg/apis/meta/internalversion/validation`, apiserver `endpoints/handlers/get.go`, `storage/continue.go`.

import { type FieldError, forbidden, notSupported } from '../api/field-error.ts';
import { anyField, type FieldSelector, parseFieldSelector } from '../api/field-selector.ts';
import { goQuote } from '../api/go-text.ts';
import { parseJson } from '../api/json.ts';
import { base64Chars, base64OfText } from '../api/kinds/base64.ts';
import type { Kind } from '../api/kinds/kind.ts';
import { everything, parseSelector, type Selector } from '../api/labels.ts';
import type { KubeObject } from '../api/object.ts';
import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';

export interface ListQuery {
  readonly labels: Selector;
  readonly fields: FieldSelector;
  /** undefined: whatever is newest; 0: whatever is at hand. */
  readonly revision: number | undefined;
  readonly exact: boolean;
  readonly limit: number;
  readonly continued: Continued | undefined;
}

export interface Continued {
  /** −1: from the newest revision (an inconsistent continuation). */
  readonly revision: number;
  /** Last key of the page before, as in etcd, without the folder: `ns/name`. */
  readonly after: string;
}

/** Enough of an object for a kind to name the fields it can select by. */
const sample: KubeObject = Object.freeze({
  apiVersion: '',
  kind: '',
  metadata: {},
  spec: {},
  status: {},
  involvedObject: {},
  regarding: {},
});
const offered = new WeakMap<Kind, ReadonlySet<string>>();

export function listQuery(request: ApiRequest, kind: Kind): ListQuery | Status {
  const options = request.options ?? {};
  const labels = labelQuery(options.labelSelector);
  if (errors.isStatus(labels)) return labels;
  const fields = fieldQuery(options.fieldSelector, kind);
  if (errors.isStatus(fields)) return fields;
  const limit = integerQuery(options.limit);
  if (errors.isStatus(limit)) return limit;
  const found = matchErrors(request);
  if (found.length > 0) return errors.invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', found);
  const revision = revisionQuery(options.resourceVersion);
  if (errors.isStatus(revision)) return revision;
  let continued: Continued | undefined;
  if (options.continue) {
    const parsed = parseContinue(options.continue);
    if (errors.isStatus(parsed)) return parsed;
    if (revision !== undefined && revision !== 0) {
      return errors.badRequest('specifying resource version is not allowed when using continue');
    }
    continued = parsed;
  }
  const match = options.resourceVersionMatch;
  const exact = match === 'Exact' || (match === undefined && limit > 0 && revision !== undefined && revision > 0);
  return { labels, fields, revision, exact, limit, continued };
}

export function labelQuery(text: string | undefined): Selector | Status {
  if (!text) return everything;
  const parsed = parseSelector(text);
  return parsed.ok ? parsed.value : errors.badRequest(parsed.message);
}

export function fieldQuery(text: string | undefined, kind: Kind): FieldSelector | Status {
  if (!text) return anyField;
  const parsed = parseFieldSelector(text);
  if (!parsed.ok) return errors.badRequest(parsed.message);
  const known = offeredBy(kind);
  for (const { field } of parsed.value) {
    if (field !== '' && !known.has(field)) return errors.badRequest(`field label not supported: ${field}`);
  }
  return parsed.value.filter(({ field }) => field !== '');
}

function offeredBy(kind: Kind): ReadonlySet<string> {
  let fields = offered.get(kind);
  if (!fields) {
    fields = new Set(Object.keys(kind.selectableFields(sample)));
    offered.set(kind, fields);
  }
  return fields;
}

/** undefined when not given, a plain 500 when it is not a number. */
export function revisionQuery(text: string | undefined): number | undefined | Status {
  if (text === undefined || text === '') return undefined;
  if (!/^\d+$/.test(text)) {
    const detail = `strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`;
    return errors.plainError(`resourceVersion: Invalid value: ${goQuote(text)}: ${detail}`);
  }
  return Number(text);
}

function integerQuery(text: string | undefined): number | Status {
  if (text === undefined || text === '') return 0;
  if (!/^[+-]?\d+$/.test(text)) return errors.badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  return Math.max(0, Number(text));
}

function matchErrors(request: ApiRequest): FieldError[] {
  const {
    resourceVersion = '',
    resourceVersionMatch: match = '',
    sendInitialEvents,
    continue: token,
  } = request.options ?? {};
  const watching = request.verb === 'watch';
  const found: FieldError[] = [];
  if (sendInitialEvents !== undefined) {
    if (!watching) found.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
    else if (match !== 'NotOlderThan') {
      found.push(
        forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
      );
    }
    return found;
  }
  if (match === '') return found;
  if (watching) {
    found.push(
      forbidden(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    );
    return found;
  }
  if (resourceVersion === '') {
    found.push(
      forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    );
  }
  if (token)
    found.push(forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'));
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    found.push(notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']));
  }
  if (match === 'Exact' && resourceVersion === '0') {
    found.push(forbidden('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  return found;
}

// ---- continue tokens: base64 (URL alphabet, no padding) of a small JSON object ----------------------------------------

export function continueToken(revision: number, after: string): string {
  const text = JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${after}\u0000` });
  return base64OfText(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function parseContinue(token: string): Continued | Status {
  const refuse = (why: string): Status =>
    errors.badRequest(`invalid continue token: continue key is not valid: ${why}`);
  const illegal = token.search(/[^\w-]/);
  if (illegal >= 0) return refuse(`illegal base64 data at input byte ${illegal}`);
  const text = base64Chars(token.replaceAll('-', '+').replaceAll('_', '/'));
  const parsed = parseJson(text);
  if (!parsed.ok)
    return refuse(parsed.message.replace(/[\u0080-\u009f]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`));
  const { v, rv, start } = (parsed.value ?? {}) as { v?: unknown; rv?: unknown; start?: unknown };
  if (v !== 'meta.k8s.io/v1') return refuse('server does not recognize this encoded version');
  if (typeof rv !== 'number' || rv === 0) return refuse('incorrect encoded start resourceVersion');
  if (typeof start !== 'string' || start === '') return refuse('encoded start key empty');
  return { revision: rv, after: start.endsWith('\u0000') ? start.slice(0, -1) : start };
}
