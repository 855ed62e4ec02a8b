// The run on screen as the draft of a demonstration, in the workshop: there its sentences are written, tried, shown and saved.
import type { Host } from '../../engine/index.ts';
import { makingDemo } from '../../share/demo-of-run.ts';
import { inSlices } from '../ui/in-slices.ts';
import { own } from '../ui/text/own.ts';
import { lessonFile } from './lesson-files.ts';
import { openInWorkshop } from './workshop-store.ts';

/** `over` says when nobody waits for it any more. */
export async function openRecorded(host: Host, over: () => boolean): Promise<void> {
  const made = await inSlices(makingDemo(host), { over });
  if (!made) return;
  const { yaml, done, held } = made;
  openInWorkshop({ [lessonFile]: yaml }, own.recorded(held, done));
}
