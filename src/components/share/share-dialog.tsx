// Share: the whole run as a link, or as a file where a link would be too long; a file opened in its place; and the moment as a picture.
import { Check, Clapperboard, Copy, Download, FilePlus2, Presentation, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { fromText, handyCharacters, type SharedRun, toFragment, toText } from '../../share/index.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { useLocked, usePageOptions } from '../session/page-options.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView, useView, type ViewState } from '../session/view-state.ts';
import { Button } from '../ui/controls.tsx';
import frame from '../ui/dialog.module.css';
import { OpenJson, saveJson } from '../ui/json-file.tsx';
import { text as page } from '../ui/text/en.ts';
import { own } from '../ui/text/own.ts';
import { runs } from '../ui/text/runs.ts';
import { openShared } from './open-shared.tsx';
import { PicturePart } from './picture-part.tsx';
import { Publish } from './publish.tsx';
import styles from './share.module.css';
import { runOnScreen } from './share-run.ts';

const words = runs.share;

/** The lesson on screen before a hall, from this step on. In a frame of another page there is no hall. */
function PresentIt() {
  const lesson = useLesson((s) => s.view);
  const framed = usePageOptions((s) => s.embedded) && window !== window.parent;
  if (!lesson || framed) return null;
  const present = () => {
    const asked = new URLSearchParams(location.search);
    asked.set('mode', 'present');
    if (lesson.stepId !== '') asked.set('step', lesson.stepId);
    location.assign(`?${asked}`);
  };
  return (
    <Button onClick={present}>
      <Presentation size={14} aria-hidden="true" /> {page.home.demos.present(lesson.lessonTitle)}
    </Button>
  );
}

export default function ShareDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [run] = useState<SharedRun>(runOnScreen);
  const [link, setLink] = useState('');
  const [said, setSaid] = useState('');
  const first = useView((s) => s.shareOpen === 'picture');
  const noLoad = useLocked('load');
  // A lesson that is played is written already.
  const canRecord = useSession((s) => s.actions.length > 0) && run.lesson === undefined && !noLoad;
  useEffect(() => {
    dialog.current?.showModal();
    // The dialog takes the focus when it opens; only then can it be given on.
    if (first) dialog.current?.querySelector<HTMLElement>('[data-copy] button')?.focus();
    void toFragment(run).then((fragment) => {
      const address = new URL(location.href);
      address.hash = '';
      // What the fragment says needs no parameters beside it; the look of the page is the reader's.
      address.search = '';
      setLink(`${address.href.replace(/#$/, '')}${fragment}`);
    });
  }, [run, first]);
  const long = link.length > handyCharacters;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setSaid(words.copied);
    } catch {
      dialog.current?.querySelector('textarea')?.select();
      setSaid(words.copyByHand);
    }
  };
  const leaveFor = (next: Partial<ViewState>) => {
    dialog.current?.close();
    setView(next);
  };
  const record = async () => {
    setSaid(own.recording);
    const { openRecorded } = await import('../own/record-demo.ts');
    await openRecorded(session().host, () => !dialog.current?.open);
    dialog.current?.close();
  };
  const save = () => {
    saveJson('podarium-run.json', toText(run));
    setSaid(words.saved);
  };
  const open = (text: string) => {
    const opened = fromText(text);
    if ('problem' in opened) return setSaid([opened.problem.message, opened.problem.path].filter(Boolean).join(' '));
    dialog.current?.close();
    openShared(opened);
  };
  return (
    <dialog
      ref={dialog}
      className={`${frame.dialog} ${styles.dialog}`}
      aria-labelledby="share-title"
      onClose={() => setView({ shareOpen: false })}
    >
      <header>
        <h2 id="share-title">{words.title}</h2>
        <Button weight="icon" aria-label={words.close} onClick={() => dialog.current?.close()}>
          <X size={16} aria-hidden="true" />
        </Button>
      </header>
      <p>{words.about}</p>
      <label>
        <span>{words.link}</span>
        <textarea readOnly rows={3} value={link} onFocus={(event) => event.target.select()} />
      </label>
      <p className={styles.note}>{long ? words.long(link.length) : words.characters(link.length)}</p>
      <div className={styles.buttons}>
        <Button weight={long ? 'plain' : 'primary'} onClick={() => void copy()} disabled={link === ''}>
          <Copy size={14} aria-hidden="true" /> {words.copy}
        </Button>
        <Button weight={long ? 'primary' : 'plain'} onClick={save}>
          <Download size={14} aria-hidden="true" /> {words.save}
        </Button>
        <OpenJson label={words.open} onText={open} />
        {canRecord && (
          <Button onClick={() => void record()}>
            <Clapperboard size={14} aria-hidden="true" /> {own.record}
          </Button>
        )}
        <PresentIt />
        {!noLoad && (
          <Button onClick={() => leaveFor({ workshopOpen: true })}>
            <FilePlus2 size={14} aria-hidden="true" /> {own.openOne}
          </Button>
        )}
      </div>
      <PicturePart first={first} say={setSaid} />
      <Publish say={setSaid} />
      <p role="status" className={styles.note}>
        {said !== '' && <Check size={12} aria-hidden="true" />} {said}
      </p>
    </dialog>
  );
}
