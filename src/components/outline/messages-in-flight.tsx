// What is on its way right now, one row a message: shape, real label, from where to where, and when it lands.
import { useState } from 'react';
import { useLesson } from '../lesson/lesson-store.ts';
import { session } from '../session/session.ts';
import { useSession, useSlowTick } from '../session/store.ts';
import { selectMessage, useView } from '../session/view-state.ts';
import { span } from '../ui/clock.ts';
import { MessageShape } from '../ui/message-shape.tsx';
import { panels } from '../ui/text/panels.ts';
import { placeName } from './messages.ts';
import styles from './outline.module.css';
import { onConnection } from './spoken-of.ts';

const words = panels.outline;
const rowBound = 60;

export function MessagesInFlight() {
  useSlowTick();
  const [all, setAll] = useState(false);
  const chain = useSession((s) => s.chain);
  const selection = useView((s) => s.selection);
  const anchor = useLesson((s) => s.view?.beat?.anchor);
  const now = session().now();
  const flying = session().messages.inFlight(now);
  const yours = flying.filter((message) => message.thread !== 0);
  const others = flying.length - yours.length;
  const spokenOf = flying.filter((message) => message.thread === 0 && onConnection(anchor, message.from, message.to));
  const shown = (all ? flying : [...yours, ...spokenOf]).toSorted((a, b) => a.dueAt - b.dueAt).slice(0, rowBound);
  return (
    <>
      <header className={styles.bar}>
        <h2>{words.messages}</h2>
        <span className={styles.count}>
          {all ? words.messageCountAll(yours.length, others) : words.messageCount(yours.length, others)}
        </span>
        <button type="button" className={styles.textButton} onClick={() => setAll(!all)}>
          {all ? words.showYours : words.showAll}
        </button>
      </header>
      {shown.length === 0 && <p className={styles.none}>{words.noMessages}</p>}
      <ul>
        {shown.map((message) => {
          const badge = chain.indexOf(message.id) + 1;
          const chosen = selection !== undefined && 'message' in selection && selection.message === message.id;
          return (
            <li key={message.id}>
              <button
                type="button"
                className={styles.message}
                data-chosen={chosen || undefined}
                data-spoken={onConnection(anchor, message.from, message.to) ? 'pointed' : undefined}
                onClick={() => selectMessage(message.id)}
              >
                <MessageShape shape={message.shape} sign={message.sign} yours={message.thread !== 0} />
                <span className={styles.messageLabel}>
                  {message.label || words.userRequest}
                  {badge > 0 && <span className={styles.badge}>{badge}</span>}
                  {message.thread !== 0 && <span className="visually-hidden">, {words.causedByYou}</span>}
                </span>
                <span className={styles.fromTo}>{words.fromTo(placeName(message.from), placeName(message.to))}</span>
                <span className={styles.lands}>{words.lands(span(Math.max(0, Math.ceil(message.dueAt - now))))}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
