// Whether a body is already what decoding would make of it. Nearly all of them are written by components that read them from
// this server before, so a short walk, which copies nothing and keeps no path, is all that most of them need.
import { canonicalQuantity, parseQuantity } from './quantity.ts';
import type { Field, Scalar, Shape, StructType } from './schema/schema.ts';
import { typeNamed } from './schema/schema.ts';

export type Json = { [key: string]: unknown };

/** Frozen templates that came through unchanged once need no second look: thousands of pods are made of one. */
export const sound = new WeakMap<object, StructType>();

/** Worth remembering is what comes again and again; to remember the rest would cost more than to look at it. */
export const isTemplate = (type: StructType): boolean => type.name === 'PodSpec' || type.name === 'PodTemplateSpec';

/** Whether decoding would answer this very value, without a warning. False may only mean that it has to be read closely. */
export function isSound(value: unknown, shape: Shape): boolean {
  switch (shape.is) {
    case 'scalar':
      return isSoundScalar(value, shape.scalar);
    case 'struct':
      return isRecord(value) && isSoundStruct(value, typeNamed(shape.type) as StructType);
    case 'list': {
      if (!Array.isArray(value)) return false;
      for (let index = 0; index < value.length; index += 1) {
        if (!isSound(value[index], shape.item)) return false;
      }
      return true;
    }
    case 'map': {
      if (!isRecord(value)) return false;
      for (const key in value) if (!isSound(value[key], shape.value)) return false;
      return true;
    }
    default:
      return shape satisfies never;
  }
}

/** Whether a member is kept as it is. */
export function isSoundField(value: unknown, field: Field): boolean {
  const { shape } = field;
  if (value === null) return field.absent === 'null' || (shape.is === 'list' && field.required);
  if (!isSound(value, shape)) return false;
  if (shape.is === 'scalar') return !field.omitsZero || (value !== '' && value !== 0 && value !== false);
  if (shape.is === 'list') return field.required || field.absent !== undefined || (value as unknown[]).length > 0;
  return shape.is !== 'map' || field.required || !isEmpty(value as Json);
}

function isSoundStruct(value: Json, type: StructType): boolean {
  const remember = isTemplate(type) && Object.isFrozen(value);
  if (remember && sound.get(value) === type) return true;
  for (const key in value) {
    const field = type.fields.get(key);
    if (field === undefined || !isSoundField(value[key], field)) return false;
  }
  for (const field of type.printed) {
    if (value[field.name] !== undefined) continue;
    if (field.absent === 'null' || zeroOf(field.shape) !== undefined) return false;
  }
  if (remember) sound.set(value, type);
  return true;
}

function isSoundScalar(value: unknown, scalar: Scalar): boolean {
  switch (scalar) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'int32':
    case 'int64':
      return typeof value === 'number' && inRange(value, scalar);
    case 'double':
      return typeof value === 'number';
    case 'intOrString':
      return typeof value === 'string' || (typeof value === 'number' && inRange(value, 'int32'));
    case 'time':
    case 'microTime':
      return typeof value === 'string' && isCanonicalTime(value, scalar);
    case 'object':
      return value !== null && value !== undefined;
    case 'quantity':
      return typeof value === 'string' && isCanonicalQuantity(value);
    case 'bytes':
      return false; // has to be read
    default:
      return scalar satisfies never;
  }
}

const QUANTITIES = 500;
const canonicalTexts = new Set<string>();

/** The same few amounts come again and again. */
function isCanonicalQuantity(text: string): boolean {
  if (canonicalTexts.has(text)) return true;
  if (!parseQuantity(text).ok || canonicalQuantity(text) !== text) return false;
  if (canonicalTexts.size >= QUANTITIES) canonicalTexts.clear();
  canonicalTexts.add(text);
  return true;
}

let lastTime = '';

/** Much of what happens bears the same second. */
function isCanonicalTime(text: string, scalar: 'time' | 'microTime'): boolean {
  if (scalar === 'microTime') return canonicalTimes.microTime.test(text);
  if (text === lastTime) return true;
  if (!canonicalTimes.time.test(text)) return false;
  lastTime = text;
  return true;
}

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function isEmpty(record: Json | undefined): boolean {
  for (const _ in record) return false;
  return true;
}

export function inRange(value: number, scalar: 'int32' | 'int64'): boolean {
  if (!Number.isInteger(value)) return false;
  return scalar === 'int64' ? Math.abs(value) <= 2 ** 63 : value >= -(2 ** 31) && value < 2 ** 31;
}

/** What Go prints for a member that nobody set. A struct is printed with its own such members. */
export function zeroOf(shape: Shape): unknown {
  switch (shape.is) {
    case 'struct': {
      const result: Json = {};
      for (const field of typeNamed(shape.type)?.printed ?? []) {
        const zero = field.absent === 'null' ? null : zeroOf(field.shape);
        if (zero !== undefined) result[field.name] = zero;
      }
      return result;
    }
    case 'scalar':
      if (shape.scalar === 'string') return '';
      if (shape.scalar === 'boolean') return false;
      if (shape.scalar === 'int32' || shape.scalar === 'int64') return 0;
      return undefined;
    default:
      return undefined;
  }
}

/** Times as the server itself writes them, which is what nearly all bodies hold. */
export const canonicalTimes = {
  time: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
  microTime: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/,
};
