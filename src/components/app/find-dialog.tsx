// Find by name: everything in the cluster whose name or kind holds what was typed, best first. Enter selects it, Esc leaves all as it was.
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { knownRefs } from '../inspector/references.ts';
import { useSession } from '../session/store.ts';
import { select, setView } from '../session/view-state.ts';
import frame from '../ui/dialog.module.css';
import { dialogs } from '../ui/text/dialogs.ts';
import styles from './find-dialog.module.css';

const shownAtMost = 12;

export default function FindDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  const refs = useSession((s) => s.shards) && knownRefs();
  const found = useMemo(() => matching(refs, typed).slice(0, shownAtMost), [refs, typed]);
  const chosen = Math.min(at, Math.max(0, found.length - 1));
  const take = (ref: string | undefined) => {
    if (ref === undefined) return;
    select(ref);
    setView({ cursor: ref });
    dialog.current?.close();
  };
  return (
    <dialog
      ref={dialog}
      className={`${frame.dialog} ${styles.dialog}`}
      aria-label={dialogs.find.title}
      onClose={() => setView({ findOpen: false })}
    >
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        aria-label={dialogs.find.title}
        placeholder={dialogs.find.hint}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(1, found.length));
          else if (event.key === 'ArrowUp') setAt((chosen - 1 + found.length) % Math.max(1, found.length));
          else if (event.key === 'Enter') take(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <div role="listbox" id={id} aria-label={dialogs.find.results}>
        {found.map((ref, index) => (
          <button
            key={ref}
            type="button"
            role="option"
            id={`${id}-${index}`}
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => take(ref)}
          >
            <span>{ref.slice(0, ref.indexOf('/'))}</span> <code>{nameOf(ref)}</code>
          </button>
        ))}
      </div>
      {found.length === 0 && <p>{dialogs.find.none(typed)}</p>}
    </dialog>
  );
}

const nameOf = (ref: string): string => ref.slice(ref.indexOf('/', ref.indexOf('/') + 1) + 1);

/** Every word must be in it; names that begin with the first word come first, then shorter ones. */
function matching(refs: readonly string[], typed: string): readonly string[] {
  const words = typed
    .toLowerCase()
    .split(/[\s/]+/)
    .filter(Boolean);
  const rank = (ref: string): number =>
    (nameOf(ref)
      .toLowerCase()
      .startsWith(words[0] ?? '')
      ? 0
      : 1000) + ref.length;
  return refs
    .filter((ref) => words.every((word) => ref.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
