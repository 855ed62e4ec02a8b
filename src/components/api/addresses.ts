// Where the whole page is and where its frame: beside each other, whichever of the two this is, under any folder of any site.
import { usePageOptions } from '../session/page-options.ts';

export const pageAddress = (): string => beside(usePageOptions.getState().embedded ? '../' : './');

export const frameAddress = (): string => beside(usePageOptions.getState().embedded ? './' : './embed/');

function beside(path: string): string {
  return new URL(path, document.baseURI.split(/[?#]/)[0].replace(/index\.html$/, '')).href;
}
