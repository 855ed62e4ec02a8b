// `podarium.mjs`, the same as a module. Importing it on a server is harmless: it then offers its names and does nothing.
import { setBase } from './base.ts';
import { defineElement } from './element.ts';

export { PodariumError } from '../../share/sdk.ts';
export { PodariumLesson } from './element.ts';
export { connect, embedLesson } from './embed-lesson.ts';

setBase(import.meta.url);
defineElement();
