// Files and the button that applies them: tabs, the text, and under it whatever the cluster said about it, word for word,
// with one line of help and the place marked. Pressing Apply is `kubectl apply -f -`, and the terminal shows it as that.
import { Check, FilePlus, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useSession } from '../session/store.ts';
import { runKubectl, useTerminal } from '../terminal/terminal-store.ts';
import { Button } from '../ui/controls.tsx';
import { editor as editorWords } from '../ui/text/editor.ts';
import { memory } from '../ui/text/memory.ts';
import type { Problem } from './code-editor.tsx';
import styles from './editor.module.css';
import { ExamplesMenu } from './examples-menu.tsx';
import { closeFile, type File, freeName, openFile, setText, showFile, useFiles } from './files.ts';
import { helpFor } from './help.ts';
import { parseProblems } from './parse-problems.ts';
import { fieldProblems, lineOf } from './places.ts';

const CodeEditor = lazy(() => import('./code-editor.tsx'));
const words = editorWords;
const parseAfterMs = 250;

export function Editor() {
  const files = useFiles((s) => s.files);
  const active = useFiles((s) => s.active);
  const file = files.find((one) => one.name === active);
  return (
    <div className={styles.editor} data-testid="editor" data-editor="">
      <div className={styles.bar}>
        <FileTabs files={files} active={active} />
        <Button
          weight="icon"
          aria-label={words.newFile}
          title={words.newFile}
          onClick={() => openFile(freeName(`${words.newName}.yaml`, files), '')}
        >
          <FilePlus size={15} aria-hidden="true" />
        </Button>
        <ExamplesMenu />
      </div>
      {file ? <OpenFile key={file.name} file={file} /> : <p className={styles.empty}>{words.empty}</p>}
    </div>
  );
}

function FileTabs({ files, active }: { readonly files: readonly File[]; readonly active: string }) {
  if (files.length === 0) return null;
  return (
    <ul className={styles.tabs} aria-label={words.files}>
      {files.map(({ name }) => (
        <li key={name} className={styles.tab} data-active={name === active || undefined}>
          <button type="button" aria-pressed={name === active} onClick={() => showFile(name)}>
            {name}
          </button>
          <button type="button" className={styles.close} aria-label={words.close(name)} onClick={() => closeFile(name)}>
            <X size={12} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What was sent, to be matched with the answer. */
interface Sent {
  readonly thread: number;
  readonly text: string;
}

function OpenFile({ file }: { readonly file: File }) {
  const [sent, setSent] = useState<Sent>();
  const [goTo, setGoTo] = useState<{ at: number; asked: number }>();
  const asked = useRef(0);
  const parse = useParseProblems(file);
  const answer = useAnswer(sent);
  // Marks of the cluster's error stay only while the text is the one that was sent.
  const fields = useMemo(
    () => (answer.error && sent?.text === file.text ? fieldProblems(sent.text, answer.error) : []),
    [answer.error, sent, file.text],
  );
  const problems: readonly Problem[] = useMemo(() => [...parse, ...fields], [parse, fields]);
  const past = useSession((s) => s.asOf !== undefined);
  const apply = () => {
    if (past || file.text.trim() === '') return;
    setSent({ thread: runKubectl('apply -f -', file.text), text: file.text });
  };
  const errorText = answer.error || parse[0]?.message || '';
  const jump = (at: number) => setGoTo({ at, asked: ++asked.current });
  return (
    <>
      <div className={styles.text}>
        <Suspense fallback={<p className={styles.empty}>{words.loading}</p>}>
          <CodeEditor
            name={file.name}
            text={file.text}
            problems={problems}
            goTo={goTo}
            onChange={(text) => setText(file.name, text)}
            onApply={apply}
          />
        </Suspense>
      </div>
      <div className={styles.foot}>
        <Button
          weight="primary"
          data-apply=""
          title={past ? memory.asOf.applyRefused : words.applyHint}
          onClick={apply}
          disabled={past || file.text.trim() === ''}
        >
          {words.apply} <span className={styles.applyFile}>{file.name}</span>
        </Button>
        <div className={styles.answer} role="status">
          {answer.output && (
            <span className={styles.output}>
              <Check size={14} aria-hidden="true" /> {answer.output}
            </span>
          )}
          {errorText && (
            <>
              <pre className={styles.error}>{errorText}</pre>
              <span className={styles.places}>
                {problems.slice(0, 6).map((problem) => (
                  <button key={`${problem.from}${problem.message}`} type="button" onClick={() => jump(problem.from)}>
                    {words.goTo(lineOf(file.text, problem.from))}
                  </button>
                ))}
                <span>{helpFor(errorText)}</span>
              </span>
            </>
          )}
          {!errorText && !answer.output && sent && answer.running && <span>{words.applying}</span>}
        </div>
      </div>
    </>
  );
}

function useParseProblems(file: File): readonly Problem[] {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => setProblems(parseProblems(file.text, file.name)), parseAfterMs);
    return () => clearTimeout(timer);
  }, [file]);
  return problems;
}

/** What the cluster answered to the last Apply. */
function useAnswer(sent: Sent | undefined): { error: string; output: string; running: boolean } {
  const entry = useTerminal((s) =>
    sent ? s.console.entries.findLast((one) => one.thread === sent.thread) : undefined,
  );
  const textOf = (stream: string) =>
    (entry?.lines ?? [])
      .filter((line) => line.stream === stream)
      .map((line) => line.text)
      .join('\n');
  return { error: textOf('stderr'), output: textOf('stdout'), running: entry?.running ?? false };
}
