// A lesson of Podarium as a component of React 18 or newer. Where there is no browser (server rendering, static builds) only the children
// are written, so put a link there; in a browser the frame comes when its place is near the window. Another lesson is another frame;
// another step or theme is told to the frame that is there; options are read when a frame is made.
import { type ReactNode, useEffect, useRef, useState } from 'react';

const events = ['step', 'prediction', 'action', 'verdict', 'hint', 'score', 'complete', 'state', 'error'] as const;
export type EventName = (typeof events)[number];

/** When and where it happened, and what pages ask for most of what an event says; docs/embedding.md tells the rest. */
export interface Told extends Partial<Record<'code' | 'message' | 'state', string>> {
  readonly t: number;
  readonly step: string;
  readonly seq: number;
  readonly passed?: boolean;
  readonly correct?: boolean;
}

/** What is used here of the SDK. */
export interface Sim {
  readonly ready: Promise<unknown>;
  readonly lesson: { goto(step: string): Promise<unknown> };
  readonly view: { set(options: { theme: Theme }): Promise<void> };
  on(name: EventName, listener: (event: Told) => void): () => void;
  destroy(): void;
}
type Theme = 'light' | 'dark' | 'projector';

export interface PodariumLessonProps {
  /** The folder Podarium lies in, with its slash: an address, or a path that begins with one. */
  readonly base: string;
  readonly lesson: string;
  readonly step?: string;
  readonly theme?: Theme;
  /** Further parameters, as docs/embedding.md lists them. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly onEvent?: (name: EventName, event: Told) => void;
  /** Told when there is a cluster in the frame. */
  readonly onOpen?: (sim: Sim) => void;
  /** Shown until then. */
  readonly children?: ReactNode;
}

export function PodariumLesson(props: PodariumLessonProps) {
  const { base, lesson, step, theme, children } = props;
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const [sim, setSim] = useState<Sim>();
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    let gone = false;
    let made: Sim | undefined;
    const open = async () => {
      const { embedLesson } = await import(/* webpackIgnore: true */ /* @vite-ignore */ `${base}podarium.mjs`);
      if (gone) return;
      const { step, theme, options } = latest.current;
      const opened: Sim = await embedLesson(place.current, { ...options, base, lesson, step, theme });
      made = opened;
      if (gone) return opened.destroy();
      for (const name of events) opened.on(name, (event) => latest.current.onEvent?.(name, event));
      await opened.ready;
      setSim(opened);
      latest.current.onOpen?.(opened);
    };
    open().catch((error) => gone || latest.current.onEvent?.('error', failure(error)));
    return () => {
      gone = true;
      made?.destroy();
      setSim(undefined);
    };
  }, [base, lesson]);

  const before = useRef({ sim, step, theme });
  useEffect(() => {
    const was = before.current;
    before.current = { sim, step, theme };
    if (!sim || was.sim !== sim) return;
    const refused = (error: unknown) => latest.current.onEvent?.('error', failure(error));
    if (step && step !== was.step) sim.lesson.goto(step).catch(refused);
    if (theme && theme !== was.theme) sim.view.set({ theme }).catch(refused);
  }, [sim, step, theme]);

  return (
    <div>
      <div ref={place} />
      {!sim && children}
    </div>
  );
}

/** A call that failed or was refused, as an event. */
function failure(error: unknown): Told {
  const { code = 'failed', message } = error as { readonly code?: string; readonly message: string };
  return { t: 0, step: '', seq: 0, code, message };
}
