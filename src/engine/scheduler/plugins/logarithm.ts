// The natural logarithm of a whole number, from additions, multiplications and divisions alone, which every machine rounds alike.
// Library functions for logarithms may differ in the last digit between browsers; spread points must not.

/** ln n for n ≥ 1, exact to the last digits of a double: n = m × 2ᵏ with m near 1, and ln m = 2 artanh((m−1)/(m+1)). */
export function naturalLogarithm(n: number): number {
  let mantissa = n;
  let powers = 0;
  while (mantissa > Math.SQRT2) {
    mantissa /= 2;
    powers++;
  }
  const x = (mantissa - 1) / (mantissa + 1);
  const square = x * x;
  let sum = 0;
  for (let odd = 25; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return powers * Math.LN2 + 2 * x * sum;
}
