// The presenter's keys as a table over the picture: the next press closes it and is done all the same.
import { KeyCap } from '../ui/controls.tsx';
import { present as words } from '../ui/text/present.ts';
import styles from './hall.module.css';

export default function KeysTable() {
  return (
    <section className={styles.keys} aria-label={words.keysTitle} data-testid="hall-keys">
      <h2>{words.keysTitle}</h2>
      <dl>
        {words.keys.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <KeyCap key={key}>{key}</KeyCap>
              ))}
              <span className="visually-hidden">{keys}</span>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p>{words.keysClose}</p>
    </section>
  );
}
