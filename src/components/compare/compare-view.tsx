// Two branches side by side: where they part, what happened in each since, and one object with its two histories. Letters tell them
// apart, not colours. It reads the runs and never lives them.
import { GitCompareArrows, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { stringify } from 'yaml';
import type { Host, Recording, Tick } from '../../engine/index.ts';
import { changedLines, withoutManaged } from '../inspector/yaml-text.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView } from '../session/view-state.ts';
import { actionWords } from '../timeline/action-words.ts';
import { clockTime } from '../ui/clock.ts';
import { Button } from '../ui/controls.tsx';
import { panels } from '../ui/text/panels.ts';
import { runs } from '../ui/text/runs.ts';
import styles from './compare.module.css';
import { type Comparison, compareRuns, differingFields, type Row } from './compare.ts';
import { CompareLanes } from './lanes-view.tsx';
import { Letter } from './letter.tsx';

const words = runs.compare;
/** Objects held against each other to find one to begin with. */
const mostLookedAt = 60;

export default function CompareView() {
  const branches = useSession((s) => s.branches);
  const current = useSession((s) => s.branch);
  const revision = useSession((s) => s.revision);
  const lessonStart = useSession((s) => s.lessonStart);
  const heading = useRef<HTMLHeadingElement>(null);
  const parent = branches.find(({ id }) => id === current)?.parent;
  const [a, setA] = useState(current);
  const [b, setB] = useState(parent ?? branches.find(({ id }) => id !== current)?.id ?? current);
  useEffect(() => heading.current?.focus(), []);
  const [left, right] = [session().hostOf(a), session().hostOf(b)];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision says when the run on screen has something new
  const comparison = useMemo(
    () => left && right && linked(left, right) && compareRuns(left, right, wordsOf),
    [left, right, revision],
  );
  const [chosen, setChosen] = useState('');
  if (!left || !right || !comparison) return null;
  const object = comparison.objects.includes(chosen) ? chosen : (differing(comparison.objects, left, right) ?? '');
  const time = (tick: Tick) => clockTime(tick - lessonStart);
  const nameOf = (id: number) => branches.find((branch) => branch.id === id)?.name ?? '';
  return (
    <section className={styles.compare} aria-labelledby="compare-title" data-testid="compare">
      <header>
        <h2 id="compare-title" ref={heading} tabIndex={-1}>
          <GitCompareArrows size={17} aria-hidden="true" /> {words.title}
        </h2>
        <Choose letter="A" value={a} onChange={setA} />
        <Choose letter="B" value={b} onChange={setB} />
        <p className={styles.first}>
          {comparison.firstDifference === undefined
            ? words.same
            : words.first(time(comparison.firstDifference), firstWords(comparison.rows))}
        </p>
        <Button
          weight="icon"
          aria-label={words.close}
          title={words.close}
          onClick={() => setView({ comparing: false })}
        >
          <X size={16} aria-hidden="true" />
        </Button>
      </header>
      {comparison.firstDifference === undefined && (
        <div className={styles.figures}>
          <Figures letter="A" host={left} time={time} />
          <Figures letter="B" host={right} time={time} />
        </div>
      )}
      <CompareLanes
        comparison={comparison}
        a={left}
        b={right}
        names={[nameOf(a), nameOf(b)]}
        time={time}
        wordsOf={wordsOf}
      />
      <div className={styles.halves}>
        <SideBySide comparison={comparison} time={time} onPick={setChosen} />
        <Histories object={object} objects={comparison.objects} onChoose={setChosen} a={left} b={right} time={time} />
      </div>
    </section>
  );
}

const wordsOf = (action: Recording['inputs'][number]['input']): string => panels.timeline.flag(actionWords(action));

/** The object to begin with: the first in which something differs now, the system's own last. */
function differing(objects: readonly string[], a: Host, b: Host): string | undefined {
  const differs = (ref: string) => differingFields(withoutManaged(a.get(ref)), withoutManaged(b.get(ref))).length > 0;
  const own = (ref: string) => Number(ref.includes('/kube-system/'));
  const ordered = objects.slice(0, mostLookedAt).sort((one, other) => own(one) - own(other));
  return ordered.find(differs) ?? objects[0];
}

/** What was done in each at the moment they part; '' where nothing was. */
function firstWords(rows: readonly Row[]): readonly [a: string, b: string] {
  const first = rows.find(({ a, b }) => !a || !b);
  const here = rows.filter(({ at, a, b }) => at === first?.at && (a?.yours || b?.yours));
  const of = (side: 'a' | 'b') => here.map((row) => row[side]?.text ?? '').find((text) => text !== '') ?? '';
  return [of('a'), of('b')];
}

/** The run on screen leads: the other is lived, or taken back, to the same moment. */
function linked(...hosts: readonly Host[]): boolean {
  const { host } = session();
  for (const other of hosts) if (other !== host && other.now() !== host.now()) other.seek(host.now());
  return true;
}

interface ChooseProps {
  readonly letter: string;
  readonly value: number;
  readonly onChange: (id: number) => void;
}

function Choose({ letter, value, onChange }: ChooseProps) {
  const branches = useSession((s) => s.branches);
  return (
    <label className={styles.choose}>
      <Letter letter={letter} />
      <select
        value={value}
        onChange={(event) => onChange(Number(event.target.value))}
        aria-label={words.branch(letter)}
      >
        {branches.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What can be counted of a run where it stands. */
function Figures({
  letter,
  host,
  time,
}: {
  readonly letter: string;
  readonly host: Host;
  readonly time: (tick: Tick) => string;
}) {
  const pods = host.list('pods') as readonly { readonly status?: { readonly phase?: string } }[];
  const running = pods.filter(({ status }) => status?.phase === 'Running').length;
  const lost = host
    .traffic()
    .reduce((sum, { refused, timedOut, reset, failed }) => sum + refused + timedOut + reset + failed, 0);
  return (
    <p>
      <Letter letter={letter} /> {words.figures(time(host.now()), running, pods.length, host.revision())}
      {host.traffic().length > 0 && ` · ${words.lost(lost)}`}
    </p>
  );
}

interface SideProps {
  readonly comparison: Comparison;
  readonly time: (tick: Tick) => string;
  readonly onPick: (ref: string) => void;
}

function SideBySide({ comparison, time, onPick }: SideProps) {
  const [all, setAll] = useState(false);
  const rows = all ? comparison.rows : comparison.rows.filter((row) => !row.a || !row.b);
  return (
    <section aria-label={words.events}>
      <div className={styles.bar}>
        <h3>{words.events}</h3>
        <label>
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} /> {words.showEqual}
        </label>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className={styles.scroll} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              <th scope="col">
                <Letter letter="A" />
              </th>
              <th scope="col">
                <Letter letter="B" />
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
              <tr key={i} data-first={i === 0 || undefined}>
                <th scope="row">{time(row.at)}</th>
                <Cell row={row} side="a" onPick={onPick} />
                <Cell row={row} side="b" onPick={onPick} />
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p>{words.nothing}</p>}
        {comparison.more > 0 && <p>{words.more(comparison.more)}</p>}
      </div>
    </section>
  );
}

function Cell({
  row,
  side,
  onPick,
}: {
  readonly row: Row;
  readonly side: 'a' | 'b';
  readonly onPick: (ref: string) => void;
}) {
  const one = row[side];
  if (!one) return <td aria-label={words.notHere}>·</td>;
  if (one.ref === '' || one.ref.startsWith('Event/')) return <td data-yours={one.yours || undefined}>{one.text}</td>;
  return (
    <td>
      <button type="button" onClick={() => onPick(one.ref)}>
        {one.text}
      </button>
    </td>
  );
}

interface HistoriesProps {
  readonly object: string;
  readonly objects: readonly string[];
  readonly onChoose: (ref: string) => void;
  readonly a: Host;
  readonly b: Host;
  readonly time: (tick: Tick) => string;
}

function Histories({ object, objects, onChoose, a, b, time }: HistoriesProps) {
  if (object === '') return <p className={styles.none}>{words.noObject}</p>;
  const both = [a, b].map((host) => host.get(object));
  const texts = both.map(yamlOf);
  return (
    <section aria-label={words.histories}>
      <div className={styles.bar}>
        <h3>{words.histories}</h3>
        <select value={object} onChange={(event) => onChoose(event.target.value)} aria-label={words.object}>
          {objects.map((ref) => (
            <option key={ref} value={ref}>
              {ref.replace(/\/+/g, '/')}
            </option>
          ))}
        </select>
      </div>
      <p className={styles.fields}>{words.fields(differingFields(withoutManaged(both[0]), withoutManaged(both[1])))}</p>
      <div className={styles.objects}>
        {[a, b].map((host, i) => (
          <div key={i === 0 ? 'A' : 'B'}>
            <p className={styles.chips}>
              <Letter letter={i === 0 ? 'A' : 'B'} />
              {host
                .historyOf(object)
                .slice(-6)
                .map(({ revision, at, sign }) => (
                  <code key={revision} title={time(at)}>
                    {sign} {revision}
                  </code>
                ))}
            </p>
            <Lines text={texts[i]} other={texts[1 - i]} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Lines({ text, other }: { readonly text: string; readonly other: string }) {
  if (text === '') return <p className={styles.absent}>{words.absent}</p>;
  const changed = changedLines(other, text);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <pre tabIndex={0}>
      {text.split('\n').map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <span key={i} data-changed={changed.has(i) || undefined}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

const yamlOf = (object: unknown): string => (object === undefined ? '' : stringify(withoutManaged(object)).trimEnd());
