// The other branches under the line of this one: where each parted from it, how far it has been lived, and its name. Which is which, and the
// way to each, is in the list of the branch box; here one sees that there is another life, and since when.
import type { ViewBranch } from '../session/branches.ts';
import { useSession } from '../session/store.ts';
import { type Axis, type AxisView, endTick, pxOf } from './axis.ts';
import styles from './rails.module.css';

/** Two fit below the line; the box beside it counts them all. */
const mostRails = 2;
const firstY = 84;
const apart = 10;
const bandMiddle = 52;
/** What is ahead of all that was played here has no place on the axis: the rail runs on a little. */
const ahead = 60;

interface Props {
  readonly axis: Axis;
  readonly view: AxisView;
  readonly width: number;
  readonly others: readonly ViewBranch[];
}

/** The branches beside this one, the newest first, as many as have a rail. */
export function useOthers(): readonly ViewBranch[] {
  const branches = useSession((s) => s.branches);
  const here = useSession((s) => s.branch);
  return branches
    .filter(({ id }) => id !== here)
    .reverse()
    .slice(0, mostRails);
}

export function Rails({ axis, view, width, others }: Props) {
  const branches = useSession((s) => s.branches);
  const here = useSession((s) => s.branch);
  const rails = others.map((other, i) => {
    const [from, to] = ends(axis, view, width, other, partedAt(branches, here, other.id));
    return { ...other, from, to, y: firstY + i * apart };
  });
  return (
    <div className={styles.rails} aria-hidden="true">
      <svg width={width} height="100" aria-hidden="true">
        {rails.map(({ id, from, to, y }) => (
          <g key={id}>
            <path d={`M${from} ${bandMiddle}C${from + 14} ${bandMiddle} ${from + 4} ${y} ${from + 22} ${y}H${to}`} />
            {from >= 0 && <circle cx={from} cy={bandMiddle} r="4.5" />}
          </g>
        ))}
      </svg>
      {rails.map(({ id, name, from, y }) => (
        <span key={id} style={{ left: Math.max(8, from + 30), top: y - 6 }}>
          {name}
        </span>
      ))}
    </div>
  );
}

function ends(axis: Axis, view: AxisView, width: number, { horizon }: ViewBranch, parted: number): [number, number] {
  const from = Math.min(width - ahead, pxOf(axis, view, parted));
  const to = pxOf(axis, view, horizon) + (horizon > endTick(axis) ? ahead : 0);
  return [from, Math.min(width, Math.max(to, from + ahead))];
}

/** The tick up to which two branches are one run. */
export function partedAt(branches: readonly ViewBranch[], one: number, other: number): number {
  const ways = [one, other].map((id) => {
    const way: ViewBranch[] = [];
    for (let at = branches.find((b) => b.id === id); at; at = branches.find((b) => b.id === at?.parent))
      way.unshift(at);
    return way;
  });
  let common = 0;
  while (ways[0][common] && ways[0][common] === ways[1][common]) common++;
  return Math.min(...ways.map((way) => way[common]?.forkedAt ?? Number.POSITIVE_INFINITY));
}
