// Which branch this is, and the way to another: "What if" leaves the run here for a copy of it, and whoever acts in the past leaves it
// so without asking. The name can be typed over at once; the old future stays in the list.
import { GitBranch, GitCompareArrows, GitFork, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import { useLesson } from '../lesson/lesson-store.ts';
import { mostBranches, type ViewBranch } from '../session/branches.ts';
import { useLocked } from '../session/page-options.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView } from '../session/view-state.ts';
import { clockTime } from '../ui/clock.ts';
import menu from '../ui/menu.module.css';
import { runs } from '../ui/text/runs.ts';
import styles from './branch-box.module.css';

const words = runs.branches;

export function BranchBox() {
  const branches = useSession((s) => s.branches);
  const current = useSession((s) => s.branches.find((branch) => branch.id === s.branch));
  const noFork = useLocked('fork');
  const locked = useLesson((s) => s.view?.futureLocked === true) || noFork;
  if (!current) return null;
  return (
    <div className={styles.box} data-testid="branches" data-several={branches.length > 1 || undefined}>
      <Popover.Root>
        <Popover.Trigger className={styles.current} aria-label={words.list(current.name, branches.length)}>
          <GitBranch size={14} aria-hidden="true" />
          <span>{current.name}</span>
          <small>{words.count(branches.length)}</small>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            className={`${menu.menu} ${styles.list}`}
            side="top"
            align="end"
            sideOffset={6}
            collisionPadding={8}
          >
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
              disabled={branches.length >= mostBranches || locked}
              onClick={() => session().fork()}
            >
              <GitFork size={14} aria-hidden="true" /> {words.fork}
            </button>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <button
        type="button"
        className={styles.fork}
        aria-label={words.fork}
        disabled={branches.length >= mostBranches || locked}
        title={branches.length >= mostBranches ? words.full(mostBranches) : words.fork}
        onClick={() => session().fork()}
      >
        <GitFork size={14} aria-hidden="true" /> <span>{words.whatIf}</span> <kbd>F</kbd>
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
        if (event.key === 'Enter') box.current?.blur();
      }}
    />
  );
}
