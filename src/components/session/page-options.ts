// What the address and the embedding page ask of this page: which controls are there, what is forbidden, whether it is a frame of another
// page. Read once at the beginning; a lesson's own rules come on top of it.
import { create } from 'zustand';
import type { Control, Lockable, Parameters, ToolName } from '../../share/parameters.ts';

export interface PageOptions {
  /** A frame of another page, or a file that holds one lesson: it never writes its address. */
  readonly embedded: boolean;
  readonly given: Parameters;
  readonly hidden: ReadonlySet<Control>;
  readonly locked: ReadonlySet<Lockable>;
  /** Tabs of the dock; undefined for all. */
  readonly tools: ReadonlySet<ToolName> | undefined;
}

const nothing: PageOptions = {
  embedded: false,
  given: {},
  hidden: new Set(),
  locked: new Set(),
  tools: undefined,
};

export const usePageOptions = create<PageOptions>(() => nothing);

const lookingOnly: readonly Lockable[] = ['act', 'fork', 'goto', 'hint', 'solve', 'reset', 'load', 'state'];

/** Takes the parameters in. A mode is a handful of them. */
export function takeParameters(given: Parameters, embedded: boolean): void {
  const { mode, ui } = given;
  const hidden = new Set<Control>(given.hide);
  if (ui === 'canvas') for (const control of ['bar', 'lesson', 'dock', 'inspector'] as const) hidden.add(control);
  if (ui === 'compact') for (const control of ['dock', 'version', 'theme', 'help'] as const) hidden.add(control);
  const locked = new Set<Lockable>(given.lock);
  if (mode === 'readonly') for (const what of lookingOnly) locked.add(what);
  if (locked.has('share')) hidden.add('share');
  usePageOptions.setState({ embedded, given, hidden, locked, tools: given.tools && new Set(given.tools) });
}

export const isLocked = (what: Lockable): boolean => usePageOptions.getState().locked.has(what);

export const useHidden = (control: Control): boolean => usePageOptions((s) => s.hidden.has(control));

export const useLocked = (what: Lockable): boolean => usePageOptions((s) => s.locked.has(what));
