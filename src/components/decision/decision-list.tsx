// The same decision as a list: for each node the filters it passed, the first refusal with its words, and what was not asked.
import { Check, X } from 'lucide-react';
import type { Decision } from '../../engine/index.ts';
import { decisionWords as words } from '../ui/text/decision.ts';
import styles from './decision-list.module.css';
import { type Column, FILTERS, type Outcome } from './model.ts';
import side from './side.module.css';

export function DecisionList({
  decision,
  columns,
}: {
  readonly decision: Decision;
  readonly columns: readonly Column[];
}) {
  return (
    <section className={styles.listBox}>
      <h3>{words.filters}</h3>
      <ul className={styles.list} aria-label={words.list}>
        {columns.map(({ node, nodes, now, then, postFilter }) => (
          <li key={node} data-fits={now.fits || undefined}>
            <p className={styles.listHead}>
              {now.fits ? <Check size={15} aria-hidden="true" /> : <X size={15} aria-hidden="true" />}
              <code>{nodes.length > 1 ? `${node} ${words.times(nodes.length)}` : node}</code>
              <b>{now.fits ? words.yes : words.no}</b>
              {now.total !== undefined && <span>{words.points(now.total)}</span>}
              {now.wins && <b className={side.wins}>{words.wins}</b>}
            </p>
            {!now.fits && <Refusal decision={decision} outcome={now} />}
            {then && !now.fits && (
              <p className={styles.listThen}>
                {then.fits ? words.yesWith : `${words.stillNo}: ${then.plugin}, ${then.reasons.join(', ')}`}
              </p>
            )}
            {postFilter !== '' && <p className={styles.listPost}>{postFilter}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Refusal({ decision, outcome }: { readonly decision: Decision; readonly outcome: Outcome }) {
  const order = FILTERS.map(({ plugin }) => plugin).filter(
    (plugin) => decision.asked.includes(plugin) || plugin === 'NodeUnschedulable' || plugin === 'NodeName',
  );
  const at = order.indexOf(outcome.plugin);
  if (at < 0) return null;
  return (
    <>
      <p>
        <span>{words.refusedBy(outcome.plugin)}: </span>
        <strong>{outcome.reasons.join(', ')}</strong>
      </p>
      <p className={styles.listPost}>
        {words.passedBefore(order.slice(0, at))}
        {at < order.length - 1 && `; ${words.notAskedAfter(order.length - 1 - at)}`}
      </p>
    </>
  );
}
