// Which branch this is, and the way to another: "What if" leaves the run here for a copy of it, and whoever acts in the past leaves it
// so without asking. The new name can be typed over at once; the old future stays in the list. Where there is no room for the play
// controls' undo and redo, they are in the list, too.
import { GitBranch, GitCompareArrows, GitFork, Redo2, Undo2, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { useLesson } from '../lesson/lesson-store.ts';
import { mostBranches, type ViewBranch } from '../session/branches.ts';
import { useLocked } from '../session/page-options.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { lastDone, nextUndone, redo, undo, undoesFrom } from '../session/undo.ts';
import { setView } from '../session/view-state.ts';
import { clockTime } from '../ui/clock.ts';
import menu from '../ui/menu.module.css';
import { panels } from '../ui/text/panels.ts';
import { runs } from '../ui/text/runs.ts';
import { actionInFull } from './action-words.ts';
import styles from './branch-box.module.css';

const words = runs.branches;

export function BranchBox() {
  const branches = useSession((s) => s.branches);
  const current = useSession((s) => s.branches.find((branch) => branch.id === s.branch));
  const noFork = useLocked('fork');
  const locked = useLesson((s) => s.view?.futureLocked === true) || noFork;
  if (!current) return null;
  const full = branches.length >= mostBranches;
  return (
    <div className={styles.box} data-testid="branches" data-several={branches.length > 1 || undefined}>
      <div className={styles.top}>
        <Popover.Root>
          <Popover.Trigger className={styles.current} aria-label={words.list(current.name, branches.length)}>
            <GitBranch size={14} aria-hidden="true" />
            {current.unnamed ? null : <span>{current.name}</span>}
            <small>
              <b>{branches.length}</b> <span>{words.count(branches.length)}</span>
            </small>
          </Popover.Trigger>
          <Popover.Portal>
            <Popover.Content
              className={`${menu.menu} ${styles.list}`}
              side="top"
              align="end"
              sideOffset={6}
              collisionPadding={8}
            >
              <Undoing />
              <h2>{words.title}</h2>
              <ul>
                {branches.map((branch) => (
                  <Row key={branch.id} branch={branch} branches={branches} here={branch.id === current.id} />
                ))}
              </ul>
              {branches.length > 1 ? (
                <Popover.Close asChild>
                  <button type="button" className={styles.compare} onClick={() => setView({ comparing: true })}>
                    <GitCompareArrows size={14} aria-hidden="true" /> {words.compare} <kbd>C</kbd>
                  </button>
                </Popover.Close>
              ) : (
                <p>{words.none}</p>
              )}
              <button
                type="button"
                className={`${styles.compare} ${styles.inList}`}
                disabled={full || locked}
                onClick={() => session().fork()}
              >
                <GitFork size={14} aria-hidden="true" /> {words.fork}
              </button>
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
        {current.unnamed && <Name key={current.id} branch={current} />}
      </div>
      <button
        type="button"
        className={styles.fork}
        aria-label={words.fork}
        disabled={full || locked}
        title={full ? words.full(mostBranches) : words.fork}
        onClick={() => session().fork()}
      >
        <GitFork size={14} aria-hidden="true" /> <span>{words.whatIf}</span> <kbd>F</kbd>
      </button>
    </div>
  );
}

/** Undo and redo for a page too narrow for their buttons. */
function Undoing() {
  const done = useSession((s) => lastDone(s, undoesFrom(session())));
  const undone = useSession((s) => nextUndone(s, undoesFrom(session())));
  const noSeek = useLocked('seek');
  return (
    <div className={`${styles.undoing} ${styles.inList}`}>
      <button type="button" className={styles.compare} disabled={!done || noSeek} onClick={() => undo(session())}>
        <Undo2 size={14} aria-hidden="true" /> {panels.timeline.undo(done ? actionInFull(done.action) : '')}
      </button>
      <button type="button" className={styles.compare} disabled={!undone || noSeek} onClick={() => redo(session())}>
        <Redo2 size={14} aria-hidden="true" /> {panels.timeline.redo(undone ? actionInFull(undone.action) : '')}
      </button>
    </div>
  );
}

interface RowProps {
  readonly branch: ViewBranch;
  readonly branches: readonly ViewBranch[];
  readonly here: boolean;
}

function Row({ branch, branches, here }: RowProps) {
  const lessonStart = useSession((s) => s.lessonStart);
  const parent = branches.find(({ id }) => id === branch.parent);
  return (
    <li data-here={here || undefined}>
      <button
        type="button"
        className={styles.go}
        aria-current={here || undefined}
        aria-label={words.go(branch.name)}
        title={words.go(branch.name)}
        onClick={() => session().goToBranch(branch.id)}
      >
        <GitBranch size={13} aria-hidden="true" />
      </button>
      <Name branch={branch} />
      <small>
        {parent ? words.left(parent.name, clockTime(branch.forkedAt - lessonStart)) : words.first}
        {' · '}
        {words.lived(clockTime(branch.horizon - lessonStart))}
      </small>
      {!here && branches.length > 1 && branch.parent !== undefined && (
        <button
          type="button"
          className={styles.go}
          aria-label={words.remove(branch.name)}
          title={words.remove(branch.name)}
          onClick={() => session().removeBranch(branch.id)}
        >
          <X size={13} aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

function Name({ branch }: { readonly branch: ViewBranch }) {
  const [typed, setTyped] = useState(branch.name);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(branch.name), [branch.name]);
  const { forkedAt, unnamed } = branch;
  useEffect(() => {
    // It was asked for, so typing is for its name; whoever acted in the past may be typing elsewhere.
    if (unnamed && !useSession.getState().actions.some(({ tick }) => tick >= forkedAt)) box.current?.focus();
  }, [forkedAt, unnamed]);
  return (
    <input
      ref={box}
      aria-label={words.name}
      value={typed}
      maxLength={40}
      onChange={(event) => setTyped(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={() => session().renameBranch(branch.id, typed)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped(branch.name);
        else if (event.key !== 'Enter') return;
        event.preventDefault();
        // The text of this very moment is what is kept.
        setTimeout(() => box.current?.blur());
      }}
    />
  );
}
