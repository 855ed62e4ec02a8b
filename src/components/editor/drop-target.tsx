// A manifest can be dropped or pasted anywhere on the page. It becomes a file and is shown; nothing is applied unasked. A lesson is taken
// as a lesson, with the folder it came in, and the file of a run as a run.
import { useEffect, useState } from 'react';
import { droppedFiles } from '../own/dropped-files.ts';
import { lessonFile, looksLikeLesson } from '../own/lesson-files.ts';
import { isLocked } from '../session/page-options.ts';
import { looksLikeYaml } from '../terminal/command-line.ts';
import { editor as editorWords } from '../ui/text/editor.ts';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import { enterPage } from '../welcome/place.ts';
import styles from './drop-target.module.css';
import { largestFile, manifestIn, nameFor, openFile } from './files.ts';

export function DropTarget() {
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState('');
  useEffect(() => {
    const isFile = (event: DragEvent) =>
      event.dataTransfer?.types.some((type) => type === 'Files' || type === 'text/plain') ?? false;
    const onOver = (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = async (event: DragEvent) => {
      setOver(false);
      if (!isFile(event) || isEditor(event.target) || isLocked('load')) return;
      event.preventDefault();
      const data = event.dataTransfer;
      const files = [...(data?.files ?? [])];
      const text = data?.getData('text/plain') ?? '';
      if (data && files.length > 0 && (await takeWhole(data, files))) return;
      if (files.length === 0 && looksLikeLesson(text)) return takeLessonText(text);
      const tooBig = files.filter((file) => file.size > largestFile).map((file) => file.name);
      setRefused(tooBig.map((name) => editorWords.tooBig(name)).join(' '));
      for (const file of files) if (file.size <= largestFile) show(file.name, await file.text());
      if (files.length === 0 && text.trim() !== '') show(nameFor(text), manifestIn(text));
    };
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (isTextField(event.target) || isLocked('load') || !(looksLikeYaml(text) || looksLikeLesson(text))) return;
      event.preventDefault();
      if (looksLikeLesson(text)) return takeLessonText(text);
      const manifest = manifestIn(text);
      show(nameFor(manifest), manifest);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, []);
  return (
    <>
      {over && (
        <div className={styles.over} aria-hidden="true">
          <span>{editorWords.drop}</span>
        </div>
      )}
      {refused && (
        <div className={styles.refused} role="alert">
          <span>{refused}</span>
          <button type="button" onClick={() => setRefused('')}>
            {inspectorWords.close}
          </button>
        </div>
      )}
    </>
  );
}

/** A run or a lesson. What was dropped has to be asked for before anything is waited for. */
async function takeWhole(data: DataTransfer, files: readonly File[]): Promise<boolean> {
  const found = droppedFiles(data);
  const { takeRun } = await import('../share/dropped-run.ts');
  if (await takeRun(files)) return true;
  const { takeDropped } = await import('../own/picked-files.ts');
  return takeDropped(await found);
}

function takeLessonText(text: string): void {
  void import('../own/workshop-store.ts').then(({ takeFiles }) => takeFiles([{ path: lessonFile, text }]));
}

function show(name: string, text: string): void {
  openFile(name, text);
  enterPage({ dockOpen: true, dockTab: 'yaml' });
}

const isEditor = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.cm-editor') !== null;

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable="true"]') !== null;
