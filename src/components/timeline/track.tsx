// The line itself. What changes slowly (flags, labels, ticks) is drawn by React ten times a second; the playhead moves with
// every frame by itself. Dragging it seeks; so do the keys of a slider.
import { Flag as FlagIcon, Lock } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { partsOf } from '../inspector/references.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { isLocked } from '../session/page-options.ts';
import { session } from '../session/session.ts';
import { type SessionState, useSession, useSlowTick } from '../session/store.ts';
import { nextAction, nextUndone, previousBeat, undoesFrom } from '../session/undo.ts';
import { selectedRef, useView } from '../session/view-state.ts';
import { clockTime, offset } from '../ui/clock.ts';
import { StateShape } from '../ui/state-shape.tsx';
import { lesson as lessonWords } from '../ui/text/lesson.ts';
import { panels } from '../ui/text/panels.ts';
import { actionWords } from './action-words.ts';
import { type Axis, type AxisView, axisLabels, axisOf, keepSegments, pxOf, tickAtPx, viewOf } from './axis.ts';
import { GuessMarks } from './guess-marks.tsx';
import under from './rails.module.css';
import { Rails, useOthers } from './rails.tsx';
import { stepAt } from './record.ts';
import styles from './timeline.module.css';
import { useTimeline } from './timeline-store.ts';
import { blocksOf, flagsOf, revisionTicks, shapesOf, stepLine } from './track.ts';
import { tempoWord } from './transport.tsx';

const words = panels.timeline;
const compactBelow = 300;
/** Heights in the track, from the top of the timeline. */
const lineTop = 81;
const lineBottom = 94;

export function Track() {
  useSlowTick();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [held, setHeld] = useState<AxisView>();
  const state = useSession.getState();
  const { axis, view } = present(state, width, held);
  const compact = width < compactBelow;
  const others = useOthers();
  const guessed = useLesson((s) => s.view?.prediction?.guess !== undefined);
  const seekTo = (clientX: number, from: AxisView) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    session().seek(tickAtPx(present(useSession.getState(), width, from).axis, from, clientX - left));
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || isLocked('seek') || (event.target as Element).closest('[data-flag]')) return;
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    session().pause();
    setHeld(view);
    seekTo(event.clientX, view);
    let wanted: number | undefined;
    let request = 0;
    const go = () => {
      request = 0;
      if (wanted !== undefined) seekTo(wanted, view);
      wanted = undefined;
    };
    const move = (moved: globalThis.PointerEvent) => {
      wanted = moved.clientX;
      request ||= requestAnimationFrame(go);
    };
    const end = () => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', end);
      target.removeEventListener('pointercancel', end);
      cancelAnimationFrame(request);
      go();
      setHeld(undefined);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  };
  return (
    <div className={styles.track} ref={box} data-compact={compact || undefined} onPointerDown={onDown}>
      {width > 0 && (
        <>
          {!compact && <Flags axis={axis} view={view} width={width} state={state} />}
          <Band axis={axis} view={view} width={width} compact={compact} />
          {!compact && others.length === 0 && <StepLine axis={axis} view={view} width={width} state={state} />}
          {!compact && <Rails axis={axis} view={view} width={width} others={others} />}
          {guessed && !compact && <GuessMarks axis={axis} view={view} width={width} />}
          <Spoken axis={axis} view={view} width={width} />
          <Playhead axis={axis} view={view} held={held} width={width} state={state} compact={compact} />
        </>
      )}
    </div>
  );
}

interface Drawn {
  readonly axis: Axis;
  readonly view: AxisView;
  readonly width: number;
}

function Flags({ axis, view, width, state }: Drawn & { readonly state: SessionState }) {
  const marks = useTimeline((s) => s.record.marks);
  return (
    <>
      {flagsOf(state.actions, axis, view, width, state.tick, pxOf(axis, view, state.tick)).map((flag) => (
        <button
          key={flag.id}
          type="button"
          data-flag=""
          className={styles.flag}
          data-side={flag.side}
          data-by={flag.byLesson ? 'lesson' : undefined}
          data-ahead={flag.ahead || undefined}
          style={{ left: flag.side === 'left' ? flag.px - flag.room + 12 : flag.px, width: flag.room }}
          // The slider reaches the same moments with PageUp and PageDown.
          tabIndex={-1}
          aria-label={words.goTo(flag.words)}
          title={flag.words}
          onClick={() => {
            if (isLocked('seek')) return;
            session().pause();
            session().seek(flag.tick);
          }}
        >
          <FlagIcon size={11} fill={flag.ahead ? 'none' : 'currentColor'} aria-hidden="true" />
          {flag.side !== 'none' && <span>{flag.words}</span>}
        </button>
      ))}
      {shapesOf(marks, axis, view, width).map((shape) => (
        <span
          key={shape.px}
          className={styles.shape}
          style={{ left: shape.px - 5 }}
          title={`${words.more(shape.count)}: ${shape.state}`}
        >
          <StateShape state={shape.state} size={11} />
        </span>
      ))}
    </>
  );
}

function Band({ axis, view, width, compact }: Drawn & { readonly compact: boolean }) {
  const ticks = compact ? [] : revisionTicks(session().messages.all(), axis, view, width);
  const { lessonStart } = useSession.getState();
  const locked = useLesson((s) => s.view?.futureLocked === true);
  const labels = compact
    ? []
    : axisLabels(
        axis,
        view,
        width - 30,
        (tick) => axisClock(tick - lessonStart),
        (stretch) =>
          stretch.pace === 'slow' ? words.slowWord : words.shortened(stretch.toTick - stretch.fromTick, stretch.playMs),
      );
  const future = Math.max(0, Math.min(width, view.endPx));
  return (
    <>
      <div className={styles.band}>
        {blocksOf(axis, view, width).map((block, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
            key={index}
            className={styles.block}
            data-pace={block.pace}
            style={{ left: block.px, width: Math.max(1, block.width) }}
          />
        ))}
        {ticks.map((tick, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a tick is its place
          <span key={index} className={styles.tick} data-yours={tick.yours || undefined} style={{ left: tick.px }} />
        ))}
        {!compact && width - future > 100 && (
          <span className={styles.notRun} data-locked={locked || undefined}>
            {locked && <Lock size={10} aria-hidden="true" />} {locked ? lessonWords.locked : words.notRun}
          </span>
        )}
      </div>
      {labels.map((label) => (
        <span
          key={`${label.px}${label.kind}`}
          className={styles.label}
          data-kind={label.kind}
          data-pace={label.pace}
          style={{ left: label.px }}
        >
          {label.text}
        </span>
      ))}
    </>
  );
}

function StepLine({ axis, view, width, state }: Drawn & { readonly state: SessionState }) {
  const selected = useView(selectedRef);
  const steps = useTimeline((s) => s.record.steps);
  const focus = focused(selected, state, steps);
  const own = focus ? (steps.get(focus) ?? []) : [];
  const at = stepAt(own, state.tick);
  if (!focus || !at) return null;
  const label = `${partsOf(focus).name}: ${words.ready(at.ready, at.wanted)}`;
  const head = pxOf(axis, view, state.tick);
  const right = head + 8 + label.length * 6.2 < width;
  return (
    <>
      <svg className={under.steps} width={width} height="100" aria-hidden="true">
        <polyline points={stepLine(own, axis, view, lineTop, lineBottom)} />
      </svg>
      <span className={under.stepLabel} style={right ? { left: head + 8 } : { right: width - head + 8 }}>
        {label}
      </span>
    </>
  );
}

/** The moment that the lesson's sentence speaks of. */
function Spoken({ axis, view, width }: Drawn) {
  const at = useLesson((s) => s.view?.beat?.anchor?.at);
  if (at === undefined) return null;
  const px = Math.min(width, Math.max(0, pxOf(axis, view, at)));
  const label = words.spoken(clockTime(at - useSession.getState().lessonStart));
  return (
    <span className={styles.spoken} style={{ left: px }} data-side={px > width / 2 ? 'left' : 'right'}>
      <span>{label}</span>
    </span>
  );
}

interface HeadProps extends Drawn {
  readonly held: AxisView | undefined;
  readonly state: SessionState;
  readonly compact: boolean;
}

function Playhead({ axis, view, held, width, state, compact }: HeadProps) {
  const head = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const move = (now: number) => {
      const drawn = present(useSession.getState(), width, held);
      const px = Math.min(width, Math.max(0, pxOf(drawn.axis, drawn.view, now)));
      if (head.current) head.current.style.transform = `translateX(${px}px)`;
    };
    move(session().now());
    return session().onFrame(move);
  }, [width, held]);
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    if (isLocked('seek')) return;
    const run = keys[event.key];
    if (!run) return;
    run();
    event.preventDefault();
    event.stopPropagation();
  };
  const since = state.actions.findLast((action) => action.tick <= state.tick);
  const undone = nextUndone(state, undoesFrom(session()));
  const justBefore = undone?.tick === state.tick + 1 ? words.before(actionWords(undone.action)) : '';
  const pill = justBefore || (since ? offset(state.tick - since.tick) : '');
  const end = Math.max(state.horizon, useTimeline.getState().reached);
  return (
    <div
      ref={head}
      className={styles.head}
      role="slider"
      tabIndex={0}
      aria-label={words.head}
      aria-valuemin={0}
      aria-valuemax={end - state.lessonStart}
      aria-valuenow={Math.min(end, state.tick) - state.lessonStart}
      aria-valuetext={words.headValue(clockTime(state.tick - state.lessonStart), tempoWord())}
      onKeyDown={onKey}
    >
      <span className={styles.knob} />
      {pill !== '' && !compact && (
        <span className={styles.pill} data-edge={edgeOf(pxOf(axis, view, state.tick), width, pill.length * 3.4 + 8)}>
          {pill}
        </span>
      )}
    </div>
  );
}

/** Near an end of the track the pill stands beside the playhead, for half of it would be outside. */
function edgeOf(px: number, width: number, half: number): string | undefined {
  return px < half ? 'left' : px > width - half ? 'right' : undefined;
}

const keys: Readonly<Record<string, () => void>> = {
  ArrowLeft: () => session().stepBack(),
  ArrowDown: () => session().stepBack(),
  ArrowRight: () => session().stepForward(),
  ArrowUp: () => session().stepForward(),
  PageUp: () => previousBeat(session()),
  PageDown: () => nextAction(session()),
  Home: () => session().seek(useSession.getState().lessonStart),
  End: () => session().seek(Math.max(useSession.getState().horizon, useTimeline.getState().reached)),
};

/** Axis and what of it is on screen, as of now. While the playhead is dragged the view stays where it was. */
function present(state: SessionState, width: number, held: AxisView | undefined): { axis: Axis; view: AxisView } {
  const known = useTimeline.getState();
  const segments = keepSegments(known.segments, state.segments);
  const axis = axisOf(segments, state.lessonStart, Math.max(known.reached, state.tick));
  return { axis, view: held ?? viewOf(axis, state.tick, width) };
}

/** The workload whose readiness is drawn: that of the selection, else the one that changed last. */
function focused(
  selected: string,
  state: SessionState,
  steps: ReadonlyMap<string, readonly { readonly tick: number }[]>,
): string | undefined {
  let ref = state.pods.get(selected)?.owner ?? selected;
  while (state.workloads[ref]?.owner) ref = state.workloads[ref]?.owner ?? '';
  if (state.workloads[ref]) return ref;
  const roots = Object.values(state.workloads).filter((one) => one.owner === '' && one.namespace !== 'kube-system');
  const changed = (one: string) => steps.get(one)?.findLast((step) => step.tick <= state.tick)?.tick ?? -1;
  return roots.sort((a, b) => changed(b.ref) - changed(a.ref) || b.createdAt - a.createdAt)[0]?.ref;
}

/** `2:14`, or with milliseconds where the tick is not a whole second. */
function axisClock(ticks: number): string {
  const [minutes = '', rest = ''] = clockTime(ticks).replace(/^0/, '').split('.');
  return rest === '000' ? minutes : `${minutes}.${rest}`;
}

function useWidth(box: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!box.current) return;
    setWidth(box.current.clientWidth);
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
