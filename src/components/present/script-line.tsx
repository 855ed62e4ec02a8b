// The thin line of time: a piece for each step, as wide as its minutes, filled up to the sentence that is said. A question leaves it for a
// second rail below, with the question on it; the script's own rail waits where it was left.

import type { HallView } from '../../scenarios/presentation-view.ts';
import { KeyCap } from '../ui/controls.tsx';
import { present as words } from '../ui/text/present.ts';
import styles from './hall.module.css';
import { useHall } from './present-store.ts';

/** Digits lead to the first nine. */
const keyed = 9;

export function ScriptLine({ view }: { readonly view: HallView }) {
  const press = useHall((s) => s.press);
  const { steps, step, beat, beats, atEnd, minutes, within, planned } = view;
  const away = view.asked !== '' || view.free;
  const before = minutes.slice(0, step - 1).reduce((sum, each) => sum + each, 0);
  /** How far along the rail, in hundredths. */
  const gone = Math.min(100, ((before + within * (minutes[step - 1] ?? 0)) / (planned || 1)) * 100);
  return (
    <nav
      className={styles.line}
      aria-label={words.line(Math.min(step, steps.length), steps.length)}
      data-away={away || undefined}
    >
      <div className={styles.script}>
        <ol className={styles.steps}>
          {steps.map((title, i) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place here
              key={i}
              style={{ flexGrow: minutes[i] }}
              data-is={i + 1 < step ? 'done' : i + 1 === step ? 'now' : 'rest'}
            >
              <button type="button" tabIndex={-1} title={title} onClick={() => press(`step ${i}`)}>
                <i style={{ width: `${i + 1 < step ? 100 : i + 1 === step ? within * 100 : 0}%` }} />
                <span aria-hidden="true">{i < keyed ? i + 1 : ''}</span>
                <span className="visually-hidden">{title}</span>
              </button>
            </li>
          ))}
        </ol>
        {away && (
          <p
            className={styles.rail}
            data-turned={gone > 50 || undefined}
            style={gone > 50 ? { right: `${100 - gone}%` } : { left: `${gone}%` }}
          >
            <b>{view.free ? words.freely : view.asked}</b> <KeyCap>Esc</KeyCap> {words.back}
          </p>
        )}
      </div>
      <p className={styles.beat}>{atEnd ? words.end : words.beat(beat, beats)}</p>
    </nav>
  );
}
