// Copies a text and says that it did. Where the browser forbids it, the button says that instead of doing nothing.
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import styles from './copy-button.module.css';
import { panels } from './text/panels.ts';

interface Props {
  readonly text: string | (() => string);
  /** Accessible name, when "Copy" alone would not say what. */
  readonly label?: string;
  readonly className?: string;
}

export function CopyButton({ text, label = panels.copy.do, className = '' }: Props) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 1500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => setState((await copyText(typeof text === 'string' ? text : text())) ? 'done' : 'failed');
  const name = state === 'idle' ? label : panels.copy[state];
  return (
    <button type="button" className={`${styles.copy} ${className}`} onClick={copy} aria-label={name} title={name}>
      {state === 'done' ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
    </button>
  );
}

/** Returns whether the text is on the clipboard. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
