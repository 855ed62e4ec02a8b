// What a presentation keeps on the page: what the hall sees now, whether it sees anything at all, and the presenter's clock and notes. The
// presentation itself, and what the keys do, is put in by whoever starts it.
import { create } from 'zustand';
import type { HallView } from '../../scenarios/presentation-view.ts';

export type Command =
  | 'next'
  | 'back'
  | 'reset'
  | 'blank'
  | 'free'
  | 'return'
  | 'keys'
  | 'notes'
  | 'tone'
  | `ask ${number}`
  | `step ${number}`;

export interface HallState {
  readonly view: HallView | undefined;
  readonly lessonTitle: string;
  /** Nothing is shown: the hall looks at the presenter. */
  readonly blank: boolean;
  readonly keysOpen: boolean;
  /** Notes stand in the hall's own picture, because no second window could be opened or somebody wanted it so. */
  readonly strip: boolean;
  /** What is to be said about the notes' window, or ''. */
  readonly warning: string;
  /** By the wall, when the first sentence was left. */
  readonly startedAt: number | undefined;
  readonly dark: boolean;
  /** What a key does, here or in the notes' window. */
  readonly press: (command: Command) => void;
}

export const useHall = create<HallState>(() => ({
  view: undefined,
  lessonTitle: '',
  blank: false,
  keysOpen: false,
  strip: false,
  warning: '',
  startedAt: undefined,
  dark: false,
  press: () => {},
}));
