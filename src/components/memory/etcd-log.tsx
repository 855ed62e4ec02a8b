// etcd's log under the canvas: every revision that is remembered, newest first, down to the line where memory ends. A revision that is
// chosen tells everything about itself beside the list; a number that cannot be had is answered in etcd's own words.
import { type FormEvent, type KeyboardEvent, useMemo, useState } from 'react';
import type { ViewRevision } from '../../engine/index.ts';
import { session } from '../session/session.ts';
import { useSession, useSlowTick } from '../session/store.ts';
import { clockTime } from '../ui/clock.ts';
import { Button } from '../ui/controls.tsx';
import { memory } from '../ui/text/memory.ts';
import { pageRows, setLog, useLog } from './log-store.ts';
import styles from './memory.module.css';
import { RevisionDetails } from './revision-details.tsx';
import { Snapshots } from './snapshots.tsx';

const words = memory.log;
/** What etcd says to whoever asks for less than its compaction. */
const compactedError = 'etcdserver: mvcc: required revision has been compacted';

export function EtcdLog() {
  const { filter, chosen, rows: limit } = useLog();
  // Ten looks a second at most, and none while nothing is written.
  const tick = useSlowTick();
  const revision = useSession((s) => s.revision);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tick and the revision are why the log may have grown
  const page = useMemo(() => session().host.revisions(0, limit, filter), [filter, limit, tick, revision]);
  const more = page.rows.length === limit;
  return (
    <div className={styles.log} data-testid="etcd-log" data-chosen={chosen > 0 || undefined} data-surface="">
      <div className={styles.list}>
        <Bar filter={filter} />
        <ol className={styles.rows} aria-label={words.name} onKeyDown={moveInList}>
          {page.rows.map((row, i) => (
            <Row key={`${row.revision} ${row.key}`} row={row} chosen={row.revision === chosen}>
              {page.restored > 0 &&
                row.revision > page.restored &&
                (page.rows[i + 1]?.revision ?? 0) <= page.restored && (
                  <p className={styles.line}>{words.restored(page.restored)}</p>
                )}
            </Row>
          ))}
          {page.rows.length === 0 && (
            <li className={styles.note}>{filter ? words.noFilterHits(filter) : words.empty}</li>
          )}
          {more ? (
            <li>
              <Button weight="quiet" onClick={() => setLog({ rows: limit + pageRows })}>
                {words.older(pageRows)}
              </Button>
            </li>
          ) : (
            <li className={styles.line} data-end="">
              {page.compacted > 0 ? words.compacted(page.compacted) : words.beginning}{' '}
              {page.compacted > 0 && <code>{compactedError}</code>}
            </li>
          )}
        </ol>
      </div>
      <div className={styles.side}>
        {chosen > 0 ? <RevisionDetails revision={chosen} /> : <p className={styles.note}>{words.nothingChosen}</p>}
        <Snapshots />
        <p className={styles.note}>{words.lane}</p>
      </div>
    </div>
  );
}

function Bar({ filter }: { readonly filter: string }) {
  const [number, setNumber] = useState('');
  const go = (event: FormEvent) => {
    event.preventDefault();
    const revision = Number(number);
    if (Number.isInteger(revision) && revision > 0) setLog({ chosen: revision });
  };
  return (
    <div className={styles.bar}>
      <label className={styles.field}>
        <span className="visually-hidden">{words.filter}</span>
        <input
          type="search"
          value={filter}
          placeholder={`${words.filter}: ${words.filterHint}`}
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => setLog({ filter: event.target.value, rows: pageRows })}
        />
      </label>
      <form className={styles.jump} onSubmit={go}>
        <label className={styles.field}>
          <span className="visually-hidden">{words.revision}</span>
          <input
            inputMode="numeric"
            pattern="[0-9]*"
            value={number}
            placeholder={words.revision}
            onChange={(event) => setNumber(event.target.value)}
          />
        </label>
        <Button type="submit">{words.look}</Button>
      </form>
    </div>
  );
}

interface RowProps {
  readonly row: ViewRevision;
  readonly chosen: boolean;
  readonly children?: React.ReactNode;
}

function Row({ row, chosen, children }: RowProps) {
  const start = useSession((s) => s.lessonStart);
  const first = useSession((s) => s.firstThread);
  const shownHere = useSession((s) => s.asOf?.revision === row.revision);
  const key = row.key.replace('/registry/', '');
  const mine = row.thread !== 0 && first !== undefined && (row.thread > 0 || row.thread <= first);
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        aria-current={chosen || undefined}
        data-mine={mine || undefined}
        data-shown={shownHere || undefined}
        aria-label={words.row(row.revision, memory.sign(row.sign), key, row.who)}
        onClick={() => setLog({ chosen: row.revision })}
      >
        <span className={styles.number}>{row.revision}</span>
        <span className={styles.sign} title={memory.sign(row.sign)}>
          {row.sign}
        </span>
        <span className={styles.key}>{key}</span>
        <span className={styles.who}>{row.who}</span>
        <span className={styles.clock}>{clockTime(row.at - start)}</span>
      </button>
      {children}
    </li>
  );
}

/** ↑ and ↓ go from row to row, as in any list. */
function moveInList(event: KeyboardEvent<HTMLOListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const next = buttons[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
