// One revision in full: who wrote it and why, which revision it followed from, what changed, and who was told by which watch and when.
import { ArrowLeft } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { RevisionInfo, Told, ViewRevision } from '../../engine/index.ts';
import { toYaml } from '../inspector/object-yaml.tsx';
import { partsOf } from '../inspector/references.ts';
import { withoutManaged } from '../inspector/yaml-text.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { select, selectMessage } from '../session/view-state.ts';
import { clockTime, offset } from '../ui/clock.ts';
import { Button } from '../ui/controls.tsx';
import { memory } from '../ui/text/memory.ts';
import { lineDiff } from './line-diff.ts';
import { seeAsOf, setLog } from './log-store.ts';
import styles from './memory.module.css';

const words = memory.details;

export function RevisionDetails({ revision }: { readonly revision: number }) {
  const info = useInfo(revision);
  const [error, setError] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision has had no error yet
  useEffect(() => setError(''), [revision]);
  const refusal = 'error' in info ? info.error : error;
  return (
    <section className={styles.details} aria-label={words.title(revision)}>
      <div className={styles.detailsHead}>
        <Button
          weight="icon"
          className={styles.back}
          aria-label={memory.log.back}
          title={memory.log.back}
          onClick={() => setLog({ chosen: 0 })}
        >
          <ArrowLeft size={16} aria-hidden="true" />
        </Button>
        <h3>{words.title(revision)}</h3>
        {!('error' in info) && (
          <Button weight="primary" onClick={() => setError(seeAsOf(revision))}>
            {words.see}
          </Button>
        )}
      </div>
      {refusal && (
        <p className={styles.refusal} role="alert">
          <code>{refusal}</code>
        </p>
      )}
      {!('error' in info) && <Known info={info} />}
    </section>
  );
}

/** Asked again while news of a young revision is still on its way. */
function useInfo(revision: number): RevisionInfo | { readonly error: string } {
  const now = useSession((s) => s.revision);
  const second = useSession((s) => Math.floor(s.tick / 1000));
  // biome-ignore lint/correctness/useExhaustiveDependencies: time brings more who were told, until it is long past
  return useMemo(
    () => session().host.revisionInfo(revision),
    [revision, now < revision + 20 ? `${now} ${second}` : ''],
  );
}

function Known({ info }: { readonly info: RevisionInfo }) {
  const start = useSession((s) => s.lessonStart);
  const [first] = info.changes;
  const { causedBy } = info;
  return (
    <>
      {info.changes.map((change) => (
        <Change key={change.key} change={change} />
      ))}
      <dl className={styles.facts}>
        <dt>{words.writer}</dt>
        <dd>
          {first.who} <code>{first.writer}</code>
        </dd>
        <dt>{words.because}</dt>
        <dd>{first.because}</dd>
        <dt>{words.cause}</dt>
        <dd>
          {causedBy ? (
            <button type="button" className={styles.link} onClick={() => setLog({ chosen: causedBy.revision })}>
              {words.causeOf(causedBy.revision, shortOf(causedBy.ref))}
            </button>
          ) : (
            words.noCause
          )}
        </dd>
        <dt>{words.action}</dt>
        <dd>{info.action ? words.you(info.action) : words.noAction}</dd>
        <dt>{words.when}</dt>
        <dd className={styles.clock}>{clockTime(first.at - start)}</dd>
      </dl>
      <h4>{words.told}</h4>
      {info.told.length === 0 ? (
        <p className={styles.note}>{words.nobody}</p>
      ) : (
        <ul className={styles.told}>
          {info.told.map((one) => (
            <ToldRow key={one.message} told={one} at={first.at} />
          ))}
        </ul>
      )}
    </>
  );
}

function ToldRow({ told, at }: { readonly told: Told; readonly at: number }) {
  return (
    <li>
      <button type="button" className={styles.link} onClick={() => selectMessage(told.message)}>
        {told.to}
      </button>{' '}
      <span>{words.toldBy(told.watch)}</span> <code>{told.type}</code>{' '}
      <span className={styles.clock}>{offset(told.at - at)}</span>
    </li>
  );
}

type Changed = RevisionInfo['changes'][number];

function Change({ change }: { readonly change: Changed }) {
  const key = change.key.replace('/registry/', '');
  return (
    <>
      <p className={styles.changeHead}>
        <span className={styles.sign}>{change.sign}</span> <code>{change.key}</code>{' '}
        <span>
          {memory.sign(change.sign)}
          {change.version > 0 && `, ${words.version.toLowerCase()} ${change.version}`}
        </span>
      </p>
      <div className={styles.buttons}>
        <Button onClick={() => setLog({ filter: key })}>{words.history}</Button>
        <Button onClick={() => select(change.ref)}>{words.select}</Button>
      </div>
      <Diff change={change} />
    </>
  );
}

function Diff({ change }: { readonly change: Changed }) {
  const diff = useMemo(() => {
    // Sorted, as kubectl prints it: a field that only moved has not changed.
    const text = (object: unknown): string => (object === undefined ? '' : toYaml(withoutManaged(object), true));
    return lineDiff(text(change.previous), text(change.object));
  }, [change]);
  if (diff.length === 0) return <p className={styles.note}>{words.noDiff}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={styles.diff} tabIndex={0} aria-label={words.diff}>
      <pre>
        {diff.map((line, i) =>
          'folded' in line ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one fixed text
            <span key={i} data-sign="…">{`  … ${words.folded(line.folded)}\n`}</span>
          ) : line.text === '' && diff.length > 1 && (i === 0 || i === diff.length - 1) ? null : (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one fixed text
            <span key={i} data-sign={line.sign}>{`${line.sign} ${line.text}\n`}</span>
          ),
        )}
      </pre>
    </section>
  );
}

/** `Pod/default/web` → `pod/web`. */
export function shortOf(ref: ViewRevision['ref']): string {
  const { kind, name } = partsOf(ref);
  return `${kind.toLowerCase()}/${name}`;
}
