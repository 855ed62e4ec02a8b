// The presenter's window: this very site, asked for the notes instead of a cluster. It holds nothing of its own, so it may be closed and
// opened again at any time; its keys are the hall's.
import { useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { present } from '../ui/text/present.ts';
import { commandOf } from './commands.ts';
import styles from './notes.module.css';
import { hearHall, type Told } from './notes-link.ts';
import { NotesPanel } from './notes-panel.tsx';
import type { Command } from './present-store.ts';

const words = present.notes;

/** Draws the notes; there is no cluster and no page here, so it never comes to an end. */
export function showNotes(element: HTMLElement): Promise<never> {
  document.title = words.title;
  createRoot(element).render(<NotesWindow />);
  return new Promise(() => {});
}

function NotesWindow() {
  const [told, setTold] = useState<Told>();
  const press = useRef<(command: Command) => void>(() => {});
  useEffect(() => {
    const hall = hearHall(setTold);
    press.current = hall.press;
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command === undefined) return;
      // A button that has focus keeps Space and Enter.
      const onButton = event.target instanceof HTMLButtonElement && (event.key === ' ' || event.key === 'Enter');
      if (onButton) return;
      event.preventDefault();
      if (command !== '') hall.press(command);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      hall.stop();
    };
  }, []);
  return (
    <main className={styles.window} data-testid="notes">
      <h1 className={styles.title}>
        {words.title} <small>{words.private}</small>
      </h1>
      {told ? (
        <NotesPanel told={told} press={(command) => press.current(command)} />
      ) : (
        <p className={styles.faint}>{window.opener ? words.lost : words.alone}</p>
      )}
    </main>
  );
}
