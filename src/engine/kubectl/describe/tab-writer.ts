// Go's text/tabwriter: cells end with a tab, and a column is as wide as its widest cell in a run of lines that all have it.
// `kubectl describe` owes its looks to it: a line without a tab ends the alignment of what stands above.
// Source: Go's text/tabwriter with minwidth 0 and padding 2, as kubectl `pkg/describe` sets it up.

const PADDING = 2;

/** Aligns a text in which tabs end cells. The last cell of a line is not padded. */
export function alignTabs(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const written: string[] = [];
  const widths: number[] = [];

  const write = (from: number, to: number): void => {
    for (let i = from; i < to; i += 1) {
      written.push(lines[i].map((cell, j) => (j < widths.length ? cell.padEnd(widths[j]) : cell)).join(''));
    }
  };

  const format = (from: number, to: number): void => {
    const column = widths.length;
    let start = from;
    for (let i = from; i < to; i += 1) {
      if (column >= lines[i].length - 1) continue;
      write(start, i);
      start = i;
      let width = 0;
      for (; i < to && column < lines[i].length - 1; i += 1) width = Math.max(width, lines[i][column].length + PADDING);
      widths.push(width);
      format(start, i);
      widths.pop();
      start = i;
    }
    write(start, to);
  };

  format(0, lines.length);
  return written.join('\n');
}
