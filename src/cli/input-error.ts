// The caller's mistakes: what is wrong, where, and what to do about it. They end the command line with exit code 2.

/** Something the caller gave cannot be used. `lines` are printed as they are, each a complete sentence with its place. */
export class InputError extends Error {
  readonly lines: readonly string[];
  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}
