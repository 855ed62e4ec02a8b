// The frame of the dock: its height, which a drag or the arrow keys change, and whether it is open. What is in it is its own.
import { type ComponentType, type PointerEvent, Suspense, useState } from 'react';
import { useView } from '../session/view-state.ts';
import { text } from '../ui/text/en.ts';
import styles from './dock-frame.module.css';

const tabsHeight = 32;
const usualHeight = 132;
const step = 16;
/** A file and a log need more lines than a terminal. */
const writingHeight = 320;

export function DockFrame({ Dock }: { readonly Dock: ComponentType }) {
  const open = useView((s) => s.dockOpen);
  const writing = useView((s) => s.dockTab === 'yaml' || s.dockTab === 'etcd');
  const [heights, setHeights] = useState({ usual: usualHeight, writing: writingHeight });
  const limit = () => Math.round(window.innerHeight * 0.5);
  const mode = writing ? 'writing' : 'usual';
  const height = Math.min(limit(), heights[mode]);
  const set = (value: number) =>
    setHeights((before) => ({ ...before, [mode]: Math.min(limit(), Math.max(tabsHeight + 48, value)) }));
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    const from = event.clientY;
    const before = height;
    handle.setPointerCapture(event.pointerId);
    const move = (e: globalThis.PointerEvent) => set(before + from - e.clientY);
    const end = () => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', end);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end);
  };
  return (
    <section className={styles.dock} data-open={open || undefined} style={{ height: open ? height : tabsHeight }}>
      {open && (
        // biome-ignore lint/a11y/useSemanticElements: a separator that moves is this role with a value; <hr> cannot be dragged
        <div
          className={styles.handle}
          role="separator"
          aria-label={text.app.resizeDock}
          aria-orientation="horizontal"
          aria-valuenow={height}
          aria-valuemin={tabsHeight + 48}
          aria-valuemax={limit()}
          tabIndex={0}
          onPointerDown={drag}
          onKeyDown={(event) => {
            if (event.key === 'ArrowUp') set(height + step);
            else if (event.key === 'ArrowDown') set(height - step);
            else return;
            event.preventDefault();
          }}
        />
      )}
      <Suspense>
        <Dock />
      </Suspense>
    </section>
  );
}
