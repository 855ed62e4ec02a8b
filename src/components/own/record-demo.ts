// The run on screen as the draft of a demonstration, in the workshop: there its sentences are written, tried, shown and saved.
import type { Host } from '../../engine/index.ts';
import { demoOfRun } from '../../share/demo-of-run.ts';
import { own } from '../ui/text/own.ts';
import { lessonFile } from './lesson-files.ts';
import { openInWorkshop } from './workshop-store.ts';

export function openRecorded(host: Host): void {
  const { yaml, done, held } = demoOfRun(host);
  openInWorkshop({ [lessonFile]: yaml }, own.recorded(held, done));
}
