// Below a cluster of many machines: how near the camera is, in three steps from the whole to one machine, and two ways to what is
// looked for, by name or because something is wrong with it. Everything here has a key of its own as well.
import { Search } from 'lucide-react';
import { useMemo } from 'react';
import { nextProblem, problemsOf } from '../session/problems.ts';
import { type SessionState, useSession } from '../session/store.ts';
import { selectedRef, setView, useView } from '../session/view-state.ts';
import { Button, KeyCap } from '../ui/controls.tsx';
import { scale as words } from '../ui/text/scale.ts';
import type { View } from './camera.ts';
import type { Box, Layout } from './layout.ts';
import styles from './scale-bar.module.css';

const levels = ['cluster', 'zone', 'node'] as const;
type Level = (typeof levels)[number];
const zoneZoom = 1.6;
const nodeZoom = 2.2;

interface ScaleBarProps {
  readonly layout: Layout;
  readonly size: { readonly width: number; readonly height: number };
  /** The camera's zoom, that at which the whole cluster is seen, and the way back to it. */
  readonly zoom: number;
  readonly whole: number;
  readonly showAll: () => void;
  readonly moveTo: (view: View) => void;
}

export default function ScaleBar({ layout, size, zoom, whole, showAll, moveTo }: ScaleBarProps) {
  const now = levelAt(zoom, whole);
  const [machineNames, machines, shards] = [
    useSession((s) => s.machineNames),
    useSession((s) => s.machines),
    useSession((s) => s.shards),
  ];
  const problems = useMemo(
    () => problemsOf({ machineNames, machines, shards }).length,
    [machineNames, machines, shards],
  );
  const go = (level: Level) => {
    if (level === 'cluster') return showAll();
    const name = chosenMachine(useSession.getState()) || layout.groups[0]?.machines[0];
    const zone = layout.groups.find(({ machines }) => machines.includes(name));
    const target = level === 'zone' ? zone?.box : layout.nodes[name];
    if (!target) return;
    if (level === 'node') setView({ cursor: `Node//${name}` });
    moveTo(viewOn(target, size, level === 'zone' ? zoneZoom : nodeZoom));
  };
  return (
    <div className={styles.bar} data-toolbar data-testid="scale-bar">
      <fieldset className={styles.levels} aria-label={words.distance}>
        {levels.map((level) => (
          <button key={level} type="button" aria-pressed={level === now} onClick={() => go(level)}>
            {words.levels[level]}
          </button>
        ))}
      </fieldset>
      <button type="button" className={styles.find} onClick={() => setView({ findOpen: true })}>
        <Search size={13} aria-hidden="true" /> <span>{words.find}</span> <KeyCap>/</KeyCap>
      </button>
      <Button disabled={problems === 0} onClick={() => nextProblem(1)}>
        {words.problem(problems)} <KeyCap>J</KeyCap>
      </Button>
    </div>
  );
}

/** Which of the steps a zoom belongs to. */
export function levelAt(zoom: number, whole: number): Level {
  if (zoom < whole * 1.12) return 'cluster';
  return zoom < (zoneZoom + nodeZoom) / 2 ? 'zone' : 'node';
}

/** The box in the middle of the pane, as near as asked if it fits. */
function viewOn(box: Box, { width, height }: { width: number; height: number }, nearest: number): View {
  const zoom = Math.min(nearest, (width - 40) / box.w, (height - 80) / box.h);
  return {
    zoom,
    x: width / 2 - (box.x + box.w / 2) * zoom,
    y: (height - 40) / 2 - (box.y + box.h / 2) * zoom,
  };
}

/** The machine that is selected, under the cursor, or has the pod that is. */
function chosenMachine(state: SessionState): string {
  const view = useView.getState();
  const ref = selectedRef(view) || view.cursor;
  return ref.startsWith('Node//') ? ref.slice('Node//'.length) : (state.pods.get(ref)?.node ?? '');
}
