// The hall's window and the presenter's, and what they tell each other: the one what is shown, the other what was pressed. Both are this very
// site and know each other's window, so nothing else is listened to; when one was reloaded the other is found again by a greeting.

import { present as words } from '../ui/text/present.ts';
import { type Command, type HallState, useHall } from './present-store.ts';

/** What the notes show. */
export type Told = Pick<HallState, 'view' | 'lessonTitle' | 'blank' | 'startedAt'>;

type Message = { readonly podarium: 'notes/1' } & (
  | { readonly told: Told }
  | { readonly press: Command }
  | { readonly hello: true }
);

/** Pages from a disk have no origin that could be named; each end still knows the other's window. */
const nameless = location.protocol === 'file:' || location.origin === 'null';
const origin = nameless ? '*' : location.origin;
const greetEveryMs = 1000;

let notes: Window | undefined;

/** Opens the presenter's window, or brings it forward. Where that is forbidden the notes stand in the picture, with a word about it. */
export function openNotes(): void {
  if (notes && !notes.closed) {
    notes.focus();
    return;
  }
  const { strip } = useHall.getState();
  const address = new URL(location.href);
  address.search = '?mode=notes';
  address.hash = '';
  notes = window.open(address, 'podarium-notes', 'popup,width=760,height=900') ?? undefined;
  useHall.setState(notes ? { strip: false, warning: '' } : { strip: !strip, warning: words.notes.blocked });
}

export function tellNotes(): void {
  if (!notes || notes.closed) return;
  const { view, lessonTitle, blank, startedAt } = useHall.getState();
  const message: Message = { podarium: 'notes/1', told: { view, lessonTitle, blank, startedAt } };
  notes.postMessage(message, origin);
}

/** The hall's end: presses from the notes are presses here. Returns how to stop. */
export function hearNotes(): () => void {
  return listen((message, source) => {
    // After a reload of this page the notes are still there.
    if (source !== notes && source.opener !== window) return;
    notes = source;
    if ('hello' in message) tellNotes();
    else if ('press' in message) useHall.getState().press(message.press);
  });
}

/** The presenter's end. */
export function hearHall(onTold: (told: Told) => void): {
  readonly press: (command: Command) => void;
  readonly stop: () => void;
} {
  const hall = window.opener as Window | null;
  const say = (message: Message) => hall?.postMessage(message, origin);
  const greet = () => say({ podarium: 'notes/1', hello: true });
  const stop = listen((message, source) => {
    if (source === hall && 'told' in message) onTold(message.told);
  });
  greet();
  const timer = window.setInterval(greet, greetEveryMs);
  return {
    press: (press) => say({ podarium: 'notes/1', press }),
    stop: () => {
      window.clearInterval(timer);
      stop();
    },
  };
}

function listen(hear: (message: Message, source: Window) => void): () => void {
  const onMessage = ({ data, source, origin: from }: MessageEvent) => {
    if ((!nameless && from !== origin) || !source || typeof data !== 'object' || data?.podarium !== 'notes/1') return;
    hear(data as Message, source as Window);
  };
  window.addEventListener('message', onMessage);
  return () => window.removeEventListener('message', onMessage);
}
