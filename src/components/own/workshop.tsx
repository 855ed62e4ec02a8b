// A lesson that somebody brings or writes: opened from files, a folder, an address or the clipboard, shown with every mistake at its
// place, and played as soon as it has none.
import { Check, Download, Link, ListChecks, Play, Presentation, Undo2, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { Mistake } from '../../scenarios/index.ts';
import { namedFiles } from '../../scenarios/named-files.ts';
import type { Problem } from '../editor/code-editor.tsx';
import { useLesson } from '../lesson/lesson-store.ts';
import { setView } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import frame from '../ui/dialog.module.css';
import { PickFiles } from '../ui/pick-files.tsx';
import { own } from '../ui/text/own.ts';
import { lessonFile, nameOf } from './lesson-files.ts';
import { takePicked } from './picked-files.ts';
import { saveApart, saveDraft } from './save-draft.ts';
import styles from './workshop.module.css';
import {
  checkDraft,
  isEmpty,
  playDraft,
  setDraftText,
  showDraftFile,
  stepOnPage,
  takeBack,
  takeFetched,
  tryDraft,
  useWorkshop,
} from './workshop-store.ts';

const CodeEditor = lazy(() => import('../editor/code-editor.tsx'));

export default function Workshop() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className={`${frame.dialog} ${styles.dialog}`}
      aria-labelledby="workshop-title"
      data-testid="workshop"
      onClose={() => setView({ workshopOpen: false })}
    >
      <header>
        <h2 id="workshop-title">{own.title}</h2>
        <Button weight="icon" aria-label={own.close} onClick={() => dialog.current?.close()}>
          <X size={16} aria-hidden="true" />
        </Button>
      </header>
      <p className={styles.about}>{own.about}</p>
      <Sources />
      <Text />
      <Foot />
    </dialog>
  );
}

function Sources() {
  const [address, setAddress] = useState('');
  const open = (files: readonly File[]): void => void takePicked(files);
  return (
    <div className={styles.sources}>
      <PickFiles label={own.openFiles} accept=".yaml,.yml,.json" multiple onFiles={open} />
      <PickFiles label={own.openFolder} folder multiple onFiles={open} />
      <form
        className={styles.address}
        onSubmit={(event) => {
          event.preventDefault();
          if (address.trim() !== '') void takeFetched(address.trim());
        }}
      >
        <input
          type="text"
          inputMode="url"
          aria-label={own.address}
          placeholder={own.address}
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
        <Button type="submit" disabled={address.trim() === ''}>
          <Link size={14} aria-hidden="true" /> {own.fetch}
        </Button>
      </form>
    </div>
  );
}

/** Where to go in a file, with a number that changes when it is asked for again. */
type GoTo = { readonly file: string; readonly at: number; readonly asked: number };

function Text() {
  const { draft, mistakes, problems: broken } = useWorkshop();
  const [goTo, setGoTo] = useState<GoTo>();
  const asked = useRef(0);
  const { files, active } = draft;
  const text = files[active] ?? '';
  const problems = useMemo(
    () => (mistakes ?? []).filter(({ file }) => file === active).map((mistake) => problemOf(mistake, text)),
    [mistakes, active, text],
  );
  const go = ({ file, line, column }: Mistake) => {
    if (Object.hasOwn(files, file)) showDraftFile(file);
    setGoTo({ file, at: offsetOf(files[file] ?? '', line, column), asked: ++asked.current });
  };
  return (
    <>
      <Tabs />
      <div className={styles.text} data-editor="">
        <Suspense fallback={<p>{own.loading}</p>}>
          <CodeEditor
            key={active}
            name={active}
            text={text}
            problems={problems}
            goTo={goTo?.file === active ? goTo : undefined}
            manifest={active !== lessonFile}
            onChange={(typed) => setDraftText(active, typed)}
            onApply={() => void playDraft()}
          />
        </Suspense>
      </div>
      {broken.length > 0 && (
        <section className={styles.mistakes} aria-label={own.broken(broken.length)}>
          <ul>
            {broken.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </section>
      )}
      {mistakes && mistakes.length > 0 && (
        <section className={styles.mistakes} aria-label={own.mistakes(mistakes.length)}>
          <h3 role="alert">{own.mistakes(mistakes.length)}</h3>
          <ol>
            {mistakes.map((mistake) => (
              <li key={`${mistake.file}${mistake.line}${mistake.field}${mistake.message}`}>
                <button type="button" onClick={() => go(mistake)}>
                  <span>{own.place(mistake.file, mistake.line)}</span>
                  {mistake.field && <code>{mistake.field}</code>}
                </button>
                <p>{mistake.message}</p>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

/** The files, and those that the lesson names and nobody has given yet. */
function Tabs() {
  const { files, active } = useWorkshop((s) => s.draft);
  const names = Object.keys(files);
  const missing = namedFiles(files[lessonFile] ?? '').filter((name) => !Object.hasOwn(files, name));
  if (names.length + missing.length < 2) return null;
  return (
    <ul className={styles.tabs} aria-label={own.files}>
      {names.map((name) => (
        <li key={name}>
          <button type="button" aria-pressed={name === active} onClick={() => showDraftFile(name)}>
            {name}
          </button>
        </li>
      ))}
      {missing.map((name) => (
        <li key={name} data-missing="">
          <button type="button" aria-label={own.missing(name)} onClick={() => showDraftFile(name)}>
            {nameOf(name)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Foot() {
  const { draft, before, said } = useWorkshop();
  const empty = isEmpty(draft);
  const [, id = ''] = /^id:\s*["']?([\w-]+)/m.exec(draft.files[lessonFile] ?? '') ?? [];
  const again = useLesson(() => stepOnPage(id)) !== undefined;
  const shows = /^\s*(-\s+)?kind:\s*demo\b/m.test(draft.files[lessonFile] ?? '');
  return (
    <footer className={styles.foot}>
      <Button weight="primary" data-apply="" disabled={empty} onClick={() => void playDraft()}>
        <Play size={14} aria-hidden="true" /> {own.play}
      </Button>
      {again && (
        <Button disabled={empty} onClick={() => void playDraft(false, true)}>
          {own.fromStart}
        </Button>
      )}
      {shows && (
        <Button onClick={() => void playDraft(true)}>
          <Presentation size={14} aria-hidden="true" /> {own.present}
        </Button>
      )}
      <Button disabled={empty} onClick={() => void checkDraft()}>
        <Check size={14} aria-hidden="true" /> {own.check}
      </Button>
      <Button disabled={empty} title={own.tryHint} onClick={() => void tryDraft()}>
        <ListChecks size={14} aria-hidden="true" /> {own.tryIt}
      </Button>
      <Button disabled={empty} onClick={saveDraft}>
        <Download size={14} aria-hidden="true" /> {own.save}
      </Button>
      {Object.keys(draft.files).length > 1 && (
        <Button weight="quiet" onClick={saveApart}>
          {own.saveApart}
        </Button>
      )}
      {before && (
        <Button weight="quiet" onClick={takeBack}>
          <Undo2 size={14} aria-hidden="true" /> {own.takeBack}
        </Button>
      )}
      <p role="status">{said}</p>
    </footer>
  );
}

function problemOf({ line, column, field, message }: Mistake, text: string): Problem {
  const from = offsetOf(text, line, column);
  const end = text.indexOf('\n', from);
  return { from, to: end < 0 ? text.length : end, message: field ? `${field}: ${message}` : message };
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let row = 1; row < line; row++) {
    const next = text.indexOf('\n', at);
    if (next < 0) break;
    at = next + 1;
  }
  return Math.min(text.length, at + column - 1);
}
