// What is wrong with one field of an object: which rule, where, with which value, in the words of the real API server.
// A validator returns a list of these, so all mistakes are shown at once and a test can compare them as data.
import { goJson, goQuote } from './go-text.ts';

export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueTypeInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooFew'
  | 'InternalError';

export interface FieldError {
  readonly type: FieldErrorType;
  /** Path such as `spec.containers[0].name`; '' when the whole object is meant. */
  readonly field: string;
  /** The refused value as it should be printed; undefined where the type prints none. */
  readonly value?: unknown;
  readonly detail: string;
}

const titles: { readonly [T in FieldErrorType]: string } = {
  FieldValueRequired: 'Required value',
  FieldValueInvalid: 'Invalid value',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueForbidden: 'Forbidden',
  FieldValueNotFound: 'Not found',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTooFew: 'Too few',
  InternalError: 'Internal error',
};

const valueless: readonly FieldErrorType[] = [
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
];

/**
 * `Invalid value: "x": must be …`, without the field. Strings are quoted, numbers and booleans plain, the rest compact JSON.
 * Source: apimachinery `util/validation/field/errors.go` ErrorBody.
 */
export function fieldErrorBody(error: FieldError): string {
  let text = titles[error.type];
  if (!valueless.includes(error.type)) {
    const { value } = error;
    if (typeof value === 'string') text += `: ${goQuote(value)}`;
    else if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') text += `: ${value}`;
    else text += `: ${goJson(value)}`;
  }
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** All errors in one text: one alone as it is, several as `[a, b]`, equal texts once. '' for none. */
export function aggregateText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(fieldErrorText))];
  return texts.length > 1 ? `[${texts.join(', ')}]` : (texts[0] ?? '');
}

export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail };
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value, detail };
}

/** One `invalid` a message; for the message lists of validation.ts. */
export function invalids(field: string, value: unknown, messages: readonly string[]): FieldError[] {
  return messages.map((message) => invalid(field, value, message));
}

/** `supported` is printed in the given order, which upstream is not always sorted. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length > 0 ? `supported values: ${supported.map(goQuote).join(', ')}` : '';
  return { type: 'FieldValueNotSupported', field, value, detail };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, value, detail: '' };
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail };
}

export function notFound(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, value, detail: '' };
}

export function tooLong(field: string, maxBytes: number): FieldError {
  return { type: 'FieldValueTooLong', field, detail: `may not be more than ${maxBytes} bytes` };
}

export function tooMany(field: string, actual: number, max: number): FieldError {
  return { type: 'FieldValueTooMany', field, value: actual, detail: `must have at most ${max} items` };
}
