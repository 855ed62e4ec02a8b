// What the address of the page forbids is refused to programs as it is to hands, with an error that says what is locked.
import type { Lockable } from '../../share/parameters.ts';
import { PodariumError } from '../../share/sdk.ts';
import { isLocked } from '../session/page-options.ts';

export function unlessLocked(what: Lockable): void {
  if (isLocked(what)) throw new PodariumError('locked', `${what} is locked on this page.`);
}
