// A manifest can be dropped or pasted anywhere on the page. It becomes a file and is shown; nothing is applied unasked.
import { useEffect, useState } from 'react';
import { looksLikeYaml } from '../terminal/command-line.ts';
import { panels } from '../ui/text/panels.ts';
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
      if (!isFile(event) || isEditor(event.target)) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      const text = event.dataTransfer?.getData('text/plain') ?? '';
      const tooBig = files.filter((file) => file.size > largestFile).map((file) => file.name);
      setRefused(tooBig.map((name) => panels.editor.tooBig(name)).join(' '));
      for (const file of files) if (file.size <= largestFile) show(file.name, await file.text());
      if (files.length === 0 && text.trim() !== '') show(nameFor(text), manifestIn(text));
    };
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (isTextField(event.target) || !looksLikeYaml(text)) return;
      event.preventDefault();
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
          <span>{panels.editor.drop}</span>
        </div>
      )}
      {refused && (
        <div className={styles.refused} role="alert">
          <span>{refused}</span>
          <button type="button" onClick={() => setRefused('')}>
            {panels.inspector.close}
          </button>
        </div>
      )}
    </>
  );
}

function show(name: string, text: string): void {
  openFile(name, text);
  enterPage({ dockOpen: true, dockTab: 'yaml' });
}

const isEditor = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.cm-editor') !== null;

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, [contenteditable="true"]') !== null;
