// Snapshots of etcd: save one, bring one back, keep one as a file. A restore is done to the cluster and nobody in it is told.
import { Download, FilePlus, Save } from 'lucide-react';
import { type ChangeEvent, useRef, useState } from 'react';
import type { SnapshotInfo } from '../../engine/index.ts';
import { session } from '../session/session.ts';
import { useSlowTick } from '../session/store.ts';
import { Button } from '../ui/controls.tsx';
import { saveJson } from '../ui/json-file.tsx';
import { memory } from '../ui/text/memory.ts';
import styles from './memory.module.css';

const words = memory.snapshots;
const largestFile = 50 * 1024 * 1024;

export function Snapshots() {
  // An action takes effect a tick later; looking costs nothing.
  useSlowTick();
  const [problem, setProblem] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const { host } = session();
  const found = host.snapshots();
  const add = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    event.target.value = '';
    if (!file) return;
    setProblem(file.size > largestFile ? words.tooBig(file.name) : '');
    if (file.size > largestFile) return;
    const name = file.name
      .replace(/\.(json|db|txt)$/, '')
      .replace(/[^\w.-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '');
    session().submit({ addBackup: name || words.usual(1), file: await file.text() });
  };
  return (
    <details className={styles.snapshots} data-testid="snapshots">
      <summary>{words.title(found.length)}</summary>
      <p className={styles.note}>{words.note}</p>
      <div className={styles.buttons}>
        <Button onClick={() => session().submit({ backup: freeName(found) })}>
          <Save size={14} aria-hidden="true" /> {words.save}
        </Button>
        <Button onClick={() => input.current?.click()}>
          <FilePlus size={14} aria-hidden="true" /> {words.add}
        </Button>
        <input
          ref={input}
          className="visually-hidden"
          type="file"
          accept=".json"
          aria-label={words.file}
          tabIndex={-1}
          onChange={(event) => void add(event)}
        />
      </div>
      {problem && <p role="alert">{problem}</p>}
      {found.length === 0 && <p className={styles.note}>{words.none}</p>}
      <ul>
        {found.map((snapshot) => (
          <Row key={snapshot.name} snapshot={snapshot} />
        ))}
      </ul>
    </details>
  );
}

function Row({ snapshot: { name, revision, keys } }: { readonly snapshot: SnapshotInfo }) {
  return (
    <li className={styles.snapshot}>
      <span>{words.row(name, revision, keys)}</span>
      <div className={styles.buttons}>
        <Button
          title={words.restoreNote}
          aria-label={words.of(words.restore, name)}
          onClick={() => session().submit({ restore: name })}
        >
          {words.restore}
        </Button>
        <Button
          title={words.leapNote}
          aria-label={words.of(words.leap, name)}
          onClick={() => session().submit({ restore: name, bumpRevision: true, markCompacted: true })}
        >
          {words.leap}
        </Button>
        <Button
          weight="icon"
          aria-label={words.of(words.download, name)}
          title={words.download}
          onClick={() => download(name)}
        >
          <Download size={16} aria-hidden="true" />
        </Button>
      </div>
    </li>
  );
}

function freeName(found: readonly SnapshotInfo[]): string {
  let n = 1;
  while (found.some(({ name }) => name === words.usual(n))) n++;
  return words.usual(n);
}

function download(name: string): void {
  const text = session().host.snapshotFile(name);
  if (text !== undefined) saveJson(`${name}.json`, text);
}
