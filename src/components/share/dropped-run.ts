// A file of a run that was dropped on the page: told by what is in it, not by its name, and opened as the share dialog opens one. A file
// that is cut off is still told as a run's, so that its damage is said.
import { fromText } from '../../share/index.ts';

/** How such a file begins: those that are larger than a manifest are known without reading them whole. */
const headLetters = 400;
/** The largest file that is read. */
const mostBytes = 16_000_000;

export const looksLikeRun = (text: string): boolean => {
  const head = text.slice(0, headLetters);
  return /^\s*\{/.test(head) && /"format"\s*:\s*"(run|recording)\//.test(head);
};

/** Whether one of the files is a run; it is opened, or told why it cannot be. */
export async function takeRun(files: readonly File[]): Promise<boolean> {
  for (const file of files) {
    if (!looksLikeRun(await file.slice(0, headLetters * 4).text())) continue;
    const text = file.size > mostBytes ? '' : await file.text();
    const { openShared } = await import('./open-shared.tsx');
    await openShared(fromText(text));
    return true;
  }
  return false;
}
