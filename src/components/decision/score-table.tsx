// Who wins: points of each score plugin times its weight, as numbers and bars, the total below, and by name who had nothing to say.
import { decisionWords as words } from '../ui/text/decision.ts';
import panel from './decision.module.css';
import type { ScoreTable } from './model.ts';
import styles from './side.module.css';

interface Props {
  readonly table: ScoreTable;
  readonly fit: number;
  readonly changed: boolean;
}

export function ScoreList({ table, fit, changed }: Props) {
  const { nodes, rows, totals, wins, tied, skipped, hidden } = table;
  const largest = Math.max(1, ...rows.flatMap(({ points }) => points));
  return (
    <section className={styles.scores}>
      <header>
        <h3>{words.scores(fit, changed)}</h3>
        <span>{words.scoreTimesWeight}</span>
      </header>
      <table data-many={nodes.length > 2 || undefined}>
        <thead>
          <tr>
            <td />
            <td />
            {nodes.map((node) => (
              <th key={node} scope="col">
                {node}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ plugin, weight, points, tells }) => (
            <tr key={plugin} data-tells={tells || undefined}>
              <th scope="row">{plugin}</th>
              <td>{words.times(weight)}</td>
              {points.map((amount, at) => (
                <td key={nodes[at]} data-most={(tells && amount === Math.max(...points)) || undefined}>
                  <span>{amount}</span>
                  <i style={{ width: `${(44 * amount) / largest}px` }} aria-hidden="true" />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.total}</th>
            <td />
            {totals.map((total, at) => (
              <td key={nodes[at]} data-most={at === wins || undefined}>
                <span>{total}</span>
                {at === wins && <b className={changed ? styles.winsMine : styles.wins}>{words.wins}</b>}
                {tied.includes(at) && <small>{words.tied}</small>}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
      {hidden > 0 && <p className={panel.note}>{words.more(hidden)}</p>}
      {skipped.length > 0 && <p className={panel.note}>{words.skippedScores(skipped)}</p>}
    </section>
  );
}
