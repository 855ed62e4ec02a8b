// What is said before there is a cluster, or instead of the one that was asked for: the poster with its button, the sentence about a
// lesson that is not there, and the one that stands where the page was when a mistake of ours took it away.
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { frameAddress, pageAddress } from '../api/addresses.ts';
import { usePageOptions } from '../session/page-options.ts';
import { Button } from '../ui/controls.tsx';
import { text } from '../ui/text/en.ts';
import styles from './notice.module.css';

export function Notice({ words }: { readonly words: string }) {
  const [open, setOpen] = useState(true);
  if (!open) return null;
  return (
    <div className={styles.notice} role="alert">
      <span>{words}</span>
      <Button weight="quiet" onClick={() => setOpen(false)}>
        {text.app.close}
      </Button>
    </div>
  );
}

/** For `createRoot`: what cannot be drawn is taken away by React, and an empty page would say nothing. */
export function sayBroken(element: Element): (error: unknown) => void {
  return (error) => {
    // After React, which empties the element when it gives up.
    queueMicrotask(() => {
      element.innerHTML = '<p role="alert"></p>';
      const said = element.firstElementChild as Element;
      said.className = styles.notice;
      said.textContent = text.app.broken;
    });
    reportError(error);
  };
}

/** A still picture with a button; resolves when it is pressed. */
export function showPoster(
  element: HTMLElement,
  lesson = 'sandbox',
  shown?: (press: () => void) => void,
): Promise<void> {
  const { embedded } = usePageOptions.getState();
  const base = embedded ? pageAddress() : frameAddress().replace(/embed\/$/, '');
  const root = createRoot(element);
  return new Promise((resolve) => {
    let pressed = false;
    const start = () => {
      if (pressed) return;
      pressed = true;
      root.unmount();
      resolve();
    };
    root.render(
      <main className={styles.poster} data-testid="poster">
        <h1 className="visually-hidden">Podarium</h1>
        <img src={`${base}posters/${encodeURIComponent(lesson)}.svg`} alt={text.app.poster} />
        <Button weight="act" onClick={start}>
          {text.app.start}
        </Button>
      </main>,
    );
    shown?.(start);
  });
}
