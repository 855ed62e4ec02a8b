// Two texts compared line by line, printed as `diff -u` does: what went with a minus, what came with a plus, three lines around it.

type Edit = readonly [sign: ' ' | '-' | '+', line: string];

const CONTEXT = 3;

/** The hunks under a `---` and a `+++` line; '' when the texts are equal. */
export function unifiedDiff(before: string, after: string, from: string, to: string): string {
  const edits = compare(linesOf(before), linesOf(after));
  if (edits.every(([sign]) => sign === ' ')) return '';
  let text = `--- ${from}\n+++ ${to}\n`;
  for (const [start, end] of hunks(edits)) {
    const part = edits.slice(start, end);
    const count = (sign: '-' | '+', list: readonly Edit[]): number =>
      list.filter(([each]) => each === ' ' || each === sign).length;
    const range = (sign: '-' | '+'): string => {
      const length = count(sign, part);
      const first = count(sign, edits.slice(0, start)) + (length === 0 ? 0 : 1);
      return length === 1 ? String(first) : `${first},${length}`;
    };
    text += `@@ -${range('-')} +${range('+')} @@\n${part.map(([sign, line]) => `${sign}${line}\n`).join('')}`;
  }
  return text;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** By the longest common subsequence. */
function compare(a: readonly string[], b: readonly string[]): Edit[] {
  const common: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push([' ', a[i++]]);
      j += 1;
    } else if (i < a.length && (j === b.length || common[i + 1][j] >= common[i][j + 1])) edits.push(['-', a[i++]]);
    else edits.push(['+', b[j++]]);
  }
  return edits;
}

function hunks(edits: readonly Edit[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  edits.forEach(([sign], i) => {
    if (sign === ' ') return;
    const last = found[found.length - 1];
    if (last !== undefined && i - CONTEXT <= last[1]) last[1] = Math.min(edits.length, i + CONTEXT + 1);
    else found.push([Math.max(0, i - CONTEXT), Math.min(edits.length, i + CONTEXT + 1)]);
  });
  return found;
}
