// What an unquoted word in YAML means: `yes` is true, `0644` is 420, `1e3` a thousand, and `2024-01-01` stays a text. These
// are the rules of YAML 1.1 as Go's yaml.v2 reads them, which is what kubectl and the API server use.

const words = new Map<string, boolean | null>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) words.set(word, true);
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) words.set(word, false);
for (const word of ['', '~', 'null', 'Null', 'NULL']) words.set(word, null);

const infinities = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::?\d{2})?))?)?$/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

export type Plain = string | number | boolean | null;

/** The value of an unquoted scalar. Infinities come back as numbers: JSON has none, so the caller refuses them. */
export function plainValue(text: string): Plain {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (infinities.test(text)) return text.includes('n') || text.includes('N') ? infinityOf(text) : text;
  const digits = text.replace(/_/g, '');
  const whole = integer.exec(digits);
  if (whole !== null) {
    const [, sign, hexadecimal, binary, octal, decimal] = whole;
    const size =
      hexadecimal !== undefined
        ? Number.parseInt(hexadecimal, 16)
        : binary !== undefined
          ? Number.parseInt(binary, 2)
          : octal !== undefined
            ? Number.parseInt(octal, 8)
            : Number(decimal);
    return sign === '-' && size !== 0 ? -size : size;
  }
  if (float.test(digits)) {
    const number = Number(digits);
    if (Number.isFinite(number)) return number;
  }
  return text;
}

const infinityOf = (text: string): number =>
  /nan/i.test(text) ? Number.NaN : text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;

/** True when a text must be quoted to stay a text. Wider than plainValue: older readers know times and base 60. */
export function needsQuotes(text: string): boolean {
  return typeof plainValue(text) !== 'string' || timestamp.test(text) || base60.test(text);
}
