// Files of the computer, read as texts: picked in a dialog or dropped on the page, a whole folder among them. Only YAML and JSON are read, and no
// more of it than a lesson may have.
import { own } from '../ui/text/own.ts';
import { type Found, mostFiles } from './dropped-files.ts';
import { filesOf, type GivenFile, isYaml, looksLikeLesson, mayBeLesson, mostLetters } from './lesson-files.ts';
import { openInWorkshop, takeFiles, useWorkshop } from './workshop-store.ts';

/** From a file dialog; a file of a folder knows its path in it. */
export async function takePicked(files: readonly File[]): Promise<void> {
  const { given, tooLarge } = await readAll(
    files.map((file) => ({ path: file.webkitRelativePath || file.name, file })),
  );
  await take(given, tooLarge);
}

/** Whether a lesson, or a folder, is among what was dropped; then it is opened as a lesson. */
export async function takeDropped(found: readonly Found[]): Promise<boolean> {
  const { given, tooLarge } = await readAll(found);
  if (!given.some(({ text }) => looksLikeLesson(text)) && !found.some(({ path }) => path.includes('/'))) return false;
  await take(given, tooLarge);
  return true;
}

interface Read {
  readonly given: readonly GivenFile[];
  readonly tooLarge: readonly string[];
}

async function take(given: Read['given'], tooLarge: Read['tooLarge']): Promise<void> {
  if (tooLarge.length === 0) return takeFiles(given);
  openInWorkshop(
    given.length > 0 ? filesOf(given) : useWorkshop.getState().draft.files,
    tooLarge.map((path) => own.tooLarge(path)).join(' '),
  );
}

/** Reads those among them that is no larger than a lesson may be. */
async function readAll(found: readonly Found[]): Promise<Read> {
  const likely = found.filter(({ path }) => mayBeLesson(path)).slice(0, mostFiles);
  const fits = likely.filter(({ file }) => file.size <= mostLetters);
  const given = await Promise.all(fits.map(async ({ path, file }) => ({ path, text: await file.text() })));
  // JSON beside a lesson may be anything; JSON alone was meant to be one.
  const meant = likely.filter(({ path }) => isYaml(path) || found.length === 1);
  return { given, tooLarge: meant.filter((one) => !fits.includes(one)).map(({ path }) => path) };
}
