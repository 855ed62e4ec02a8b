// Dice without state: a throw is a hash of the seed and of what it is for, so nobody's luck depends on how often others threw.
// One more `kubectl get`, a restarted process or an added controller leaves every other draw as it was.

const FNV_PRIME = 0x01000193;

/** 32-bit FNV-1a over UTF-16 units, continued from `h`. */
export function hashText(text: string, h: number): number {
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), FNV_PRIME);
  return h;
}

/** Spreads every input bit over all output bits (the finaliser of MurmurHash3). */
export function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A whole number in 0 … 2³²−1. `ordinal` counts throws for the same subject. */
export function draw(seed: number, purpose: string, subject: string, ordinal: number): number {
  return nth(aim(seed, purpose, subject), ordinal);
}

/** The part of a throw that does not depend on the ordinal: who throws often for one subject keeps it. */
function aim(seed: number, purpose: string, subject: string): number {
  return aimedAt(aimFor(seed, purpose), subject);
}

/** The part of an aim that comes from seed and purpose: who aims often for one purpose keeps it. */
export function aimFor(seed: number, purpose: string): number {
  return mix(hashText(purpose, mix(seed ^ 0x9e3779b9)) ^ 0x2f);
}

export function aimedAt(aimed: number, subject: string): number {
  return hashText(subject, aimed);
}

export function nth(aimed: number, ordinal: number): number {
  return mix(aimed ^ Math.imul(ordinal + 1, 0x9e3779b1));
}

/** Maps a throw to lo … hi, both included. */
export function between(throwValue: number, lo: number, hi: number): number {
  return lo + Math.floor((throwValue / 0x100000000) * (hi - lo + 1));
}
