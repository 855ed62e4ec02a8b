// The few controls that the whole page shares: a button in four weights and a key cap.
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import styles from './controls.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `act` is amber: what the learner can do now. At most one is on screen. */
  readonly weight?: 'act' | 'primary' | 'plain' | 'quiet' | 'icon';
  readonly children: ReactNode;
}

export function Button({ weight = 'plain', className = '', children, ...rest }: ButtonProps) {
  const extra = weight === 'plain' ? '' : weight === 'icon' ? `${styles.icon} ${styles.quiet}` : styles[weight];
  return (
    <button type="button" className={`${styles.button} ${extra} ${className}`} {...rest}>
      {children}
    </button>
  );
}

export function KeyCap({ children }: { readonly children: ReactNode }) {
  return (
    <span className={styles.key} aria-hidden="true">
      {children}
    </span>
  );
}
