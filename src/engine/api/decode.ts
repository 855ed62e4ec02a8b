// The door of the API server: a body goes in, a well-formed object comes out, or the 400 that Go's decoder would answer.
// Unknown fields are dropped and reported, wrong types refused, amounts and times put into their canonical form, and
// members that Go always or never prints are added or left out, so what is stored reads like what a real cluster serves.
// Nothing is copied that does not change: the result shares every sound subtree with the body, which is never touched.

import { badBase64At, converterError, goName, goType, isNumeric, jsonTypeOf, namedStrings } from './decode-words.ts';
import { invalid } from './field-error.ts';
import { goJson, goQuote, goValue } from './go-text.ts';
import type { KubeObject } from './object.ts';
import { canonicalQuantity, parseQuantity } from './quantity.ts';
import type { Field, Scalar, Shape, StructType } from './schema/schema.ts';
import { typeNamed, typeOfKind } from './schema/schema.ts';
import {
  canonicalTimes,
  inRange,
  isEmpty,
  isRecord,
  isSoundField,
  isTemplate,
  type Json,
  sound,
  zeroOf,
} from './sound.ts';
import { badRequest, invalid as invalidStatus } from './status.ts';
import { decodeTime } from './time-decode.ts';
import type { Status } from './types.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** The kind a path stands for: what the body should be. */
export interface ExpectedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface Decoded {
  readonly object: KubeObject;
  /** Texts for `Warning: 299 -` headers: unknown and duplicate fields, when fieldValidation is Warn. */
  readonly warnings: readonly string[];
}

/**
 * Decodes a parsed body as `expected`. A missing kind or apiVersion is filled in. `duplicates` tell of the repeated fields
 * that the parser of a text body found. Answers a frozen object that may share parts with `body`, or a 400 Status.
 */
export function decode(
  body: unknown,
  expected: ExpectedKind,
  fieldValidation: FieldValidation = 'Warn',
  duplicates: readonly string[] = [],
): Decoded | Status {
  const expectedVersion = expected.group === '' ? expected.version : `${expected.group}/${expected.version}`;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return unrecognized(body, expected.kind);
  const { apiVersion = expectedVersion, kind = expected.kind } = body as { apiVersion?: unknown; kind?: unknown };
  const given = { apiVersion: apiVersion || expectedVersion, kind: kind || expected.kind };
  if (given.apiVersion !== expectedVersion || given.kind !== expected.kind) {
    return wrongKind(String(given.apiVersion), String(given.kind), expected, expectedVersion);
  }
  const type = typeOfKind(expectedVersion, expected.kind) ?? typeNamed(expected.kind);
  if (type === undefined)
    return { object: Object.freeze({ ...(body as KubeObject), ...given } as KubeObject), warnings: [] };

  const decoder = new Decoder();
  const prefix = `${given.kind} in version ${goQuote(expected.version)} cannot be handled as a ${expected.kind}`;
  let object: Json;
  try {
    object = decoder.struct(body as Json, type) as Json;
  } catch (error) {
    if (error instanceof DecodeError) return badRequest(`${prefix}: ${error.message}`);
    throw error;
  }
  if (decoder.typeError !== undefined) return badRequest(`${prefix}: ${decoder.typeError}`);
  const problems = [...duplicates, ...decoder.unknown];
  if (fieldValidation === 'Strict' && problems.length > 0) {
    return badRequest(`${prefix}: strict decoding error: ${problems.join(', ')}`);
  }
  if (object.apiVersion === undefined || object.kind === undefined) object = { ...given, ...object };
  return {
    object: Object.freeze(object) as KubeObject,
    warnings: fieldValidation === 'Ignore' ? [] : problems.flatMap(linesOf),
  };
}

/** The lines of YAML's one error are warnings of their own. */
function linesOf(problem: string): string | string[] {
  return problem.startsWith('yaml: unmarshal errors:') ? problem.split('\n  ').slice(1) : problem;
}

/**
 * Decodes an object that a patch made. A wrong type is then the patch's fault: 422, and the text shows the patch (strategic)
 * or the patched object (merge and JSON patch). `patch` is the strategic merge patch, undefined for the other two.
 */
export function decodePatched(
  object: KubeObject,
  expected: ExpectedKind,
  fieldValidation: FieldValidation = 'Warn',
  patch?: unknown,
): Decoded | Status {
  const type = typeOfKind(object.apiVersion, object.kind);
  if (type !== undefined) {
    const decoder = new Decoder(patch === undefined ? 'json' : 'converter');
    let message: string | undefined;
    try {
      decoder.struct(object, type);
      message = decoder.typeError;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      message = error.message;
    }
    if (message !== undefined) {
      const shown = patch === undefined ? goJson(object) : goValue(patch);
      return invalidStatus({ group: '', kind: '' }, '', [invalid('patch', shown, message)]);
    }
  }
  return decode(object, expected, fieldValidation);
}

const typeMetaStruct =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function unrecognized(body: unknown, kind: string): Status {
  const text = JSON.stringify(body ?? null);
  const what = body === null || body === undefined ? undefined : jsonTypeOf(body);
  const error =
    what === undefined
      ? `Object 'Kind' is missing in '${text}'`
      : `couldn't get version/kind; json parse error: json: cannot unmarshal ${what} into Go value of type ${typeMetaStruct} (${hex(text)})`;
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${error}`);
}

/** The first bytes in hexadecimal, as upstream shows a body it could not read; JSON-looking bodies are shown as they are. */
export function hex(text: string): string {
  if (text === '') return '<empty>';
  const bytes = new TextEncoder().encode(text);
  const shown = [...bytes.slice(0, 30)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > 30 ? `${shown} ...` : shown;
}

function wrongKind(apiVersion: string, kind: string, expected: ExpectedKind, expectedVersion: string): Status {
  const slash = apiVersion.indexOf('/');
  const version = slash < 0 ? apiVersion : apiVersion.slice(slash + 1);
  const prefix = `${kind} in version ${goQuote(version)} cannot be handled as a ${expected.kind}`;
  if (typeOfKind(apiVersion, kind) === undefined) {
    const unknown = `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)}`;
    return badRequest(`${prefix}: ${unknown} in scheme "pkg/runtime/scheme.go:111"`);
  }
  if (kind === expected.kind) {
    return badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expectedVersion})`,
    );
  }
  const internal = expected.group === '' ? 'core' : (expected.group.split('.')[0] as string);
  return badRequest(`${prefix}: converting (${version}.${kind}) to (${internal}.${expected.kind}): unknown conversion`);
}

/** Ends the decoding at once, as an error from a Go UnmarshalJSON method does. */
class DecodeError extends Error {}

class Decoder {
  /** Reports in body order. */
  readonly unknown: string[] = [];
  /** The first wrong type; Go goes on decoding and reports it at the end. */
  typeError: string | undefined;
  private readonly path: (string | number)[] = [];
  private structName = '';
  /** `converter` speaks like upstream's conversion from unstructured objects, which strategic patches go through. */
  private readonly voice: 'json' | 'converter';

  constructor(voice: 'json' | 'converter' = 'json') {
    this.voice = voice;
  }

  struct(value: Json, type: StructType): Json {
    if (isTemplate(type) && sound.get(value) === type) return value;
    const outer = this.structName;
    const problemsBefore = this.unknown.length;
    this.structName = type.name;
    let copy: Json | undefined;
    for (const key in value) {
      const before = value[key];
      const field = type.fields.get(key);
      if (copy === undefined && field !== undefined && before !== undefined && isSoundField(before, field)) continue;
      let after: unknown;
      if (field === undefined) {
        if (before !== undefined) this.unknown.push(`unknown field ${goQuote(this.pathText(key))}`);
      } else {
        this.path.push(key);
        after = this.field(before, field);
        this.path.pop();
      }
      if (after !== before || (after === undefined && copy === undefined)) copy ??= copyUntil(value, key);
      if (copy !== undefined && after !== undefined) copy[key] = after;
    }
    for (const field of type.printed) {
      if ((copy ?? value)[field.name] !== undefined) continue;
      const zero = field.absent === 'null' ? null : zeroOf(field.shape);
      if (zero === undefined) continue;
      copy ??= copyUntil(value, undefined);
      copy[field.name] = zero;
    }
    this.structName = outer;
    if (copy === undefined && problemsBefore === this.unknown.length && isTemplate(type) && Object.isFrozen(value))
      sound.set(value, type);
    return copy ?? value;
  }

  /** The value to keep, or undefined for a member that Go would not print. */
  private field(value: unknown, field: Field): unknown {
    const { shape } = field;
    if (value === null || value === undefined) {
      return field.absent === 'null' || (shape.is === 'list' && field.required) ? null : undefined;
    }
    const after = this.value(value, shape);
    if (after === undefined) return undefined; // of the wrong type, and noted
    if (field.omitsZero && (after === '' || after === 0 || after === false)) return undefined;
    if (shape.is === 'list' && !field.required && field.absent === undefined && (after as unknown[]).length === 0)
      return undefined;
    if (shape.is === 'map' && !field.required && isEmpty(after as Json)) return undefined;
    return after;
  }

  private value(value: unknown, shape: Shape): unknown {
    switch (shape.is) {
      case 'struct': {
        const type = typeNamed(shape.type) as StructType;
        return isRecord(value) ? this.struct(value, type) : this.wrong(value, shape);
      }
      case 'list':
        return Array.isArray(value) ? this.list(value, shape.item) : this.wrong(value, shape);
      case 'map':
        return isRecord(value) ? this.map(value, shape.value) : this.wrong(value, shape);
      case 'scalar':
        return this.scalar(value, shape.scalar);
      default:
        return shape satisfies never;
    }
  }

  private list(value: unknown[], item: Shape): unknown[] {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index += 1) {
      const before = value[index];
      this.path.push(index);
      const after = before === null || before === undefined ? (zeroOf(item) ?? null) : this.value(before, item);
      this.path.pop();
      if (after !== before) copy ??= value.slice(0, index);
      copy?.push(after);
    }
    return copy ?? value;
  }

  private map(value: Json, shape: Shape): Json {
    let copy: Json | undefined;
    for (const key of Object.keys(value)) {
      const before = value[key];
      this.path.push(key);
      const after =
        before === null ? (zeroOf(shape) ?? null) : before === undefined ? undefined : this.value(before, shape);
      this.path.pop();
      if (after !== before) copy ??= copyUntil(value, key);
      if (copy !== undefined && after !== undefined) copy[key] = after;
    }
    return copy ?? value;
  }

  private scalar(value: unknown, scalar: Scalar): unknown {
    switch (scalar) {
      case 'string':
        return typeof value === 'string' ? value : this.wrong(value, { is: 'scalar', scalar });
      case 'boolean':
        return typeof value === 'boolean' ? value : this.wrong(value, { is: 'scalar', scalar });
      case 'int32':
      case 'int64':
        return typeof value === 'number' && Number.isInteger(value) && inRange(value, scalar)
          ? value
          : this.wrong(value, { is: 'scalar', scalar });
      case 'double':
        return typeof value === 'number' ? value : this.wrong(value, { is: 'scalar', scalar });
      case 'bytes':
        return this.bytes(value);
      case 'quantity':
        return this.quantity(value);
      case 'intOrString':
        if (typeof value === 'string' || (typeof value === 'number' && inRange(value, 'int32'))) return value;
        throw new DecodeError(`json: cannot unmarshal ${jsonTypeOf(value)} into Go value of type int32`);
      case 'time':
      case 'microTime':
        return this.time(value, scalar);
      case 'object':
        return value;
      default:
        return scalar satisfies never;
    }
  }

  private quantity(value: unknown): string {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const parsed = parseQuantity(text);
    if (!parsed.ok) throw new DecodeError(parsed.message);
    return canonicalQuantity(text);
  }

  private bytes(value: unknown): unknown {
    if (typeof value !== 'string') return this.wrong(value, { is: 'scalar', scalar: 'bytes' });
    const at = badBase64At(value);
    if (at !== undefined) throw new DecodeError(`illegal base64 data at input byte ${at}`);
    return value;
  }

  private time(value: unknown, scalar: 'time' | 'microTime'): string {
    if (typeof value !== 'string') {
      throw new DecodeError(`json: cannot unmarshal ${jsonTypeOf(value)} into Go value of type string`);
    }
    if (canonicalTimes[scalar].test(value)) return value;
    const decoded = decodeTime(value, scalar);
    if (!decoded.ok) throw new DecodeError(decoded.message);
    return decoded.text;
  }

  /** Notes the first wrong type in Go's words and carries on. */
  private wrong(value: unknown, shape: Shape): undefined {
    if (this.voice === 'converter') throw new DecodeError(converterError(value, shape));
    if (this.typeError === undefined) {
      const path = this.path.filter((part) => typeof part === 'string' && !this.isMapKey(part)).join('.');
      let what = jsonTypeOf(value);
      if (typeof value === 'number' && shape.is === 'scalar' && isNumeric(shape.scalar)) what = `number ${value}`;
      const where = `Go struct field ${goName(this.structName)}.${path}`;
      const target = namedStrings[`${this.structName}.${this.path[this.path.length - 1]}`] ?? goType(shape);
      this.typeError = `json: cannot unmarshal ${what} into ${where} of type ${target}`;
    }
    return undefined;
  }

  /** Go's path names struct fields only; a key of a map is none. The last part of a path below a map is such a key. */
  private isMapKey(part: string): boolean {
    const last = this.path[this.path.length - 1];
    return part === last && typeNamed(this.structName)?.fields.has(part) === false;
  }

  private pathText(key: string): string {
    let text = '';
    for (const part of this.path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
    return text === '' ? key : `${text}.${key}`;
  }
}

/** The members before `end`, which may be none of them. Copied one by one: a spread copy would be slow to add to. */
function copyUntil(value: Json, end: string | undefined): Json {
  const copy: Json = {};
  for (const key in value) {
    if (key === end) return copy;
    copy[key] = value[key];
  }
  return copy;
}
