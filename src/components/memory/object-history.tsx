// The history tab of the inspector: every version of the object that etcd remembers, and the way to the cluster as of each. For a
// process, which is no object, it says how that process gets at etcd: not at all, but for kube-apiserver.
import { useMemo, useState } from 'react';
import { partsOf } from '../inspector/references.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { clockTime } from '../ui/clock.ts';
import { Button } from '../ui/controls.tsx';
import { memory } from '../ui/text/memory.ts';
import { openLog, seeAsOf } from './log-store.ts';
import styles from './memory.module.css';

const words = memory.history;

export function ObjectHistory({ target }: { readonly target: string }) {
  if (target.startsWith('Process/') || target.startsWith('Machine/')) return <NoObject target={target} />;
  return <Versions target={target} />;
}

function Versions({ target }: { readonly target: string }) {
  const revision = useSession((s) => s.revision);
  const start = useSession((s) => s.lessonStart);
  const shown = useSession((s) => s.asOf?.revision);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision may be one of this object
  const rows = useMemo(() => [...session().host.historyOf(target)].reverse(), [target, revision]);
  if (rows.length === 0) return <p className={styles.note}>{words.none}</p>;
  const last = rows[rows.length - 1];
  return (
    <>
      <ol className={styles.versions} aria-label={words.name}>
        {rows.map((row) => (
          <li key={row.revision} data-shown={row.revision === shown || undefined}>
            <button
              type="button"
              className={styles.link}
              aria-label={words.open(row.revision)}
              onClick={() => openLog(row.revision)}
            >
              {row.revision}
            </button>
            <span className={styles.sign} title={memory.sign(row.sign)}>
              {row.sign}
            </span>
            <span>
              {row.who} <small>{row.because}</small>
              <small className={styles.clock}>{clockTime(row.at - start)}</small>
            </span>
            <Button
              weight="quiet"
              aria-label={words.see(row.revision)}
              title={words.see(row.revision)}
              onClick={() => seeAsOf(row.revision)}
            >
              {words.asOf}
            </Button>
          </li>
        ))}
      </ol>
      {last.sign !== '+' && <p className={styles.note}>{words.since(last.revision)}</p>}
    </>
  );
}

function NoObject({ target }: { readonly target: string }) {
  const [asked, setAsked] = useState(false);
  const { kind, name } = partsOf(target);
  const [component = ''] = name.split('/');
  const server = kind === 'Process' && component === 'kube-apiserver';
  const etcd = kind === 'Process' && component === 'etcd';
  return (
    <div className={styles.noObject}>
      <p className={styles.note}>{words.process}</p>
      {(server || etcd) && <p>{etcd ? words.isEtcd : words.hasLane}</p>}
      <div className={styles.buttons}>
        {!server && !etcd && <Button onClick={() => setAsked(true)}>{words.ask}</Button>}
        <Button onClick={() => openLog()}>{words.openLog}</Button>
      </div>
      <p className={styles.refusal} role="status">
        {asked ? words.noLane(kind === 'Process' ? component : name) : ''}
      </p>
    </div>
  );
}
