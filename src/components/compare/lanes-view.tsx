// The twin lanes above the comparison: one axis, one line where they part, and below it the life of each branch. Everything drawn is
// said in words too, for those who listen, and stands in the list below.
import type { Host, ObjectRef, Recording, Tick } from '../../engine/index.ts';
import { span } from '../ui/clock.ts';
import { StateShape } from '../ui/state-shape.tsx';
import { runs } from '../ui/text/runs.ts';
import type { Comparison } from './compare.ts';
import styles from './lanes.module.css';
import {
  axisOf,
  type Life,
  lifeOf,
  marksOf,
  type Piece,
  placeOf,
  type Span,
  type Step,
  ticksOf,
  troubledMachines,
  workloadOf,
} from './lanes.ts';
import { Letter } from './letter.tsx';

const words = runs.compare;
const stepHeight = 34;
/** Before they part, as much of the common past is shown. */
const leadShare = 0.25;

interface LanesProps {
  readonly comparison: Comparison;
  readonly a: Host;
  readonly b: Host;
  readonly names: readonly [a: string, b: string];
  readonly time: (tick: Tick) => string;
  readonly wordsOf: (action: Recording['inputs'][number]['input']) => string;
}

export function CompareLanes({ comparison, a, b, names, time, wordsOf }: LanesProps) {
  const parted = comparison.firstDifference;
  if (parted === undefined) return null;
  const to = Math.max(a.now(), b.now(), parted + 1);
  const from = Math.max(a.lessonStart, parted - Math.max(1000, (to - parted) * leadShare));
  const workload = workloadOf(comparison.objects, a);
  const machines = troubledMachines([a, b], from);
  const lives = [a, b].map((host) => lifeOf(host, workload, machines, from));
  const done = [a, b].map((host) =>
    host
      .recording()
      .inputs.filter(({ tick }) => tick >= from && tick <= to)
      .map(({ tick, input }) => ({ at: tick, text: wordsOf(input) })),
  );
  const axis = axisOf([parted, ...done.flat().map(({ at }) => at), ...ticksOf(lives)], from, to);
  const at = (tick: Tick) => `${(placeOf(axis, tick) * 100).toFixed(2)}%`;
  return (
    <section className={styles.lanes} aria-label={words.lanes}>
      <div className={styles.axis} aria-hidden="true">
        <span>{words.clusterTime}</span>
        <div>
          {marksOf(axis, a.lessonStart).map((tick) => (
            <time key={tick} style={{ left: at(tick) }}>
              {time(tick).replace(/\.000$/, '')}
            </time>
          ))}
        </div>
      </div>
      {[a, b].map((host, i) => (
        <Branch
          key={names[i] + String(i)}
          letter={i === 0 ? 'A' : 'B'}
          name={names[i]}
          host={host}
          life={lives[i]}
          workload={workload}
          axis={axis}
          at={at}
          time={time}
          done={done[i]}
        />
      ))}
      <div className={styles.over} aria-hidden="true">
        {axis.map((piece) => piece.short && <Short key={piece.from} piece={piece} />)}
        <i className={styles.parted} style={{ left: at(parted) }} />
      </div>
    </section>
  );
}

const Short = ({ piece: { left, right, from, to } }: { readonly piece: Piece }) => (
  <span className={styles.short} style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%` }}>
    <b>{span(to - from)}</b>
  </span>
);

interface BranchProps {
  readonly letter: string;
  readonly name: string;
  readonly host: Host;
  readonly life: Life;
  readonly workload: ObjectRef | undefined;
  readonly axis: readonly Piece[];
  readonly at: (tick: Tick) => string;
  readonly time: (tick: Tick) => string;
  readonly done: readonly { readonly at: Tick; readonly text: string }[];
}

function Branch({ letter, name, host, life, workload, axis, at, time, done }: BranchProps) {
  const lost = host
    .traffic()
    .reduce((sum, { refused, timedOut, reset, failed }) => sum + refused + timedOut + reset + failed, 0);
  const pods = host.list('pods') as readonly { readonly status?: { readonly phase?: string } }[];
  const running = pods.filter(({ status }) => status?.phase === 'Running').length;
  const last = life.steps.at(-1);
  return (
    <div className={styles.branch}>
      <div className={styles.who}>
        <p>
          <Letter letter={letter} /> <strong>{name}</strong>
        </p>
        <p>
          {host.traffic().length > 0 && words.lost(lost)}
          <span>{words.running(running, pods.length)}</span>
          <span>{words.revision(host.revision())}</span>
        </p>
      </div>
      <div className={styles.rows}>
        <Row label={words.youDid}>
          {done.map((one) => (
            <span
              key={`${one.at} ${one.text}`}
              className={styles.done}
              style={{ left: at(one.at) }}
              title={time(one.at)}
            >
              {one.text}
            </span>
          ))}
        </Row>
        {life.machines.map(({ name: machine, spans, beats }) => (
          <Row key={machine} label={`${machine} Ready`}>
            {beats.map((tick) => (
              <i key={tick} className={styles.beat} style={{ left: at(tick) }} />
            ))}
            {spans.map((one) => (
              <Band key={one.from} span={one} axis={axis} />
            ))}
          </Row>
        ))}
        {workload && last && (
          <Row label={words.podsReady(workload.split('/')[2])} tall>
            <StepLine steps={life.steps} axis={axis} until={host.now()} />
            {life.steps.filter(hasRoom(axis, host.now())).map((step, i) => (
              <span
                key={step.at}
                className={styles.count}
                style={{ left: at(step.at) }}
                data-first={i === 0 || undefined}
              >
                {words.readyOf(step.ready, step.wanted)}
              </span>
            ))}
          </Row>
        )}
        {life.lost.length > 0 && (
          <Row label={words.lostRow}>
            {life.lost.map((tick, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two may be lost in one tick
              <i key={i} className={styles.lost} style={{ left: at(tick) }} />
            ))}
          </Row>
        )}
      </div>
    </div>
  );
}

function Row({
  label,
  tall = false,
  children,
}: {
  readonly label: string;
  readonly tall?: boolean;
  readonly children: React.ReactNode;
}) {
  return (
    <div className={styles.row} data-tall={tall || undefined}>
      <span>{label}</span>
      <div>{children}</div>
    </div>
  );
}

function Band({ span: { from, to, ready }, axis }: { readonly span: Span; readonly axis: readonly Piece[] }) {
  const left = placeOf(axis, from);
  const width = placeOf(axis, to) - left;
  return (
    <span className={styles.band} data-ready={ready} style={{ left: `${left * 100}%`, width: `${width * 100}%` }}>
      <StateShape state={ready === 'True' ? 'Running' : 'NotReady'} size={10} /> {ready}
    </span>
  );
}

/** Solid: how many are ready, as the API says. Dashed: how many are wanted. */
function StepLine({
  steps,
  axis,
  until,
}: {
  readonly steps: readonly Step[];
  readonly axis: readonly Piece[];
  readonly until: Tick;
}) {
  const most = Math.max(1, ...steps.map(({ ready, wanted }) => Math.max(ready, wanted)));
  const line = (value: (step: Step) => number) => {
    const y = (step: Step) => (stepHeight - 4 - (value(step) / most) * (stepHeight - 8)).toFixed(1);
    const x = (tick: Tick) => (placeOf(axis, tick) * 1000).toFixed(1);
    return steps.map((step, i) => `${x(step.at)},${y(step)} ${x(steps[i + 1]?.at ?? until)},${y(step)}`).join(' ');
  };
  return (
    <svg className={styles.line} viewBox={`0 0 1000 ${stepHeight}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline className={styles.wanted} points={line(({ wanted }) => wanted)} vectorEffect="non-scaling-stroke" />
      <polyline className={styles.ready} points={line(({ ready }) => ready)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** A count is written where the next one leaves it room. */
const hasRoom =
  (axis: readonly Piece[], until: Tick) =>
  ({ at }: Step, i: number, steps: readonly Step[]): boolean =>
    placeOf(axis, steps[i + 1]?.at ?? until) - placeOf(axis, at) > 0.1 || i === steps.length - 1;
