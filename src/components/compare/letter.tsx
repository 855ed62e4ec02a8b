// The letter of a branch: A is filled, B is open, so that the two are told apart without colour.
import styles from './letter.module.css';

export const Letter = ({ letter }: { readonly letter: string }) => (
  <span className={styles.letter} data-letter={letter}>
    {letter}
  </span>
);
