// The difference of two texts as people read it: changed lines with three lines around them, in the unified format.
// It finds a longest common subsequence, which is plenty for the specs that a refusal prints.

const contextLines = 3;

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** Hunks of `@@ -a,b +c,d @@` and their lines, each ended by a newline; '' when the texts are equal. */
export function unifiedDiff(before: string, after: string): string {
  const edits = lineEdits(before.split('\n'), after.split('\n'));
  let text = '';
  let oldLine = 1;
  let newLine = 1;
  let index = 0;
  while (index < edits.length) {
    const change = nextChange(edits, index);
    if (change === edits.length) break;
    const start = Math.max(index, change - contextLines);
    oldLine += start - index;
    newLine += start - index;
    let end = change;
    for (let at = change; at < edits.length && at <= end + 2 * contextLines; at += 1)
      if (edits[at]?.sign !== ' ') end = at;
    end = Math.min(edits.length, end + contextLines + 1);
    const hunk = edits.slice(start, end);
    const oldCount = hunk.filter(({ sign }) => sign !== '+').length;
    const newCount = hunk.filter(({ sign }) => sign !== '-').length;
    text += `@@ -${range(oldLine, oldCount)} +${range(newLine, newCount)} @@\n`;
    for (const { sign, line } of hunk) text += `${sign}${line}\n`;
    oldLine += oldCount;
    newLine += newCount;
    index = end;
  }
  return text;
}

function range(start: number, count: number): string {
  return count === 1 ? `${start}` : `${count === 0 ? start - 1 : start},${count}`;
}

function nextChange(edits: readonly Edit[], from: number): number {
  let index = from;
  while (index < edits.length && edits[index]?.sign === ' ') index += 1;
  return index;
}

function lineEdits(before: readonly string[], after: readonly string[]): Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  const same = (line: string): Edit => ({ sign: ' ', line });
  return [
    ...before.slice(0, head).map(same),
    ...middleEdits(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function middleEdits(before: readonly string[], after: readonly string[]): Edit[] {
  const rows = before.length;
  const columns = after.length;
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const best =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
      (lengths[row] as Uint32Array)[column] = best;
    }
  }
  const edits: Edit[] = [];
  let row = 0;
  let column = 0;
  while (row < rows || column < columns) {
    const removed = before[row];
    const added = after[column];
    if (row < rows && column < columns && removed === added) {
      edits.push({ sign: ' ', line: removed ?? '' });
      row += 1;
      column += 1;
    } else if (row < rows && (column === columns || at(row + 1, column) >= at(row, column + 1))) {
      edits.push({ sign: '-', line: removed ?? '' });
      row += 1;
    } else {
      edits.push({ sign: '+', line: added ?? '' });
      column += 1;
    }
  }
  return edits;
}
