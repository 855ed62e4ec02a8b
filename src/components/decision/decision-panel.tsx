// The scheduler's decision about one pod, in full: the message, every filter's verdict on every node, what preemption found, the
// points, and edits that would change the answer. Nothing happens to the cluster until they are applied.
import { ChevronLeft, ChevronRight, Scale, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Remedy, unsupported } from '../../engine/index.ts';
import { useSession } from '../session/store.ts';
import { useView } from '../session/view-state.ts';
import { clockTime } from '../ui/clock.ts';
import { Button } from '../ui/controls.tsx';
import { StateShape } from '../ui/state-shape.tsx';
import { decisionWords as words } from '../ui/text/decision.ts';
import styles from './decision.module.css';
import { DecisionList } from './decision-list.tsx';
import { FilterTable } from './filter-table.tsx';
import { columnsOf, messageParts, scoresOf } from './model.ts';
import { closeDecision } from './open-decision.ts';
import { Remedies } from './remedies.tsx';
import { ScoreList } from './score-table.tsx';
import side from './side.module.css';
import { type Pod, type Scene, useScene, useWhatIf } from './use-decision.ts';

const SHOWN_SCORES = 4;

export function DecisionPanel() {
  const ref = useView((s) => s.decisionFor);
  return ref === '' ? null : <About key={ref} target={ref} />;
}

function About({ target }: { readonly target: string }) {
  const [number, setNumber] = useState<number>();
  const [on, setOn] = useState<readonly Remedy[]>([]);
  const scene = useScene(target, number);
  const asList = useAsList();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const { attempt, pod, attempts } = scene;
  const isLatest = attempt?.number === attempts.at(-1)?.number;
  const waiting = isLatest && pod !== undefined && !pod.spec?.nodeName && attempt?.decision.chosen === -1;
  const { offered, helps, changed } = useWhatIf(scene, on, waiting);
  const decision = attempt?.decision;
  if (!decision) {
    return (
      <section className={styles.panel} data-testid="decision" aria-label={words.title}>
        <Head target={target} scene={scene} title={title} choose={setNumber} />
        <p className={styles.note}>{words.none}</p>
      </section>
    );
  }
  const columns = columnsOf(decision, changed);
  const lacking = unsupported(pod);
  const scores = scoresOf(changed ?? decision, SHOWN_SCORES);
  const fit = (changed ?? decision).feasible.length;
  return (
    <section className={styles.panel} data-testid="decision" data-surface="" aria-label={words.title}>
      <Head target={target} scene={scene} title={title} choose={setNumber} />
      <div className={styles.body}>
        <Message decision={decision} pod={target} />
        {lacking.length > 0 && <p className={styles.note}>{words.notSimulated(lacking)}</p>}
        {decision.preFilterRefusal && (
          <p className={styles.note}>{words.beforehand(decision.preFilterRefusal.plugin)}</p>
        )}
        {decision.nodeNames && (
          <p className={styles.note}>{words.narrowed(decision.nodeNames, decision.narrowedBy ?? [])}</p>
        )}
        <div className={styles.halves}>
          {asList ? (
            <DecisionList decision={decision} columns={columns} />
          ) : (
            <FilterTable decision={decision} columns={columns} scene={scene} bars={waiting} changed={changed} />
          )}
          <div className={side.side}>
            <Remedies
              pod={pod}
              isLatest={isLatest}
              waiting={waiting}
              offered={offered}
              helps={helps}
              on={on}
              setOn={setOn}
            />
            {scores ? (
              <ScoreList table={scores} fit={fit} changed={changed !== undefined} />
            ) : (
              changed && fit === 0 && <p className={styles.note}>{words.noneFits}</p>
            )}
          </div>
        </div>
      </div>
    </section>
  );
}

interface HeadProps {
  readonly target: string;
  readonly scene: Scene;
  readonly title: React.RefObject<HTMLHeadingElement | null>;
  readonly choose: (attempt: number) => void;
}

function Head({ target, scene: { attempt, attempts, pod }, title, choose }: HeadProps) {
  const state = useSession((s) => s.pods.get(target)?.state);
  const start = useSession((s) => s.lessonStart);
  const at = attempts.findIndex(({ number }) => number === attempt?.number);
  const step = (by: number) => () => {
    const other = attempts[at + by];
    if (other) choose(other.number);
  };
  const which = attempt && words.attempt(attempt.number, attempts.at(-1)?.number ?? 1, clockTime(attempt.at - start));
  return (
    <header className={styles.head}>
      <Scale size={16} aria-hidden="true" />
      <h2 ref={title} tabIndex={-1}>
        {words.title}
      </h2>
      <code className={styles.podName}>{target.slice(target.lastIndexOf('/') + 1)}</code>
      {state && (
        <span className={styles.state}>
          <StateShape state={state} /> {state}
        </span>
      )}
      <span className={styles.wants}>{pod ? wantsOf(pod) : words.gone}</span>
      {which && (
        <nav className={styles.attempts} aria-label={words.attempts}>
          <Button weight="icon" aria-label={words.previous} disabled={at <= 0} onClick={step(-1)}>
            <ChevronLeft size={16} aria-hidden="true" />
          </Button>
          <span aria-live="polite">
            {which.before} <strong>{which.number}</strong>
            {which.after}
          </span>
          <Button weight="icon" aria-label={words.next} disabled={at >= attempts.length - 1} onClick={step(1)}>
            <ChevronRight size={16} aria-hidden="true" />
          </Button>
        </nav>
      )}
      <Button
        className={styles.close}
        weight="icon"
        aria-label={words.close}
        title={words.close}
        onClick={closeDecision}
      >
        <X size={16} aria-hidden="true" />
      </Button>
    </header>
  );
}

/** Requests and selector, as the manifest has them. */
function wantsOf({ spec }: Pod): string {
  const parts: string[] = [];
  const one = spec?.containers.length === 1 ? spec.containers[0] : undefined;
  for (const container of spec?.containers ?? []) {
    const { cpu, memory } = container.resources?.requests ?? {};
    const asked = [cpu && `${cpu} cpu`, memory && `${memory} memory`].filter(Boolean).join(', ');
    if (asked) parts.push(one ? asked : `${container.name}: ${asked}`);
  }
  for (const [key, value] of Object.entries(spec?.nodeSelector ?? {})) parts.push(`${key}=${value}`);
  return parts.length > 0 ? words.wants(parts.join(', ')) : '';
}

function Message({
  decision,
  pod,
}: {
  readonly decision: NonNullable<Scene['attempt']>['decision'];
  readonly pod: string;
}) {
  const [, namespace, name] = pod.split('/');
  if (decision.fitError === null) {
    const node = decision.nodes[decision.feasible[decision.chosen]] ?? '';
    return (
      <p className={styles.message} data-good="">
        <b>Scheduled</b> default-scheduler <span>{words.assigned(`${namespace}/${name}`, node)}</span>
      </p>
    );
  }
  let offset = 0;
  return (
    <p className={styles.message}>
      <b>FailedScheduling</b> default-scheduler{' '}
      {messageParts(decision).map(({ text, isReason }) => {
        offset += text.length;
        return isReason ? <mark key={offset}>{text}</mark> : <span key={offset}>{text}</span>;
      })}
    </p>
  );
}

/** In the list surface, and where there is no room for columns. */
function useAsList(): boolean {
  const inList = useView((s) => s.surface === 'list');
  const [narrow, setNarrow] = useState(() => matchMedia('(max-width: 599px)').matches);
  useEffect(() => {
    const query = matchMedia('(max-width: 599px)');
    const look = () => setNarrow(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return inList || narrow;
}
