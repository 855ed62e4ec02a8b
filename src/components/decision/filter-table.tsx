// Nodes as columns, filters as rows: a line falls through each gate and ends at the first refusal, with the scheduler's own words.
// Below it nothing was asked. With edits switched on, a dashed line shows how the node would go on.
import { AlertTriangle, Check, X } from 'lucide-react';
import type { Decision } from '../../engine/index.ts';
import { decisionWords as words } from '../ui/text/decision.ts';
import panel from './decision.module.css';
import styles from './gates.module.css';
import { type Column, cellOf, FILTERS, isSkipped, type Outcome } from './model.ts';
import { NodeHead } from './node-head.tsx';
import side from './side.module.css';
import type { Scene } from './use-decision.ts';

interface Props {
  readonly decision: Decision;
  readonly columns: readonly Column[];
  readonly scene: Scene;
  /** Room and requests are of now, and so belong to the latest attempt only. */
  readonly bars: boolean;
  readonly changed: Decision | undefined;
}

export function FilterTable({ decision, columns, scene, bars, changed }: Props) {
  const missing = decision.nodeCount - decision.nodes.length;
  const early = missing > 0 && decision.nodeNames === undefined && decision.preFilterRefusal === undefined;
  const lost = decision.feasible.length === 0;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: many columns scroll sideways, and a keyboard must be able to do that
    <section className={styles.tableBox} aria-label={words.filters} tabIndex={0}>
      <table className={styles.table} data-columns={columns.length}>
        <thead>
          <tr>
            <th className={styles.what}>
              <strong>{words.filters}</strong>
              <span>{words.order}</span>
              {changed && <span className={styles.mine}>{words.withChanges}</span>}
            </th>
            {columns.map((column) => (
              <NodeHead key={column.node} column={column} scene={scene} bars={bars} />
            ))}
          </tr>
        </thead>
        <tbody>
          {FILTERS.map(({ number, plugin }) => {
            const skipped = isSkipped(decision, plugin);
            return (
              <tr key={plugin} data-skipped={skipped || undefined}>
                <th scope="row" className={styles.plugin}>
                  <i>{number}</i>
                  {plugin === 'volumes' ? words.volumes : plugin}
                  {skipped && <span className="visually-hidden">, {words.skipped}</span>}
                </th>
                {columns.map((column) => (
                  <Gate key={column.node} column={column} plugin={plugin} skipped={skipped} />
                ))}
              </tr>
            );
          })}
          <tr className={styles.verdict}>
            <th scope="row">{words.fits}</th>
            {columns.map(({ node, now, then }) => (
              <td key={node}>
                <Answer now={now} then={then} />
              </td>
            ))}
          </tr>
          <tr className={styles.after}>
            <th scope="row">{words.postFilter}</th>
            {lost && decision.preFilterRefusal === undefined ? (
              columns.map(({ node, nodes, postFilter }) => (
                <td key={node}>
                  {decision.preemption && nodes.includes(decision.preemption.node)
                    ? words.evicts(decision.preemption.victims)
                    : postFilter}
                </td>
              ))
            ) : (
              <td colSpan={columns.length}>{lost ? '' : words.notNeeded}</td>
            )}
          </tr>
          <tr className={styles.after}>
            <th scope="row">{words.score}</th>
            <Scored decision={decision} columns={columns} />
          </tr>
        </tbody>
      </table>
      {FILTERS.some(({ plugin }) => isSkipped(decision, plugin)) && (
        <p className={panel.note}>{words.skippedFilters}</p>
      )}
      {early && <p className={panel.note}>{words.notLookedAt(missing)}</p>}
    </section>
  );
}

function Scored({ decision, columns }: { readonly decision: Decision; readonly columns: readonly Column[] }) {
  if (decision.scores.length === 0) {
    return <td colSpan={columns.length}>{decision.feasible.length === 0 ? words.notReached : words.onlyOne}</td>;
  }
  return columns.map(({ node, now }) => (
    <td key={node} className={styles.sum}>
      {now.total !== undefined && <b>{now.total}</b>}
      {now.wins && <span className={side.wins}>{words.wins}</span>}
    </td>
  ));
}

interface GateProps {
  readonly column: Column;
  readonly plugin: string;
  readonly skipped: boolean;
}

function Gate({ column: { now, then }, plugin, skipped }: GateProps) {
  const cell = cellOf(now, plugin);
  const later = then && cell !== 'passes' ? cellOf(then, plugin) : undefined;
  const isFirstUnasked = cell === 'not asked' && before(plugin) === now.plugin;
  return (
    <td className={styles.gate} data-cell={cell} data-then={later} data-skipped={skipped || undefined}>
      <span className={styles.line} aria-hidden="true" />
      <span className={styles.mark} aria-hidden="true">
        {cell === 'refuses' ? (
          <AlertTriangle size={15} />
        ) : later === 'passes' || (cell === 'passes' && !skipped) ? (
          <Check size={15} />
        ) : later === 'refuses' ? (
          <X size={15} />
        ) : null}
      </span>
      <span className={styles.words}>
        {cell === 'refuses' ? (
          <strong>{breakable(now.reasons.join(', '))}</strong>
        ) : later === 'refuses' ? (
          <em>{then?.reasons.join(', ')}</em>
        ) : isFirstUnasked ? (
          words.notAsked
        ) : (
          <span className="visually-hidden">
            {cell === 'passes' ? (skipped ? words.skipped : words.passed) : words.notAsked}
          </span>
        )}
        {cell === 'refuses' && later === 'passes' && <span className="visually-hidden">{words.yesWith}</span>}
      </span>
    </td>
  );
}

/** Lets a long word break behind its slash. */
function breakable(text: string): React.ReactNode {
  return text.split('/').flatMap((part, at) => (at === 0 ? [part] : ['/', <wbr key={part} />, part]));
}

function before(plugin: string): string {
  return FILTERS[FILTERS.findIndex((filter) => filter.plugin === plugin) - 1]?.plugin ?? '';
}

function Answer({ now, then }: { readonly now: Outcome; readonly then: Outcome | undefined }) {
  return (
    <span className={styles.answer} data-fits={now.fits || undefined}>
      {now.fits ? <Check size={15} aria-hidden="true" /> : <X size={15} aria-hidden="true" />}
      <b>{now.fits ? words.yes : words.no}</b>
      {then && !now.fits && <em data-fits={then.fits || undefined}>{then.fits ? words.yesWith : words.stillNo}</em>}
    </span>
  );
}
