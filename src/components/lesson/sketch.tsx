// A sketch of what will happen: a value for each minute, drawn with the pointer or typed and stepped in the row below, where arrow keys go up,
// down and along. After the reveal the measured course lies over the drawn one, and the numbers of both stand in the row.

import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { humanDuration } from '../../engine/index.ts';
import type { LessonCallbacks, SketchView } from '../../scenarios/index.ts';
import { sketchWords as words } from '../ui/text/sketch.ts';
import styles from './sketch.module.css';

const width = 260;
const height = 120;
const left = 20;
const edge = 8;

interface Props {
  readonly sketch: SketchView;
  readonly locked: boolean;
  readonly onDraw: LessonCallbacks['onDraw'];
}

export function Sketch({ sketch, locked, onDraw }: Props) {
  const { drawn, measured, every, least, most, unit, start } = sketch;
  const cells = useRef<HTMLTableRowElement>(null);
  const onKey = (event: KeyboardEvent<HTMLInputElement>, column: number) => {
    const along = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = along !== 0 && cells.current?.querySelectorAll('input')[column + along];
    if (!next) return;
    next.focus();
    next.select();
    event.preventDefault();
  };
  return (
    <div className={styles.sketch} data-sketch="">
      <Chart sketch={sketch} locked={locked} onDraw={onDraw} />
      <table>
        <caption className="visually-hidden">{words.caption(unit)}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{words.after}</span>
            </th>
            {drawn.map((_, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a value is its place
              <th key={column} scope="col">
                {humanDuration((column + 1) * every)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr ref={cells}>
            <th scope="row">{words.yours}</th>
            {drawn.map((value, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a value is its place
              <td key={column}>
                <input
                  type="number"
                  min={least}
                  max={most}
                  step={1}
                  value={value}
                  disabled={locked}
                  aria-label={words.cell(humanDuration((column + 1) * every), unit)}
                  onChange={(event) => event.target.value !== '' && onDraw(column, Number(event.target.value))}
                  onKeyDown={(event) => onKey(event, column)}
                />
              </td>
            ))}
          </tr>
          {measured && (
            <tr data-measured="">
              <th scope="row">{words.measured}</th>
              {measured.slice(1).map((value, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a value is its place
                <td key={column}>{value}</td>
              ))}
            </tr>
          )}
        </tbody>
      </table>
      <p className={styles.small}>{measured ? words.both : locked ? words.locked : words.how(start, unit)}</p>
    </div>
  );
}

/** The paper: time to the right, the number upwards. The row below says the same to those who do not see it. */
function Chart({ sketch, locked, onDraw }: Props) {
  const { drawn, measured, least, most, start } = sketch;
  const paper = useRef<SVGSVGElement>(null);
  const last = useRef<readonly [number, number]>(undefined);
  const x = (column: number) => left + ((width - left - edge) * column) / drawn.length;
  const y = (value: number) => height - edge - ((height - 2 * edge) * (value - least)) / (most - least);
  const line = (values: readonly number[]) => values.map((value, column) => `${x(column)},${y(value)}`).join(' ');
  const drawTo = (event: PointerEvent<SVGSVGElement>) => {
    const box = paper.current?.getBoundingClientRect();
    if (!box) return;
    const px = ((event.clientX - box.left) / box.width) * width;
    const py = ((event.clientY - box.top) / box.height) * height;
    const column = Math.min(
      drawn.length,
      Math.max(1, Math.round(((px - left) / (width - left - edge)) * drawn.length)),
    );
    const value = Math.round(least + ((height - edge - py) / (height - 2 * edge)) * (most - least));
    // A quick stroke leaves nothing out.
    const [from, before] = last.current ?? [column, value];
    const steps = Math.abs(column - from);
    for (let i = steps === 0 ? 0 : 1; i <= steps; i++)
      onDraw(
        from + Math.sign(column - from) * i - 1,
        steps === 0 ? value : Math.round(before + ((value - before) * i) / steps),
      );
    last.current = [column, value];
  };
  const end = () => {
    last.current = undefined;
  };
  const rows = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  const every = rows.length > 11 ? 5 : rows.length > 6 ? 2 : 1;
  return (
    <svg
      ref={paper}
      className={styles.paper}
      viewBox={`0 0 ${width} ${height}`}
      data-locked={locked || undefined}
      aria-hidden="true"
      onPointerDown={(event) => {
        if (locked || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drawTo(event);
      }}
      onPointerMove={(event) => last.current && drawTo(event)}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {rows.map((value) => (
        <g key={value}>
          <path d={`M${left} ${y(value)}H${width - edge}`} className={styles.rule} />
          {(value - least) % every === 0 && (
            <text x={left - 5} y={y(value) + 3} textAnchor="end">
              {value}
            </text>
          )}
        </g>
      ))}
      <polyline points={line([start, ...drawn])} className={styles.drawn} />
      {drawn.map((value, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a value is its place
        <circle key={column} cx={x(column + 1)} cy={y(value)} r="4.5" className={styles.dot} />
      ))}
      {measured && <polyline points={line(measured)} className={styles.course} />}
      {measured?.map((value, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a value is its place
        <rect key={column} x={x(column) - 3} y={y(value) - 3} width="6" height="6" className={styles.mark} />
      ))}
    </svg>
  );
}
