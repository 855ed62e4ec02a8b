// The cluster as a picture: pieces in a React Flow pane, lanes beneath them, one canvas of tokens above. It is one tab stop;
// arrow keys move a cursor from object to object, Enter opens, Esc closes, and every pointer gesture has a key.

import { ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { Maximize, Minus, Plus, Zap } from 'lucide-react';
import {
  type KeyboardEvent,
  lazy,
  type MouseEvent,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { usePageOptions } from '../session/page-options.ts';
import { useSession } from '../session/store.ts';
import { select, selectedRef, setView, useView } from '../session/view-state.ts';
import { Button, KeyCap } from '../ui/controls.tsx';
import { text } from '../ui/text/en.ts';
import { ActionsMenu } from './actions-menu.tsx';
import { fitOf, isSeenSo, moveTo } from './camera.ts';
import styles from './canvas.module.css';
import { objectId } from './cards/object.tsx';
import { LanesPicture } from './lanes-picture.tsx';
import { formOf, isPairs, type Layout, layoutOf } from './layout.ts';
import { networkNeed } from './layout-network.ts';
import { levelAt, tilesIn, useLevel } from './level.ts';
import { Narration } from './narration.tsx';
import type { Found } from './overlay.ts';
import { type Piece, piecesOf, pieceTypes } from './pieces.tsx';
import { usePress } from './press.ts';
import { useSceneCamera } from './scene-camera.ts';
import { type Direction, nextSpot, type Spot } from './spatial.ts';
import { TokenLayer } from './token-layer.tsx';
import './vendor.css';

const ScaleBar = lazy(() => import('./scale-bar.tsx'));

const narrowBelow = 600;
const zoomStep = 1.25;
/** On a screen of 1920 pixels: from here on a hall gains nothing by coming nearer, and would lose the rest. */
const readableZoom = 0.8;

/** `plain`: less of everything and no tools, for a picture beside a text. */
export function Canvas({ plain = false }: { readonly plain?: boolean }) {
  return (
    <ReactFlowProvider>
      <Picture plain={plain} />
    </ReactFlowProvider>
  );
}

/** The layout for the machines there are; new only when one came or went, changed its zone, or the page its width. */
function useLayout({ width, height }: { width: number; height: number }, plain: boolean): Layout {
  const projector = useView((s) => s.theme === 'projector') || plain;
  const compact = usePageOptions((s) => s.given.ui === 'compact');
  const narrow = width > 0 && (compact || width < narrowBelow);
  // Steps of a tenth, so that a resized page does not build a layout for every pixel.
  const aspect = narrow ? Math.round((height / width) * 10) / 10 : 0;
  const names = useSession((s) => s.machineNames);
  const shape = useSession((s) =>
    s.machineNames
      .map(
        (n) =>
          `${n} ${s.machines[n]?.node?.labels['topology.kubernetes.io/zone'] ?? ''} ${s.machines[n]?.processes.join()}`,
      )
      .join('|'),
  );
  const { bars, line, sources } = useNetworkNeed();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` is what the layout depends on; machines change more often
  return useMemo(() => {
    const machines = names.map((name) => useSession.getState().machines[name]).filter((m) => m !== undefined);
    const workers = machines.filter((m) => m.role === 'worker').length;
    return layoutOf(formOf(workers, narrow, projector), machines, aspect, { bars, line, sources });
  }, [names, shape, narrow, projector, aspect, bars, line, sources]);
}

/** What there is of Services, users and autoscalers; users' counters change all the time, this seldom. */
function useNetworkNeed() {
  const key = useSession((s) => {
    const need = networkNeed(Object.values(s.services), Object.values(s.traffic), Object.values(s.autoscalers));
    return `${need.bars} ${need.sources} ${need.line ? 'line' : ''}`;
  });
  const [bars, sources, line] = key.split(' ');
  return { bars: Number(bars), sources: Number(sources), line: line !== '' };
}

function Picture({ plain }: { readonly plain: boolean }) {
  const root = useRef<HTMLElement>(null);
  const flow = useReactFlow<Piece>();
  const [size, setSize] = useState({ width: 0, height: 0 });
  const layout = useLayout(size, plain);
  const names = useSession((s) => s.machineNames);
  const projector = useView((s) => s.theme === 'projector');
  const pieces = useMemo(
    () =>
      piecesOf(
        layout,
        names.map((n) => useSession.getState().machines[n]).filter((m) => m !== undefined),
      ),
    [layout, names],
  );
  useEffect(() => {
    const node = Object.values(layout.nodes)[0];
    useLevel.setState({ tiles: node ? tilesIn(layout.form, node.h) : 4 });
  }, [layout]);
  const own = useRef(true);
  /** Where the camera came to rest. */
  const [zoom, setZoom] = useState(1);
  const fitZoom = useRef(1);
  const find = useRef<(x: number, y: number) => Found | undefined>(() => undefined);
  const onReady = useCallback((f: typeof find.current) => {
    find.current = f;
  }, []);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const first = useRef(true);
  const showAll = useCallback(
    (at: { width: number; height: number }, now: boolean) => {
      if (at.width === 0) return;
      const view = fitOf(layout, at.width, at.height, projector);
      fitZoom.current = view.zoom;
      own.current = true;
      moveTo(flow, view, now);
    },
    [flow, layout, projector],
  );
  // To press is to stop the camera on its way, and to hold it.
  const press = usePress(find, () => {
    if (own.current && !isSeenSo(flow, fitOf(layout, size.width, size.height, projector))) showAll(size, false);
  });
  useEffect(() => {
    if (!own.current || press.held.current) return;
    showAll(size, first.current);
    if (size.width > 0) first.current = false;
  }, [showAll, size, press.held]);

  const showWhole = useCallback(() => showAll(size, false), [showAll, size]);
  const readable = useCallback(
    () => projector && fitZoom.current >= (readableZoom * window.innerWidth) / 1920,
    [projector],
  );
  useSceneCamera({ root, flow, showAll: showWhole, readable, own });

  const onViewportChange = useCallback(() => {
    const zoom = flow.getZoom() / (projector ? fitZoom.current : 1);
    const before = useLevel.getState().level;
    const level = levelAt(zoom, before);
    if (level !== before) useLevel.setState({ level });
  }, [flow, projector]);

  const zoomBy = (factor: number) => {
    own.current = false;
    void (factor > 1 ? flow.zoomIn({ duration: 160 }) : flow.zoomOut({ duration: 160 }));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (onCanvasKey(event.key, root.current, { zoomBy, fit: () => showAll(size, false), layout, flow, own })) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const onMouseMove = (event: MouseEvent<HTMLElement>) => {
    const found = find.current(event.clientX, event.clientY);
    if (root.current) root.current.dataset.overToken = found ? 'yes' : '';
    const hoveredToken = found && 'message' in found ? found.message : undefined;
    if (hoveredToken !== useView.getState().hoveredToken) setView({ hoveredToken });
  };
  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    const ref = (event.target as HTMLElement).closest<HTMLElement>('[data-object]')?.dataset.object ?? '';
    if (ref) select(ref);
    setView({ menu: { ref, x: event.clientX, y: event.clientY } });
  };
  return (
    <section
      ref={root}
      className={styles.canvas}
      data-testid="canvas"
      data-form={layout.form}
      data-pairs={isPairs(layout) || undefined}
      data-network={layout.network && layout.form !== 'compact' ? '' : undefined}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
      {...useAccessibleName()}
      onKeyDown={onKeyDown}
      {...press.handlers}
      onMouseMove={onMouseMove}
      onContextMenu={onContextMenu}
    >
      <ReactFlow<Piece>
        nodes={pieces}
        edges={noEdges}
        nodeTypes={pieceTypes}
        minZoom={0.1}
        maxZoom={4}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        onlyRenderVisibleElements
        zoomOnDoubleClick={false}
        panOnScroll={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        attributionPosition={attributionOf(layout)}
        onMoveStart={() => root.current?.classList.add(styles.moving)}
        onMove={(event) => {
          // A click begins a move too; only what was moved stays where it was put.
          if (event && !press.held.current) own.current = false;
          onViewportChange();
        }}
        onMoveEnd={() => {
          root.current?.classList.remove(styles.moving);
          onViewportChange();
          setZoom(flow.getZoom());
        }}
      >
        <LanesPicture layout={layout} />
      </ReactFlow>
      <TokenLayer layout={layout} onReady={onReady} />
      <div className={styles.toolbar} data-toolbar hidden={plain}>
        <ActionsButton />
        <Button
          weight="icon"
          aria-label={text.canvas.zoomOut}
          title={text.canvas.zoomOut}
          onClick={() => zoomBy(1 / zoomStep)}
        >
          <Minus size={14} aria-hidden="true" />
        </Button>
        <Button weight="icon" aria-label={text.canvas.fit} title={text.canvas.fit} onClick={() => showAll(size, false)}>
          <Maximize size={13} aria-hidden="true" />
        </Button>
        <Button
          weight="icon"
          aria-label={text.canvas.zoomIn}
          title={text.canvas.zoomIn}
          onClick={() => zoomBy(zoomStep)}
        >
          <Plus size={14} aria-hidden="true" />
        </Button>
      </div>
      {!plain && !projector && layout.form !== 'compact' && <Narration root={root} />}
      {!plain && !projector && layout.form === 'scale' && (
        <Suspense>
          <ScaleBar
            layout={layout}
            size={size}
            zoom={zoom}
            whole={fitZoom.current}
            showAll={showWhole}
            moveTo={(view) => {
              own.current = false;
              moveTo(flow, view);
            }}
          />
        </Suspense>
      )}
      <ActionsMenu />
    </section>
  );
}

const noEdges: never[] = [];

/** Whose picture this is stands in the corner that is free. */
function attributionOf({ form, network }: Layout) {
  if (form === 'scale') return 'top-right';
  return network && form !== 'compact' ? 'bottom-right' : 'bottom-left';
}

/** The counts and, for assistive technology, where the cursor is. */
function useAccessibleName(): { 'aria-label': string; 'aria-activedescendant': string | undefined } {
  const cursor = useView((s) => s.cursor);
  const name = useSession((s) => {
    let failing = 0;
    let nodes = 0;
    for (const pod of s.pods.values()) if (pod.state === 'Failing') failing++;
    for (const machine of s.machineNames) if (s.machines[machine]?.node) nodes++;
    return text.canvas.name(nodes, s.pods.size, failing);
  });
  return { 'aria-label': name, 'aria-activedescendant': cursor ? objectId(cursor) : undefined };
}

function ActionsButton() {
  const ref = useView(selectedRef);
  return (
    <Button
      className={styles.actions}
      aria-haspopup="menu"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        setView({ menu: { ref, x: box.left, y: box.top - 8 } });
      }}
    >
      <Zap size={13} aria-hidden="true" /> {text.actions.open} <KeyCap>M</KeyCap>
    </Button>
  );
}

interface CanvasKeys {
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
  readonly layout: Layout;
  readonly flow: ReturnType<typeof useReactFlow<Piece>>;
  readonly own: { current: boolean };
}

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

function onCanvasKey(key: string, root: HTMLElement | null, keys: CanvasKeys): boolean {
  const { cursor, menu } = useView.getState();
  // The menu arrives with its own keys; a quick Enter must not go to the picture behind it.
  if (menu && key !== 'Escape') return true;
  if (key in arrows) {
    const next = nextSpot(spotsOf(root), cursor, arrows[key]);
    if (next) setView({ cursor: next });
    return true;
  }
  switch (key) {
    case 'Enter': {
      if (!cursor) return false;
      const already = selectedRef(useView.getState()) === cursor;
      if (already) zoomTo(cursor, root, keys);
      else select(cursor);
      return true;
    }
    case 'Escape':
      if (useView.getState().menu || useView.getState().selection) return false;
      keys.fit();
      return true;
    case '+':
    case '=':
      keys.zoomBy(zoomStep);
      return true;
    case '-':
    case '−':
      keys.zoomBy(1 / zoomStep);
      return true;
    case '0':
      keys.fit();
      return true;
    case 'm':
    case 'M': {
      const ref = cursor || selectedRef(useView.getState());
      const box = root?.querySelector(`[data-object="${CSS.escape(ref)}"]`)?.getBoundingClientRect();
      const at = box ?? root?.getBoundingClientRect();
      setView({ menu: { ref, x: at ? (at.left + at.right) / 2 : 0, y: at ? (at.top + at.bottom) / 2 : 0 } });
      return true;
    }
    default:
      return false;
  }
}

function spotsOf(root: HTMLElement | null): Spot[] {
  const spots: Spot[] = [];
  for (const element of root?.querySelectorAll<HTMLElement>('[data-object]') ?? []) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    spots.push({ ref: element.dataset.object ?? '', left, top, right, bottom });
  }
  return spots;
}

/** Brings an object near enough to show its pods as cards. */
function zoomTo(ref: string, root: HTMLElement | null, { flow, own }: CanvasKeys): void {
  const box = root?.querySelector(`[data-object="${CSS.escape(ref)}"]`)?.getBoundingClientRect();
  if (!box) return;
  const centre = flow.screenToFlowPosition({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });
  own.current = false;
  void flow.setCenter(centre.x, centre.y, { zoom: 1.7, duration: useView.getState().reducedMotion ? 0 : 320 });
}
