// Where the learner said it would happen, and where it happened: a dashed bracket and a flag, each with its words. Only questions about a
// time have a place on the line.
import { useLesson } from '../lesson/lesson-store.ts';
import { panels } from '../ui/text/panels.ts';
import { type Axis, type AxisView, pxOf } from './axis.ts';
import styles from './guess.module.css';

const words = panels.timeline;

interface Props {
  readonly axis: Axis;
  readonly view: AxisView;
  readonly width: number;
}

export function GuessMarks({ axis, view, width }: Props) {
  const guess = useLesson((s) => s.view?.prediction?.guess);
  const at = useLesson((s) => s.view?.prediction?.moment);
  if (!guess || at === undefined) return null;
  const { left, wide, came } = placed(axis, view, width, guess, at);
  return (
    <>
      {wide > 0 && (
        <span className={styles.guess} style={{ left, width: wide }} data-side={sideOf(left, width)}>
          <span>{words.youSaid}</span>
        </span>
      )}
      {came !== undefined && (
        <span className={styles.came} style={{ left: came }} data-side={sideOf(came, width)}>
          <span>{words.cameThen}</span>
        </span>
      )}
    </>
  );
}

/** Words near the right end stand before their mark. */
const sideOf = (px: number, width: number): string => (px > width / 2 ? 'left' : 'right');

/** A guess may lie beyond what was lived: it is cut off at the end of the track. */
export function placed(axis: Axis, view: AxisView, width: number, guess: { from: number; to: number }, at: number) {
  const inside = (px: number) => Math.min(width, Math.max(0, px));
  const [from, to, came] = [guess.from, guess.to, at].map((tick) => pxOf(axis, view, tick));
  const seen = to > 0 && from < width;
  return {
    left: inside(from),
    wide: seen ? Math.max(4, inside(to) - inside(from)) : 0,
    came: came >= 0 && came <= width ? came : undefined,
  };
}
