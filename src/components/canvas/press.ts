// What was under the pointer when it went down is what is meant, wherever the picture has moved before it comes up again: a browser sends its
// click to what is there at the end, or to nothing. Only a pointer that moved by itself means something else: to drag the picture.
import { type MouseEvent, type PointerEvent, type RefObject, useRef } from 'react';
import { clearSelection, selectMessage, setView } from '../session/view-state.ts';
import type { Found } from './overlay.ts';

/** A hand is never quite still. */
const stillWithin = 4;
/** What stands in the picture and has clicks of its own. */
const apart = '[data-toolbar], [role="menu"], a, button:not([data-object])';

type Hit = Found | { readonly object: string };
type Find = (clientX: number, clientY: number) => Found | undefined;

/** `released`: it came up again where it went down. */
export function usePress(find: RefObject<Find>, released: () => void) {
  /** A pointer that is down and means a thing. */
  const held = useRef<AbortController | undefined>(undefined);
  return {
    held,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        // A second finger makes it a pinch.
        held.current?.abort();
        held.current = undefined;
        if (!event.isPrimary || event.button !== 0 || isApart(event)) return;
        const { clientX, clientY } = event;
        const hit = hitAt(event, find.current);
        const press = new AbortController();
        held.current = press;
        const over = () => {
          press.abort();
          held.current = undefined;
        };
        const { signal } = press;
        window.addEventListener(
          'pointermove',
          (to) => Math.hypot(to.clientX - clientX, to.clientY - clientY) > stillWithin && over(),
          { signal },
        );
        window.addEventListener('pointercancel', over, { signal });
        window.addEventListener(
          'pointerup',
          () => {
            over();
            choose(hit);
            released();
          },
          { signal },
        );
      },
      onClick: (event: MouseEvent<HTMLElement>) => {
        // A click without a pointer comes from what reads the page aloud.
        if (event.detail === 0 && !isApart(event)) choose(hitAt(event, find.current));
      },
    },
  };
}

const isApart = ({ target }: MouseEvent): boolean => (target as Element).closest(apart) !== null;

/** A token, or what it lies on; a pod that is painted and no element is named by the canvas that paints it. */
function hitAt({ clientX, clientY, target }: MouseEvent, find: Find): Hit {
  const object = (target as Element).closest<HTMLElement>('[data-under], [data-object]')?.dataset;
  return find(clientX, clientY) ?? { object: object?.under ?? object?.object ?? '' };
}

function choose(hit: Hit): void {
  if ('message' in hit) selectMessage(hit.message);
  else if ('ref' in hit) setView({ selection: hit, inspectorTab: 'why' });
  else if (hit.object) setView({ selection: { ref: hit.object }, cursor: hit.object });
  else clearSelection();
}
