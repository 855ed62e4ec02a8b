// The parts of a step that not every step has: buttons that set off a fault, ways side by side, how the tasks went.

import { Zap } from 'lucide-react';
import type { CompareView, ProgressView, TriggerView } from '../../scenarios/index.ts';
import { Button } from '../ui/controls.tsx';
import { lesson as words } from '../ui/text/lesson.ts';
import styles from './extras.module.css';
import panel from './lesson.module.css';
import { Inline } from './markdown.tsx';

interface TriggersProps {
  readonly triggers: readonly TriggerView[];
  readonly onTrigger: (id: string) => void;
}

export function Triggers({ triggers, onTrigger }: TriggersProps) {
  return (
    <div className={styles.triggers}>
      {triggers.map(({ id, label }) => (
        <Button key={id} weight="primary" onClick={() => onTrigger(id)}>
          <Zap size={14} aria-hidden="true" /> <Inline text={label} />
        </Button>
      ))}
    </div>
  );
}

export function Compare({ compare }: { readonly compare: CompareView }) {
  return (
    <table className={styles.compare}>
      <caption className={panel.caption}>{words.compare}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{words.measure}</span>
          </th>
          {compare.ways.map((way) => (
            <th key={way} scope="col">
              <Inline text={way} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {compare.rows.map(({ text, values }) => (
          <tr key={text}>
            <th scope="row">
              <Inline text={text} />
            </th>
            {values.map((value, i) => (
              <td key={compare.ways[i]}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** At the end: each task, who did it, with how many actions. A figure and no praise. */
export function Outcome({ progress }: { readonly progress: ProgressView }) {
  if (progress.tasks.length === 0) return null;
  return (
    <section aria-label={words.tasks}>
      <h2 className={panel.caption}>
        {words.tasks}
        {progress.passed !== undefined && (
          <span>
            {words.score(Math.round(progress.score * 100))} · {progress.passed ? words.passed : words.notPassed}
          </span>
        )}
      </h2>
      <ul className={styles.tasks}>
        {progress.tasks.map((task) => (
          <li key={task.step}>
            <Inline text={task.title} />
            <small>{[words.solvedBy[task.solvedBy], ...words.par(task)].join(' · ')}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
