// Field selectors ask for objects by a few fields the server indexes: `spec.nodeName=node-1` is how a kubelet watches only
// its own pods. Which fields a kind offers is the kind's business; here is the little language around them.
// Source: apimachinery `pkg/fields/selector.go`.
import type { Parsed } from './labels.ts';

export interface FieldTerm {
  readonly field: string;
  readonly value: string;
  readonly negated: boolean;
}

/** All terms must hold; none matches everything. */
export type FieldSelector = readonly FieldTerm[];

export const anyField: FieldSelector = Object.freeze([]);

/** `fields` is what the kind offers for this object; a field that is not in it counts as ''. */
export function matchesFields(selector: FieldSelector, fields: { readonly [field: string]: string }): boolean {
  for (const { field, value, negated } of selector) if (((fields[field] ?? '') === value) === negated) return false;
  return true;
}

/** The value that `field` must equal, if the selector says so: lets a list or watch use an index. */
export function exactField(selector: FieldSelector, field: string): string | undefined {
  return selector.find((term) => term.field === field && !term.negated)?.value;
}

/** `metadata.name=a,status.phase!=Running`; `=` and `==` are the same; `\` escapes `,` `=` and itself in values. */
export function parseFieldSelector(text: string): Parsed<FieldSelector> {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text)) {
    if (part === '') continue;
    const match = /^([^=!]*?)(!=|==|=)(.*)$/s.exec(part);
    if (match === null) return { ok: false, message: `invalid selector: '${text}'; can't understand '${part}'` };
    const value = unescapeValue(match[3] ?? '');
    if (value === undefined) return { ok: false, message: `invalid field selector: invalid value: '${match[3]}'` };
    terms.push({ field: match[1] ?? '', value, negated: match[2] === '!=' });
  }
  return { ok: true, value: Object.freeze(terms) };
}

export function printFieldSelector(selector: FieldSelector): string {
  return selector
    .map(({ field, value, negated }) => `${field}${negated ? '!=' : '='}${value.replace(/[\\,=]/g, '\\$&')}`)
    .join(',');
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === ',') {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescapeValue(value: string): string | undefined {
  if (/(^|[^\\])(\\\\)*(\\([^\\,=]|$)|=)/.test(value)) return undefined;
  return value.replace(/\\([\\,=])/g, '$1');
}
