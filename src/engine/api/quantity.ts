// Amounts of things: 250m of a CPU, 1Gi of memory. On the wire they are strings and stay strings; here they are parsed where
// they are used, exactly, and rounded up as Kubernetes does, because whoever asks for something should get something.
// Source: apimachinery `pkg/api/resource/quantity.go`, `suffix.go`, `amount.go`.

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** Exact to the nano: 1 is 1_000_000_000n. The format is how the writer wrote it and decides how it is printed. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

export type ParsedQuantity =
  | { readonly ok: true; readonly value: Quantity }
  | { readonly ok: false; readonly message: string };

const formatWrong = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const suffixWrong = "unable to parse quantity's suffix";
const numericWrong = 'unable to parse numeric part of quantity';

/** The suffixes of powers of ten, by their exponent. */
export const decimalExponents: { readonly [suffix: string]: number } = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryExponents: { readonly [suffix: string]: number } = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const decimalSuffixes = new Map(Object.entries(decimalExponents).map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const nano = 1_000_000_000n;
const maxNanos = ((1n << 63n) - 1n) * nano;
const tenTo = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Bounded: a cluster has few different amounts, and starting over is harmless. */
const cacheLimit = 4096;
const cache = new Map<string, ParsedQuantity>();

/** Parses `1.5Gi`, `100m`, `1e3`, `-1`; refusals carry upstream's texts. Results are kept, so asking again is cheap. */
export function parseQuantity(text: string): ParsedQuantity {
  let parsed = cache.get(text);
  if (parsed === undefined) {
    if (cache.size >= cacheLimit) cache.clear();
    parsed = Object.freeze(parse(text));
    cache.set(text, parsed);
  }
  return parsed;
}

function parse(text: string): ParsedQuantity {
  const match = /^([+-]?)(\d*)(\.\d*)?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (match === null || text === '') return { ok: false, message: formatWrong };
  const [, sign = '', whole = '', point = '', suffix = ''] = match;
  const fraction = point.slice(1);
  let base: 2n | 10n = 10n;
  let exponent: number;
  let format: QuantityFormat = 'DecimalSI';
  if (Object.hasOwn(decimalExponents, suffix)) exponent = decimalExponents[suffix] as number;
  else if (Object.hasOwn(binaryExponents, suffix)) {
    base = 2n;
    exponent = binaryExponents[suffix] as number;
    format = 'BinarySI';
  } else if (/^[eE][+-]?\d+$/.test(suffix)) {
    exponent = Number(suffix.slice(1));
    format = 'DecimalExponent';
    if (exponent > 1000 || exponent < -1000) return { ok: false, message: suffixWrong };
  } else return { ok: false, message: suffixWrong };
  if (whole === '' && fraction === '' && point !== '') return { ok: false, message: numericWrong };

  const digits = BigInt(`${whole}${fraction}` || '0');
  let nanos: bigint;
  if (base === 2n) nanos = divideUp((digits << BigInt(exponent)) * nano, tenTo(fraction.length));
  else {
    const shift = 9 + exponent - fraction.length;
    nanos = shift >= 0 ? digits * tenTo(shift) : divideUp(digits, tenTo(-shift));
  }
  if (nanos > maxNanos) nanos = maxNanos;
  if (format === 'BinarySI' && nanos > 0n && nanos < nano) format = 'DecimalSI';
  return { ok: true, value: Object.freeze({ nanos: sign === '-' ? -nanos : nanos, format }) };
}

/** Away from zero, whatever the sign. */
function divideUp(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  if (quotient * by === value) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

/** The canonical text: no fractions, the largest suffix that leaves an integer, in the format the writer chose. */
export function formatQuantity(quantity: Quantity): string {
  const { nanos } = quantity;
  if (nanos === 0n) return '0';
  let { format } = quantity;
  const limit = 1024n * nano;
  if (format === 'BinarySI' && ((nanos > -limit && nanos < limit) || nanos % nano !== 0n)) format = 'DecimalSI';
  if (format === 'BinarySI') {
    let mantissa = nanos / nano;
    let power = 0;
    while (power < 6 && mantissa % 1024n === 0n) {
      mantissa /= 1024n;
      power += 1;
    }
    return `${mantissa}${binarySuffixes[power]}`;
  }
  let mantissa = nanos;
  let exponent = -9;
  while (exponent < 18 && mantissa % 1000n === 0n) {
    mantissa /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`;
  return `${mantissa}${decimalSuffixes.get(exponent)}`;
}

/** A quantity that validation has already let through; an unreadable one counts as 0. */
export function quantityOf(text: string | number | undefined): Quantity {
  const parsed = text === undefined ? undefined : parseQuantity(String(text));
  return parsed?.ok ? parsed.value : zero;
}

export const zero: Quantity = Object.freeze({ nanos: 0n, format: 'DecimalSI' });

/** `0.25` → `250m`. An unreadable text comes back unchanged: validation speaks about it. */
export function canonicalQuantity(text: string): string {
  const parsed = parseQuantity(text);
  return parsed.ok ? formatQuantity(parsed.value) : text;
}

/** Thousandths, rounded up: how CPU is counted. Exact up to 9·10^15. */
export function milliValue(text: string | number | undefined): number {
  return Number(divideUp(quantityOf(text).nanos, 1_000_000n));
}

/** Whole units, rounded up: how bytes and pods are counted. Exact up to 9·10^15. */
export function value(text: string | number | undefined): number {
  return Number(divideUp(quantityOf(text).nanos, nano));
}

/** -1, 0 or 1; numbers are compared, not texts: `1024Mi` equals `1Gi`. */
export function compareQuantities(a: string | undefined, b: string | undefined): -1 | 0 | 1 {
  const [left, right] = [quantityOf(a).nanos, quantityOf(b).nanos];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The sum as a canonical text, in the format of the first unless that is zero. */
export function addQuantities(a: string | undefined, b: string | undefined): string {
  return combine(quantityOf(a), quantityOf(b), 1n);
}

export function subtractQuantities(a: string | undefined, b: string | undefined): string {
  return combine(quantityOf(a), quantityOf(b), -1n);
}

function combine(a: Quantity, b: Quantity, sign: bigint): string {
  return formatQuantity({ nanos: a.nanos + sign * b.nanos, format: a.nanos === 0n ? b.format : a.format });
}

/** Rounded up to thousandths, as the API server does with every resource list. */
export function roundUpToMilli(text: string): string {
  const parsed = parseQuantity(text);
  if (!parsed.ok) return text;
  return formatQuantity({ nanos: divideUp(parsed.value.nanos, 1_000_000n) * 1_000_000n, format: parsed.value.format });
}

/** A canonical text for a number of thousandths (`milliText(250)` is `250m`). */
export function milliText(millis: number): string {
  return formatQuantity({ nanos: BigInt(millis) * 1_000_000n, format: 'DecimalSI' });
}

/** A canonical text for whole units; `BinarySI` prints 1073741824 as `1Gi`. */
export function unitText(units: number, format: QuantityFormat = 'DecimalSI'): string {
  return formatQuantity({ nanos: BigInt(units) * nano, format });
}
