// A tree of rows with one stop for the Tab key: arrows move and open, Enter selects, M opens the actions, W asks why.
// Each row's accessible name says everything its columns show, in one sentence.
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { humanDuration } from '../../engine/index.ts';
import { offersFor } from '../canvas/actions.ts';
import { session } from '../session/session.ts';
import { useSession, useSlowTick } from '../session/store.ts';
import { select, selectedRef, setView, useView } from '../session/view-state.ts';
import { StateShape, stateColour } from '../ui/state-shape.tsx';
import { panels } from '../ui/text/panels.ts';
import styles from './outline.module.css';
import { markOf, useSpokenOf } from './spoken-of.ts';
import { flatten, type Row } from './tree.ts';
import { useThreadObjects } from './use-thread-objects.ts';

const words = panels.outline;
/** Open from the start; everything else is closed until asked for. */
const openKinds: readonly string[] = ['Deployment', 'ReplicaSet', 'DaemonSet', 'Node', ''];

interface Props {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly empty: string;
  /** Without the columns of workloads, and closed at first. */
  readonly plain?: boolean;
}

export function Tree({ label, rows, empty, plain = false }: Props) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState('');
  const selected = useView(selectedRef);
  const mine = useThreadObjects();
  const spoken = useSpokenOf();
  const tick = useSlowTick();
  const tree = useRef<HTMLDivElement>(null);
  const isOpen = (row: Row) =>
    row.children.length > 0 && (openKinds.includes(row.kind) !== plain) !== toggled.has(row.id);
  const flat = flatten(rows, isOpen);
  useEffect(() => {
    // A new sentence brings its row into view; where the keyboard is does not change.
    if (spoken.pointed.size > 0)
      tree.current?.querySelector('[data-spoken="pointed"]')?.scrollIntoView?.({ block: 'nearest' });
  }, [spoken]);
  const at = Math.max(
    0,
    flat.findIndex(({ row }) => row.id === active),
  );
  const toggle = (row: Row) =>
    setToggled((before) => {
      const next = new Set(before);
      if (!next.delete(row.id)) next.add(row.id);
      return next;
    });
  const focus = (index: number) => {
    const target = flat[Math.min(flat.length - 1, Math.max(0, index))];
    if (!target) return;
    setActive(target.row.id);
    tree.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(target.row.id)}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const current = flat[at];
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!act(event, current.row, current.depth)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const act = (event: KeyboardEvent, row: Row, depth: number): boolean => {
    switch (event.key) {
      case 'ArrowDown':
        focus(at + 1);
        return true;
      case 'ArrowUp':
        focus(at - 1);
        return true;
      case 'Home':
        focus(0);
        return true;
      case 'End':
        focus(flat.length - 1);
        return true;
      case 'ArrowRight':
        if (row.children.length && !isOpen(row)) toggle(row);
        else focus(at + 1);
        return true;
      case 'ArrowLeft':
        if (isOpen(row)) toggle(row);
        else focus(flat.slice(0, at).findLastIndex((other) => other.depth < depth));
        return true;
      case 'Enter':
        if (row.ref) select(row.ref);
        else toggle(row);
        return true;
      case 'm':
      case 'M':
      case 'ContextMenu':
        openMenu(row, event.currentTarget.querySelector(`[data-row="${CSS.escape(row.id)}"]`));
        return true;
      case 'w':
      case 'W':
        if (row.ref) setView({ selection: { ref: row.ref }, inspectorTab: 'why' });
        return true;
      case 'Delete':
      case 'Backspace':
        return remove(row);
      default:
        return false;
    }
  };
  if (rows.length === 0) return <p className={styles.none}>{empty}</p>;
  return (
    <div className={styles.table} data-plain={plain || undefined}>
      {!plain && (
        <div className={styles.columns} aria-hidden="true">
          {Object.values(words.columns).map((column) => (
            <span key={column}>{column}</span>
          ))}
        </div>
      )}
      <div role="tree" aria-label={label} ref={tree} onKeyDown={onKey}>
        {flat.map(({ row, depth, position, siblings }, index) => (
          <TreeRow
            key={row.id}
            row={row}
            depth={depth}
            position={position}
            siblings={siblings}
            open={row.children.length ? isOpen(row) : undefined}
            selected={row.ref !== '' && row.ref === selected && row.kind !== 'container'}
            spoken={markOf(row, isOpen(row), spoken)}
            mine={row.kind !== 'container' && mine.has(row.ref)}
            focusable={index === at}
            age={row.createdAt === undefined ? '' : humanDuration(tick - row.createdAt)}
            onToggle={() => toggle(row)}
            onFocus={() => setActive(row.id)}
          />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: Row;
  readonly depth: number;
  readonly position: number;
  readonly siblings: number;
  readonly open: boolean | undefined;
  readonly selected: boolean;
  readonly spoken: 'pointed' | 'lit' | undefined;
  readonly mine: boolean;
  readonly focusable: boolean;
  readonly age: string;
  readonly onToggle: () => void;
  readonly onFocus: () => void;
}

function TreeRow({
  row,
  depth,
  position,
  siblings,
  open,
  selected,
  spoken,
  mine,
  focusable,
  age,
  onToggle,
  onFocus,
}: RowProps) {
  const restarts = row.restarts === undefined ? '' : String(row.restarts);
  const onClick = (event: MouseEvent) => {
    if ((event.target as Element).closest('[data-toggle]')) onToggle();
    else if (row.ref) select(row.ref);
    else onToggle();
  };
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its rows
    <div
      role="treeitem"
      aria-level={depth}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={open}
      aria-selected={selected}
      aria-label={rowName(row, age, mine)}
      tabIndex={focusable ? 0 : -1}
      className={styles.row}
      data-row={row.id}
      data-object={row.kind === 'container' ? undefined : row.ref || undefined}
      data-state={row.state}
      data-spoken={spoken}
      data-mine={mine || undefined}
      onClick={onClick}
      onFocus={onFocus}
      onContextMenu={(event) => {
        event.preventDefault();
        openMenu(row, event.currentTarget);
      }}
    >
      <span className={styles.name} style={{ paddingLeft: (depth - 1) * 20 }}>
        <span className={styles.chevron} data-toggle={open === undefined ? undefined : ''}>
          {open !== undefined && <Chevron size={15} aria-hidden="true" />}
        </span>
        <span className={styles.rowKind}>{row.kind}</span>
        <RowName row={row} />
      </span>
      <span className={styles.status} style={row.state && { color: `var(--${inkOf(row.state)})` }}>
        {row.state && <StateShape state={row.state} />}
        {row.status}
      </span>
      <span className={styles.mono}>{row.ready}</span>
      <span className={styles.mono}>{restarts}</span>
      <span className={styles.mono}>{age}</span>
      <span className={styles.rowNote} title={row.note}>
        {row.note}
      </span>
    </div>
  );
}

/** A long name loses its middle, never the letters that tell it from its siblings. */
function RowName({ row: { kind, name } }: { readonly row: Row }) {
  const cut = isMono(kind) ? name.lastIndexOf('-') : -1;
  const [head, tail] = cut > 0 ? [name.slice(0, cut), name.slice(cut)] : [name, ''];
  return (
    <span className={styles.rowName} data-mono={isMono(kind) || undefined} title={name}>
      <span>{head}</span>
      {tail}
    </span>
  );
}

/** "Pod web-…-k9wzt, Pending, ready 0/1, restarts 0, age 0s, none yet, caused by you". */
function rowName(row: Row, age: string, mine: boolean): string {
  const { columns } = words;
  return [
    `${row.kind} ${row.name}`.trim(),
    row.status,
    row.ready && `${columns.ready} ${row.ready}`,
    row.restarts ? `${columns.restarts} ${row.restarts}` : '',
    age && `${columns.age} ${age}`,
    row.note,
    mine && words.causedByYou,
  ]
    .filter(Boolean)
    .join(', ');
}

function openMenu(row: Row, element: Element | null): void {
  if (!row.ref) return;
  const box = element?.getBoundingClientRect();
  setView({ menu: { ref: row.ref, x: (box?.left ?? 0) + 48, y: box?.bottom ?? 0 } });
}

/** Delete is what the first offer of a pod does; other rows have no such shortcut. */
function remove(row: Row): boolean {
  if (row.kind !== 'Pod') return false;
  const offer = offersFor(row.ref, useSession.getState()).find((one) => 'delete' in one.action);
  if (offer) session().submit(offer.action);
  return offer !== undefined;
}

const inkOf = (state: NonNullable<Row['state']>) => (state === 'Completed' ? 'ink2' : `${stateColour[state]}-ink`);
const isMono = (kind: string) => ['Pod', 'ReplicaSet', 'container', 'Node', 'Machine', 'process'].includes(kind);
