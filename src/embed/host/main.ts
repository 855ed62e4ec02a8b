// `podarium.js`, the classic script: one global, `Podarium`, and the element. For pages where a `<script src>` is all one can add.
import { PodariumError } from '../../share/sdk.ts';
import { setBase } from './base.ts';
import { defineElement } from './element.ts';
import { connect, embedLesson } from './embed-lesson.ts';

const global = globalThis as { Podarium?: object; document?: Document };
const script = global.document?.currentScript;
setBase(script instanceof HTMLScriptElement ? script.src : undefined);
defineElement();
global.Podarium = { connect, embedLesson, PodariumError };
