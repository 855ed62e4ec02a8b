// Labels and selectors: how a Service finds its pods, a Deployment its ReplicaSets and a person with -l anything at all.
// A selector is a list of requirements that must all hold; none at all matches everything, a missing LabelSelector nothing.
// Source: apimachinery `pkg/labels/selector.go`, `pkg/apis/meta/v1/helpers.go`.
import { goQuote } from './go-text.ts';
import type { LabelSelector } from './types.ts';
import { labelValueErrors, qualifiedNameErrors } from './validation.ts';

export type Labels = { readonly [key: string]: string };

export type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  /** Sorted; empty for exists and `!`. */
  readonly values: readonly string[];
}

/** Requirements sorted by key; `nothing` is a selector that no object can meet. */
export type Selector = readonly Requirement[] | 'nothing';

export const everything: Selector = Object.freeze([]);
export const nothing: Selector = 'nothing';

export function matchesSelector(selector: Selector, labels: Labels | undefined | null): boolean {
  if (selector === 'nothing') return false;
  const set = labels ?? {};
  for (const requirement of selector) if (!matchesRequirement(requirement, set)) return false;
  return true;
}

function matchesRequirement(requirement: Requirement, labels: Labels): boolean {
  const { key, operator, values } = requirement;
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      const [left, right] = [BigInt(value), BigInt(values[0] ?? '0')];
      return operator === 'gt' ? left > right : left < right;
    }
    default:
      return operator satisfies never;
  }
}

const compiled = new WeakMap<object, Selector>();

/**
 * The wire form as a Selector: undefined or null matches nothing, `{}` everything. The result is kept per object, which
 * is immutable, so a controller may ask for every pod. An unknown operator (validation refuses it) matches nothing.
 */
export function selectorOf(selector: LabelSelector | undefined | null): Selector {
  if (selector === undefined || selector === null) return nothing;
  const known = Object.isFrozen(selector) ? compiled.get(selector) : undefined;
  if (known !== undefined) return known;
  const requirements: Requirement[] = [];
  let impossible = false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    requirements.push({ key, operator: 'in', values: [value] });
  }
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const sorted = [...(values ?? [])].sort();
    if (operator === 'In') requirements.push({ key, operator: 'in', values: sorted });
    else if (operator === 'NotIn') requirements.push({ key, operator: 'notin', values: sorted });
    else if (operator === 'Exists') requirements.push({ key, operator: 'exists', values: [] });
    else if (operator === 'DoesNotExist') requirements.push({ key, operator: '!', values: [] });
    else impossible = true;
  }
  const result = impossible ? nothing : sortRequirements(requirements);
  if (Object.isFrozen(selector)) compiled.set(selector, result);
  return result;
}

/** A plain map of labels (Service, ReplicationController) as a Selector; an empty or missing one matches nothing. */
export function selectorFromMap(map: Labels | undefined | null): Selector {
  const entries = Object.entries(map ?? {});
  if (entries.length === 0) return nothing;
  return sortRequirements(entries.map(([key, value]) => ({ key, operator: '=' as const, values: [value] })));
}

/** Does this LabelSelector select these labels? */
export function matchesLabels(selector: LabelSelector | undefined | null, labels: Labels | undefined | null): boolean {
  return matchesSelector(selectorOf(selector), labels);
}

function sortRequirements(requirements: Requirement[]): readonly Requirement[] {
  return Object.freeze(requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
}

/** `a=b,c!=d,e in (x,y),!f,g>1`, keys and values sorted: what `kubectl describe` and `get --show-labels` print. */
export function printSelector(selector: Selector): string {
  return selector === 'nothing' ? '' : selector.map(printRequirement).join(',');
}

function printRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

/** A LabelSelector as kubectl prints it (FormatLabelSelector): one value of matchLabels reads `a=b`. `<none>` when empty. */
export function formatLabelSelector(selector: LabelSelector | undefined | null): string {
  if (selector === undefined || selector === null) return '<none>';
  const requirements = selectorOf(selector);
  if (requirements === 'nothing') return '<error>';
  const fromLabels = Object.entries(selector.matchLabels ?? {});
  const parts = requirements.map((each) =>
    each.operator === 'in' &&
    each.values.length === 1 &&
    fromLabels.some(([key, value]) => key === each.key && value === each.values[0])
      ? `${each.key}=${each.values[0]}`
      : printRequirement(each),
  );
  return parts.length === 0 ? '<none>' : parts.join(',');
}

/** `a=b,c=d` with sorted keys, `<none>` when there are none. */
export function printLabels(labels: Labels | undefined | null): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key]}`).join(',');
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

type Token = { readonly kind: 'word' | 'symbol' | 'end'; readonly text: string };

const symbols = ['==', '!=', '=', '!', '(', ')', ',', '>', '<'];

/** Words are everything between blanks and symbols, as upstream's lexer has it. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/[ \t\r\n]/.test(char)) {
      at += 1;
      continue;
    }
    const symbol = symbols.find((each) => text.startsWith(each, at));
    if (symbol !== undefined) {
      tokens.push({ kind: 'symbol', text: symbol });
      at += symbol.length;
      continue;
    }
    let end = at;
    while (end < text.length && !/[ \t\r\n=!(),<>]/.test(text[end] ?? '')) end += 1;
    tokens.push({ kind: 'word', text: text.slice(at, end) });
    at = end;
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

class ParseError extends Error {}

/** Parses `a=b,c!=d,e in (x,y),!f,key`; a refusal has the words of the real server's 400. */
export function parseSelector(text: string): Parsed<Selector> {
  try {
    return { ok: true, value: new SelectorParser(tokenize(text)).parse() };
  } catch (error) {
    if (error instanceof ParseError) return { ok: false, message: error.message };
    throw error;
  }
}

const operatorNames = 'in, notin, =, ==, !=, gt, lt';

class SelectorParser {
  private at = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  parse(): Selector {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end') return sortRequirements(requirements);
      if (token.kind !== 'word' && token.text !== '!') {
        throw new ParseError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.wrapped(() => this.requirement()));
      const next = this.next();
      if (next.kind === 'end') return sortRequirements(requirements);
      if (next.text !== ',') throw new ParseError(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.peek();
      if (after.kind !== 'word' && after.text !== '!') {
        throw new ParseError(`found '${after.text}', expected: identifier after ','`);
      }
    }
  }

  private peek(): Token {
    return this.tokens[this.at] as Token;
  }

  private next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.at += 1;
    return token;
  }

  private wrapped<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (error instanceof ParseError) throw new ParseError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  private requirement(): Requirement {
    let negated = false;
    let token = this.next();
    if (token.text === '!' && token.kind === 'symbol') {
      negated = true;
      token = this.next();
    }
    if (token.kind !== 'word') throw new ParseError(`found '${token.text}', expected: identifier`);
    const key = token.text;
    checkKey(key);
    const ahead = this.peek();
    if (negated || ahead.kind === 'end' || ahead.text === ',') {
      return { key, operator: negated ? '!' : 'exists', values: [] };
    }
    const operator = this.operator();
    const values = operator === 'in' || operator === 'notin' ? this.valueList() : [this.exactValue(operator)];
    checkValues(key, operator, values);
    return { key, operator, values: [...new Set(values)].sort() };
  }

  private operator(): Operator {
    const token = this.next();
    switch (token.text) {
      case 'in':
      case 'notin':
      case '=':
      case '==':
      case '!=':
        return token.text;
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        throw new ParseError(`found '${token.text}', expected: ${operatorNames}`);
    }
  }

  /** `a=` and `a=,b` mean the empty value. */
  private exactValue(operator: Operator): string {
    const token = this.peek();
    if (token.kind === 'end' || token.text === ',') {
      if (operator === 'gt' || operator === 'lt') {
        throw new ParseError(`found '${token.text}', expected: identifier`);
      }
      return '';
    }
    this.next();
    if (token.kind === 'word') return token.text;
    throw new ParseError(`found '${token.text}', expected: identifier`);
  }

  private valueList(): string[] {
    const open = this.next();
    if (open.text !== '(') throw new ParseError(`found '${open.text}' expected: '('`);
    const values: string[] = [];
    if (this.peek().text === ')' && this.peek().kind === 'symbol') {
      this.next();
      return [''];
    }
    for (;;) {
      const token = this.next();
      if (token.kind === 'word') {
        values.push(token.text);
        const after = this.next();
        if (after.text === ')') return values;
        if (after.text !== ',') throw new ParseError(`found '${after.text}', expected: ',' or ')'`);
        if (this.peek().text === ')') {
          this.next();
          return [...values, ''];
        }
      } else if (token.text === ',') {
        values.push('');
        if (this.peek().text === ')') {
          this.next();
          return [...values, ''];
        }
      } else {
        throw new ParseError(`found '${token.text}', expected: ',', ')' or identifier`);
      }
    }
  }
}

function checkKey(key: string): void {
  const errors = qualifiedNameErrors(key);
  if (errors.length > 0) throw new ParseError(`key: Invalid value: ${goQuote(key)}: ${errors.join('; ')}`);
}

function checkValues(key: string, operator: Operator, values: readonly string[]): void {
  if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(values[0] ?? '')) {
    const value = goQuote(values[0] ?? '');
    throw new ParseError(`values[0]: Invalid value: ${value}: for 'Gt', 'Lt' operators, the value must be an integer`);
  }
  values.forEach((value, index) => {
    const errors = labelValueErrors(value);
    if (errors.length > 0) {
      throw new ParseError(`values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${errors.join('; ')}`);
    }
  });
}
