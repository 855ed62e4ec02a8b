// Names that nobody chose: the five letters after a generateName, and the hash that ties a ReplicaSet to its template.
// Both use an alphabet without vowels, so that no word comes out that somebody could mind.
// Source: apimachinery `pkg/util/rand/rand.go`, apiserver `pkg/storage/names/generate.go`.

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const maxNameLength = 63;

/** A source of chance: the i-th unsigned 32-bit number of this occasion. The engine's dice give one per subject. */
export type Draw = (index: number) => number;

/** `base` cut to 58 characters, and five random letters: `web-7c5ddbdf54-x2b9k`. */
export function generateName(base: string, draw: Draw): string {
  return base.slice(0, maxNameLength - suffixLength) + randomSuffix(draw);
}

export function randomSuffix(draw: Draw, length: number = suffixLength): string {
  let suffix = '';
  for (let index = 0; index < length; index += 1) suffix += alphabet[draw(index) % alphabet.length];
  return suffix;
}

/** Digits of a number as letters of the same alphabet: 3456789012 becomes `789bcdf456`. */
export function safeEncodeString(text: string): string {
  let result = '';
  for (let index = 0; index < text.length; index += 1) result += alphabet[text.charCodeAt(index) % alphabet.length];
  return result;
}
