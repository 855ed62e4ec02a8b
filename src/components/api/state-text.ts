// The run on the page as one text, and links that hold it: what a host keeps for a learner and gives back another day.
import { fromFragment, type Opened, toFragment } from '../../share/index.ts';
import { openShared } from '../share/open-shared.tsx';
import { runOnScreen } from '../share/share-run.ts';
import { frameAddress, pageAddress } from './addresses.ts';

const mark = '#s=';

/** `1.…`, as it stands behind `#s=` in a link. */
export async function stateText(): Promise<string> {
  return (await toFragment(runOnScreen())).slice(mark.length);
}

/** Reads such a text, with its mark or without. */
export async function readState(text: string): Promise<Opened> {
  const opened = await fromFragment(`${mark}${text.replace(/^#?s=/, '')}`);
  return opened ?? { problem: { path: '', message: 'This is not the state of a run.' } };
}

export const openState = (opened: Opened): Promise<boolean> => openShared(opened);

/** The address of the whole page, or of the frame, with the run in it. */
export async function linkHere(embed: boolean): Promise<string> {
  const address = new URL(embed ? frameAddress() : pageAddress());
  address.hash = `s=${await stateText()}`;
  return address.href;
}
