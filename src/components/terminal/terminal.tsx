// The terminal: what the cluster printed, and one line to type the next command in. Output is a log that screen readers follow,
// the line is an ordinary input, and every name of an object in the output can be pressed.
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { knownRefs } from '../inspector/references.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { select } from '../session/view-state.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { stayAtEnd } from '../ui/stay-at-end.ts';
import { panels } from '../ui/text/panels.ts';
import { completeLine } from './command-line.ts';
import { type ConsoleEntry, entryText } from './console.ts';
import { hintFor } from './hints.ts';
import { newer, older, shown } from './history.ts';
import { nameIndex, splitNames } from './names.ts';
import styles from './terminal.module.css';
import { interruptRunning, pasteLines, submitLine, useTerminal } from './terminal-store.ts';

const words = panels.terminal;
const watchFlag = /\s(-w|--watch(=true)?|-f|--follow)(\s|$)/;

type RefOf = (name: string) => string | undefined;

export function Terminal() {
  const { entries, dropped } = useTerminal((s) => s.console);
  const refOf = useNames();
  const watches = entries.filter((entry) => entry.running && watchFlag.test(entry.command));
  const rest = entries.filter((entry) => !watches.includes(entry));
  return (
    <div className={styles.terminal} data-testid="terminal" data-split={watches.length > 0 || undefined}>
      <Scroll className={styles.main}>
        <div role="log" aria-live="polite" aria-label={words.log}>
          {dropped > 0 && <p className={styles.note}>{words.dropped(dropped)}</p>}
          {entries.length === 0 && <p className={styles.note}>{words.empty}</p>}
          {rest.map((entry) => (
            <Entry key={entry.key} entry={entry} refOf={refOf} />
          ))}
        </div>
        <InputLine />
      </Scroll>
      {watches.length > 0 && (
        <div className={styles.side}>
          <Scroll>
            {watches.map((entry) => (
              <Entry key={entry.key} entry={entry} refOf={refOf} isWatch />
            ))}
          </Scroll>
          {watches.slice(-1).map((entry) => (
            <StopButton key={entry.key} entry={entry} />
          ))}
        </div>
      )}
    </div>
  );
}

/** Names of objects that exist now; a new index only when one came or went. */
function useNames(): RefOf {
  const shards = useSession((s) => s.shards);
  const workloads = useSession((s) => s.workloads);
  const machines = useSession((s) => s.machineNames);
  return useMemo(() => {
    const refs = shards && workloads && machines ? knownRefs() : [];
    const index = nameIndex(refs.filter((ref) => !ref.startsWith('Process/')));
    return (name: string) => index.get(name);
  }, [shards, workloads, machines]);
}

interface ScrollProps {
  readonly className?: string;
  readonly children: React.ReactNode;
}

/** Stays at its end while new lines come, unless the reader has scrolled up. */
function Scroll({ className = '', children }: ScrollProps) {
  const focusInput = ({ currentTarget }: MouseEvent) => {
    // A click into empty space means the command line, as in any terminal; selecting text must stay possible.
    if (window.getSelection()?.isCollapsed) currentTarget.querySelector('input')?.focus({ preventScroll: true });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the input itself is reached by Tab
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input itself is reached by Tab
    <div ref={stayAtEnd} className={`${styles.scroll} ${className}`} onClick={focusInput} tabIndex={-1}>
      <div>{children}</div>
    </div>
  );
}

interface EntryProps {
  readonly entry: ConsoleEntry;
  readonly refOf: RefOf;
  readonly isWatch?: boolean;
}

function Entry({ entry, refOf, isWatch = false }: EntryProps) {
  return (
    <div className={styles.entry} data-running={entry.running || undefined}>
      <div className={styles.command}>
        <span className={styles.prompt} aria-hidden="true">
          ${' '}
        </span>
        <Line text={entry.command} refOf={refOf} />
        <CopyButton text={() => entryText(entry)} className={styles.copy} />
      </div>
      {entry.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
        <div key={index} className={styles.line} data-stream={line.stream}>
          <Line text={line.text} refOf={refOf} />
        </div>
      ))}
      {entry.running && !isWatch && <Running entry={entry} />}
      {entry.exitCode ? (
        <div className={styles.exit}>
          {words.exit(entry.exitCode)} {hintFor(entry)}
        </div>
      ) : null}
    </div>
  );
}

function Running({ entry }: { readonly entry: ConsoleEntry }) {
  const locked = useLesson((s) => s.view?.futureLocked === true);
  const waits = /^kubectl delete po/.test(entry.command) ? words.waitsForPod : words.running;
  return (
    <div className={styles.running}>
      <span>{locked ? words.standsStill : waits}</span>
      <StopButton entry={entry} />
    </div>
  );
}

function StopButton({ entry }: { readonly entry: ConsoleEntry }) {
  return (
    <button
      type="button"
      className={styles.stop}
      onClick={() => interruptRunning(entry.thread)}
      aria-label={`${words.stop}: ${entry.command}`}
    >
      {words.stop} <kbd>{words.stopHint}</kbd>
    </button>
  );
}

function Line({ text, refOf }: { readonly text: string; readonly refOf: RefOf }) {
  const pieces = splitNames(text, refOf);
  if (pieces.length === 1 && !pieces[0]?.ref) return <>{text || '\u200b'}</>;
  return (
    <>
      {pieces.map((piece, index) => {
        const ref = piece.ref;
        if (ref === undefined) return piece.text;
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one fixed text
            key={index}
            type="button"
            className={styles.name}
            onClick={() => select(ref)}
            aria-label={words.open(piece.text)}
          >
            {piece.text}
          </button>
        );
      })}
    </>
  );
}

function InputLine() {
  const typed = useTerminal((s) => s.typed);
  const history = useTerminal((s) => s.history);
  const isFirst = useTerminal((s) => s.console.entries.length === 0);
  const [choices, setChoices] = useState<readonly string[]>([]);
  const input = useRef<HTMLInputElement>(null);
  const cursor = useRef<number | undefined>(undefined);

  useEffect(() => {
    // After a completion or a step through history the cursor goes where a shell would put it.
    if (cursor.current === undefined || typed.length < 0) return;
    input.current?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = undefined;
  }, [typed]);

  const complete = (event: KeyboardEvent<HTMLInputElement>) => {
    const at = event.currentTarget.selectionStart ?? typed.length;
    const before = typed.slice(0, at);
    const candidates = /^\s*\S*$/.test(before)
      ? ['kubectl', 'etcdctl', 'etcdutl', 'help', 'clear', 'history', 'podarium']
      : session().host.complete(before);
    const done = completeLine(typed, at, candidates);
    setChoices(done.choices);
    if (done.line === typed && done.choices.length === 0) return;
    event.preventDefault();
    cursor.current = done.cursor;
    useTerminal.setState({ typed: done.line });
  };

  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Tab' && !event.shiftKey && typed.trim() !== '') return complete(event);
    setChoices([]);
    if (event.key === 'Enter') {
      submitLine(typed);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const moved = event.key === 'ArrowUp' ? older(history, typed) : newer(history, typed);
      const line = shown(moved);
      cursor.current = line.length;
      useTerminal.setState({ history: moved, typed: line });
    } else if (event.key === 'c' && event.ctrlKey && window.getSelection()?.isCollapsed !== false) {
      if (hasSelection(event.currentTarget) || !interruptRunning()) return;
    } else if (event.key === 'Escape' && session().past) {
      session().showPast();
    } else if (event.key === 'l' && event.ctrlKey) {
      submitLine('clear');
      useTerminal.setState({ typed });
    } else return;
    event.preventDefault();
  };

  return (
    <>
      {choices.length > 0 && (
        <ul className={styles.choices} aria-label={words.choices} aria-live="polite">
          {choices.slice(0, 60).map((choice) => (
            <li key={choice}>{choice}</li>
          ))}
        </ul>
      )}
      <div className={styles.inputLine}>
        <span className={styles.prompt} aria-hidden="true">
          $
        </span>
        <input
          ref={input}
          className={styles.input}
          aria-label={words.input}
          placeholder={isFirst ? words.hint : undefined}
          value={typed}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          onChange={(event) => useTerminal.setState({ typed: event.target.value })}
          onKeyDown={onKey}
          onPaste={(event) => {
            const text = event.clipboardData.getData('text/plain');
            if (!/\n/.test(text.trimEnd())) return;
            event.preventDefault();
            event.stopPropagation();
            const { selectionStart, selectionEnd } = event.currentTarget;
            pasteLines(typed.slice(0, selectionStart ?? 0), text, typed.slice(selectionEnd ?? typed.length));
          }}
        />
      </div>
    </>
  );
}

const hasSelection = (input: HTMLInputElement): boolean => input.selectionStart !== input.selectionEnd;
