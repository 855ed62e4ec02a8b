// Event objects as the cluster stores them, newest last, as in `kubectl get events`; the reason and the message are Kubernetes' own.
import { Info, TriangleAlert } from 'lucide-react';
import { useMemo } from 'react';
import type { ViewEvent } from '../../engine/index.ts';
import { partsOf } from '../inspector/references.ts';
import { useSession, useSlowTick } from '../session/store.ts';
import { select } from '../session/view-state.ts';
import { span } from '../ui/clock.ts';
import { stayAtEnd } from '../ui/stay-at-end.ts';
import { inspector as inspectorWords } from '../ui/text/inspector.ts';
import { panels } from '../ui/text/panels.ts';
import styles from './dock.module.css';

const words = panels.events;
/** More rows would make the page slow and nobody reads them; the API has them all. */
const rowBound = 300;

export function Events({ about }: { readonly about?: string }) {
  const events = useSession((s) => s.events);
  const tick = useSlowTick();
  const rows = useMemo(() => eventRows(Object.values(events), about), [events, about]);
  if (rows.length === 0) return <p className={styles.none}>{about ? inspectorWords.noEvents : words.empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={styles.events} ref={stayAtEnd} tabIndex={0} aria-label={words.caption}>
      <table className={styles.table}>
        <thead>
          <tr>
            {[
              words.columns.last,
              words.columns.type,
              words.columns.reason,
              words.columns.object,
              words.columns.message,
            ].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((event) => (
            <Row key={event.ref} event={event} tick={tick} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ event, tick }: { readonly event: ViewEvent; readonly tick: number }) {
  const { kind, name } = partsOf(event.about);
  const Icon = event.type === 'Warning' ? TriangleAlert : Info;
  return (
    <tr>
      <td>
        {span(Math.max(0, tick - event.lastAt))}
        {event.count > 1 ? ` ×${event.count}` : ''}
      </td>
      <td>
        <span className={styles.type} data-type={event.type}>
          <Icon size={13} aria-hidden="true" /> {event.type}
        </span>
      </td>
      <td className={styles.reason}>{event.reason}</td>
      <td>
        <button type="button" className={styles.object} onClick={() => select(event.about)}>
          {kind.toLowerCase()}/{name}
        </button>
      </td>
      <td>{event.message}</td>
    </tr>
  );
}

/** Oldest first, at most the newest few hundred; all, or those about one object. */
export function eventRows(events: readonly ViewEvent[], about?: string): readonly ViewEvent[] {
  return events
    .filter((event) => about === undefined || event.about === about)
    .sort((a, b) => a.lastAt - b.lastAt || (a.ref < b.ref ? -1 : 1))
    .slice(-rowBound);
}
