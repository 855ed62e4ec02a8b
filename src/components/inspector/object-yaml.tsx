// The object as it is stored, and the body of a message as it travelled, both as YAML. What changed since the revision before
// is marked, so that a long object says by itself what is new about it.
import { useEffect, useState } from 'react';
import { stringify } from 'yaml';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import styles from './inspector.module.css';
import { changedLines, withoutManaged } from './yaml-text.ts';

const words = inspectorWords;

export function ObjectYaml({ target }: { readonly target: string }) {
  const [managed, setManaged] = useState(false);
  const [pair, setPair] = useState<{ now: unknown; before: unknown }>({
    now: objectNow(target),
    before: undefined,
  });
  const revision = useSession((s) => s.revision);
  const tick = useSession((s) => (s.playing ? -1 : s.tick));
  // biome-ignore lint/correctness/useExhaustiveDependencies: revision and tick say when to look again
  useEffect(() => {
    const now = objectNow(target);
    setPair((old) => (old.now === now ? old : { now, before: old.now }));
  }, [target, revision, tick]);
  if (pair.now === undefined) return <p className={styles.note}>{words.gone}</p>;
  const text = toYaml(managed ? pair.now : withoutManaged(pair.now));
  const before = pair.before === undefined ? undefined : toYaml(managed ? pair.before : withoutManaged(pair.before));
  return (
    <>
      <div className={styles.yamlBar}>
        <label>
          <input type="checkbox" checked={managed} onChange={(event) => setManaged(event.target.checked)} />{' '}
          {words.managed}
        </label>
        <CopyButton text={text} />
      </div>
      <Yaml text={text} before={before} />
    </>
  );
}

/** As the page shows the cluster: in the present, or as of an older revision. */
function objectNow(target: string): unknown {
  const { past, host } = session();
  return (past ?? host).get(target);
}

export function MessageBody({ id }: { readonly id: number }) {
  const body = session().host.message(id)?.body;
  if (body === undefined) return <p className={styles.note}>{words.forgotten}</p>;
  return <Yaml text={toYaml(withoutManaged(body))} before={undefined} />;
}

export function Yaml({ text, before }: { readonly text: string; readonly before: string | undefined }) {
  const changed = before === undefined ? undefined : changedLines(before, text);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <pre className={styles.yaml} tabIndex={0}>
      {text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one fixed text
        <span key={index} data-changed={changed?.has(index) || undefined}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

export function toYaml(value: unknown, sortMapEntries = false): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false, sortMapEntries }).trimEnd();
}
