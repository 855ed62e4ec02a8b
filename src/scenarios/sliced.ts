// Long work that can be put down: it stops for a breath whenever a little of it is done, and says now and then what it is at. Whoever only
// wants the result goes through it at once; a page takes it up again after it has looked after its reader.
export type Sliced<T> = Generator<string | undefined, T, undefined>;

/** The result, without a breath. */
export function atOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
