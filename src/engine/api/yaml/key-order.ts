// The order in which YAML prints the keys of a map: like a person would sort them, `a2` before `a10`.
// Source: Go's yaml.v2 `sorter.go`.

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';
const isLetter = (char: string): boolean => /\p{L}/u.test(char);

export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return less(a, b) ? -1 : 1;
}

function less(a: string, b: string): boolean {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const left = a[i] as string;
    const right = b[i] as string;
    if (left === right) continue;
    const [leftIsLetter, rightIsLetter] = [isLetter(left), isLetter(right)];
    if (leftIsLetter && rightIsLetter) return left < right;
    if (leftIsLetter || rightIsLetter) return rightIsLetter;
    // Numbers are compared as numbers; one that goes on after an equal start is no leading zero.
    let carried = 0;
    if (left === '0' || right === '0') {
      for (let j = i - 1; j >= 0 && isDigit(a[j]); j -= 1) if (a[j] !== '0') carried = 1;
    }
    const leftEnd = endOfDigits(a, i);
    const rightEnd = endOfDigits(b, i);
    const leftNumber = numberFrom(a, i, leftEnd, carried);
    const rightNumber = numberFrom(b, i, rightEnd, carried);
    if (leftNumber !== rightNumber) return leftNumber < rightNumber;
    if (leftEnd !== rightEnd) return leftEnd < rightEnd;
    return left < right;
  }
  return a.length < b.length;
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (isDigit(text[end])) end += 1;
  return end;
}

function numberFrom(text: string, from: number, end: number, carried: number): number {
  let value = carried;
  for (let at = from; at < end; at += 1) value = value * 10 + Number(text[at]);
  return value;
}
