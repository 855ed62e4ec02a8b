// A field like maxSurge may be a number of pods or a percentage of them. The percentage is rounded up or down as the
// field's owner says: up for pods we may have too many of, down for pods we may have too few of.
// Source: apimachinery `pkg/util/intstr/intstr.go`.

/** A Go error text, or the number. */
export type Scaled = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly message: string };

/** `3` → 3; `'25%'` of `total`, rounded up or down in whole-number arithmetic. */
export function scaledValue(amount: number | string | undefined, total: number, roundUp: boolean): Scaled {
  if (amount === undefined) return { ok: false, message: 'nil value for IntOrString' };
  if (typeof amount === 'number') return { ok: true, value: amount };
  const match = /^([+-]?\d+)%$/.exec(amount);
  if (match === null) {
    const why = amount.endsWith('%')
      ? `invalid value ${JSON.stringify(amount)}: strconv.Atoi: parsing ${JSON.stringify(amount.slice(0, -1))}: invalid syntax`
      : 'invalid type: string is not a percentage';
    return { ok: false, message: `invalid value for IntOrString: ${why}` };
  }
  const product = Number(match[1]) * total;
  return { ok: true, value: roundUp ? Math.ceil(product / 100) : Math.floor(product / 100) };
}

/** The percent of a `25%`, or undefined when it is none. */
export function percentOf(amount: number | string | undefined): number | undefined {
  const match = typeof amount === 'string' ? /^(\d+)%$/.exec(amount) : null;
  return match === null ? undefined : Number(match[1]);
}
