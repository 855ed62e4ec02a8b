// What the learner looks at: selection, canvas or list, open panels, theme. None of it touches the cluster.

import { create } from 'zustand';
import type { TokenShape } from '../../engine/index.ts';

export type Theme = 'dark' | 'light' | 'projector' | 'contrast';
export type DockTab = 'terminal' | 'events' | 'yaml' | 'etcd';

/**
 * What is selected: an object (`Pod/default/web-x`, also `Node//node-2`), a machine (`Machine//master-1`),
 * a process (`Process//kube-scheduler/master-1`) or a message by its id.
 */
export type Selection = { readonly ref: string } | { readonly message: number } | undefined;

export interface ViewState {
  readonly selection: Selection;
  /** Object that the keyboard is at on the canvas. */
  readonly cursor: string;
  /** Token under the pointer: it shows its label. */
  readonly hoveredToken: number | undefined;
  readonly surface: 'canvas' | 'list';
  /** Home has the first minute and the lessons, the page every panel; both show the same cluster. A hall has a picture and a sentence. */
  readonly place: 'home' | 'page' | 'hall';
  readonly theme: Theme;
  /** Whether the learner chose the theme; otherwise it follows the system. */
  readonly themeChosen: boolean;
  readonly reducedMotion: boolean;
  readonly dockTab: DockTab;
  readonly dockOpen: boolean;
  readonly inspectorTab: 'why' | 'fields' | 'yaml' | 'events' | 'history';
  readonly helpOpen: boolean;
  readonly findOpen: boolean;
  readonly summaryOpen: boolean;
  /** Two branches side by side, in the canvas's place. */
  readonly comparing: boolean;
  readonly shareOpen: boolean | 'picture';
  /** Lessons from elsewhere: files, their text, their mistakes. */
  readonly workshopOpen: boolean;
  /** The lesson's sentence stands in the picture, at what it speaks of. */
  readonly saidOnCanvas: boolean;
  /** The run came from elsewhere, and this engine lives it otherwise than the one that wrote it. */
  readonly runNote: string;
  /** Single-letter keys can be switched off. */
  readonly letterKeys: boolean;
  /** Kinds of message that the legend has muted. */
  readonly muted: readonly TokenShape[];
  /** Object whose actions menu is open, with the place it points at. */
  readonly menu: { readonly ref: string; readonly x: number; readonly y: number } | undefined;
  /** Pod whose scheduler decision is shown; '' for none. */
  readonly decisionFor: string;
  /** Pod that the first minute points at. */
  readonly pointedAt: string;
}

export const useView = create<ViewState>(() => ({
  selection: undefined,
  cursor: '',
  hoveredToken: undefined,
  surface: 'canvas',
  place: 'page',
  theme: 'dark',
  themeChosen: false,
  reducedMotion: false,
  dockTab: 'terminal',
  dockOpen: true,
  inspectorTab: 'why',
  helpOpen: false,
  findOpen: false,
  summaryOpen: false,
  comparing: false,
  shareOpen: false,
  workshopOpen: false,
  saidOnCanvas: false,
  runNote: '',
  letterKeys: true,
  muted: [],
  menu: undefined,
  pointedAt: '',
  decisionFor: '',
}));

export const setView = useView.setState;

export function select(ref: string): void {
  setView({ selection: { ref } });
}

export function selectMessage(message: number): void {
  setView({ selection: { message }, inspectorTab: 'why' });
}

export function clearSelection(): void {
  setView({ selection: undefined });
}

/** The selected ref, or '' when nothing or a message is selected. */
export const selectedRef = (state: ViewState): string =>
  state.selection && 'ref' in state.selection ? state.selection.ref : '';

/** The id in a reference `Request//shoppers#17`, or ''. */
export const requestIn = (ref: string): string => (ref.startsWith('Request//') ? ref.slice('Request//'.length) : '');
