// The table of keys, in a native dialog: Esc closes it and focus returns to where it was.
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { setView, useView } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import frame from '../ui/dialog.module.css';
import { KeyRows } from '../ui/key-rows.tsx';
import { dialogs } from '../ui/text/dialogs.ts';
import { text } from '../ui/text/en.ts';
import styles from './keys-dialog.module.css';

export default function KeysDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const letterKeys = useView((s) => s.letterKeys);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className={`${frame.dialog} ${styles.dialog}`}
      aria-labelledby="keys-title"
      onClose={() => setView({ helpOpen: false })}
    >
      <header>
        <h2 id="keys-title">{dialogs.keys.title}</h2>
        <Button weight="icon" aria-label={text.app.close} onClick={() => dialog.current?.close()}>
          <X size={16} aria-hidden="true" />
        </Button>
      </header>
      <KeyRows rows={dialogs.keys.rows} />
      <label>
        <input
          type="checkbox"
          checked={letterKeys}
          onChange={(event) => setView({ letterKeys: event.target.checked })}
        />
        {dialogs.keys.letters}
      </label>
      <p>{dialogs.keys.note}</p>
      <p>
        <a href="./fidelity.html">{dialogs.keys.fidelity}</a>
      </p>
    </dialog>
  );
}
