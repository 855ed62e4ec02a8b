// The actions menu: what can be done to the selected object, by key M, by the other mouse button and by the button on the canvas.
import { useEffect, useRef } from 'react';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { setView, useView } from '../session/view-state.ts';
import { text } from '../ui/text/en.ts';
import { offersFor } from './actions.ts';
import styles from './actions-menu.module.css';

export function ActionsMenu() {
  const menu = useView((s) => s.menu);
  return menu ? <OpenMenu refName={menu.ref} x={menu.x} y={menu.y} /> : null;
}

function OpenMenu({ refName, x, y }: { readonly refName: string; readonly x: number; readonly y: number }) {
  const list = useRef<HTMLDivElement>(null);
  // Read once: a menu whose items moved under the pointer would do the wrong thing.
  const offers = useRef(offersFor(refName, useSession.getState()));
  useEffect(() => {
    const before = document.activeElement;
    const element = list.current;
    if (!element) return;
    const box = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(x, window.innerWidth - box.width - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(y, window.innerHeight - box.height - 8))}px`;
    element.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const outside = (event: PointerEvent) => {
      if (!element.contains(event.target as Node)) setView({ menu: undefined });
    };
    window.addEventListener('pointerdown', outside, true);
    return () => {
      window.removeEventListener('pointerdown', outside, true);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [x, y]);
  const close = () => setView({ menu: undefined });
  const move = (step: number) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + step + items.length) % items.length]?.focus();
  };
  return (
    <div
      ref={list}
      role="menu"
      tabIndex={-1}
      aria-label={text.actions.menuFor(refName.slice(refName.lastIndexOf('/') + 1))}
      className={styles.menu}
      style={{ left: x, top: y }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') move(1);
        else if (event.key === 'ArrowUp') move(-1);
        else if (event.key === 'Escape' || event.key === 'Tab') close();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {offers.current.length === 0 && <p>{text.actions.nothing}</p>}
      {offers.current.map((offer) => (
        <button
          key={offer.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          data-hard={offer.hard || undefined}
          onClick={() => {
            // What comes of it is seen in the picture, which gets the inspector's room.
            setView({ menu: undefined, selection: undefined });
            session().submit(offer.action);
          }}
        >
          {offer.label}
        </button>
      ))}
    </div>
  );
}
