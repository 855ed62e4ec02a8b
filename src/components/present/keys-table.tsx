// The presenter's keys as a table over the picture: the next press closes it and is done all the same.
import { KeyRows } from '../ui/key-rows.tsx';
import { present as words } from '../ui/text/present.ts';
import styles from './hall.module.css';

export default function KeysTable() {
  return (
    <section className={styles.keys} aria-label={words.keysTitle} data-testid="hall-keys">
      <h2>{words.keysTitle}</h2>
      <KeyRows rows={words.keys} />
      <p>{words.keysClose}</p>
    </section>
  );
}
