// `window.podarium`: the page as a program sees it. Graders ask it for the world's hash, teachers' pages play and seek, tests hold the
// tokens that were drawn against the messages that were sent. Every verb is a promise, so the cluster may one day live elsewhere.

import { type Action, ENGINE_VERSION, KUBERNETES_VERSION, type Recording, readAction } from '../../engine/index.ts';
import { drawnTokens } from '../canvas/drawn-tokens.ts';
import { summaryNow } from '../outline/summary-now.ts';
import { session } from '../session/session.ts';
import type { Speed } from '../session/tempo.ts';
import { select, setView, type Theme } from '../session/view-state.ts';

export interface PageApi {
  /** Resolves when a cluster is on the page. */
  readonly ready: Promise<{ readonly protocol: 1; readonly engine: string; readonly kubernetes: string }>;
  readonly time: {
    /** Ticks (milliseconds of cluster time) since the lesson began. */
    now(): Promise<number>;
    play(options?: { readonly speed?: Speed }): Promise<void>;
    pause(): Promise<void>;
    step(what: 'event' | 'beat' | 'back'): Promise<void>;
    /** `t` in seconds since the lesson began. */
    seek(to: { readonly t: number }): Promise<void>;
  };
  readonly cluster: {
    /** An object by what people call it: `pod/web-1`, `deployment/web`. Undefined when there is none. */
    get(what: string): Promise<unknown>;
    list(kind: string): Promise<readonly unknown[]>;
    /** Does an action of the lessons' vocabulary; its id names the thread of everything that follows. Bad actions reject with their errors. */
    do(action: unknown): Promise<number>;
  };
  readonly view: {
    focus(what: string): Promise<void>;
    /** How many of the learner's messages are on their way at the moment on screen. */
    tokensInFlight(): Promise<number>;
    set(options: { readonly theme?: Theme; readonly surface?: 'canvas' | 'list' }): Promise<void>;
    /** Ids of the messages that were drawn as tokens; of those the learner caused, if so asked. */
    drawnTokens(which?: { readonly foreground: boolean }): Promise<readonly number[]>;
  };
  readonly state: {
    /** Equals `podarium run --replay RECORDING --until … --hash` for the same recording at the same tick. */
    hash(): Promise<string>;
    tick(): Promise<number>;
    revision(): Promise<number>;
    /** What was done so far, with the tick on screen as its end. */
    recording(): Promise<Recording & { readonly end: number }>;
  };
  /** The summary sentences of the list view. */
  describe(): Promise<string>;
}

declare global {
  interface Window {
    podarium?: PageApi;
  }
}

/** Puts it on the window, once a session runs. */
export function offerPageApi(): void {
  const host = () => session().host;
  const refOf = (what: string): string => {
    const found = host().resolve(what);
    if (!found.ok) throw new Error(found.message);
    return found.value;
  };
  window.podarium = {
    ready: Promise.resolve({ protocol: 1, engine: ENGINE_VERSION, kubernetes: KUBERNETES_VERSION }),
    time: {
      now: async () => host().now() - host().lessonStart,
      play: async (options) => {
        if (options?.speed !== undefined) session().setSpeed(options.speed);
        session().play();
      },
      pause: async () => session().pause(),
      step: async (what) => {
        if (what === 'event') session().stepForward();
        else if (what === 'back') session().stepBack();
        else session().nextBeat();
      },
      seek: async ({ t }) => session().seek(host().lessonStart + Math.round(t * 1000)),
    },
    cluster: {
      get: async (what) => {
        const found = host().resolve(what);
        return found.ok ? host().get(found.value) : undefined;
      },
      list: async (kind) => host().list(kind),
      do: async (action) => {
        const checkedAction = checked(action);
        session().showPast();
        const refusal = session().refuses(checkedAction);
        if (refusal !== '') throw new Error(refusal);
        return session().submit(checkedAction);
      },
    },
    view: {
      focus: async (what) => select(refOf(what)),
      set: async (options) => setView({ ...options, ...(options.theme ? { themeChosen: true } : {}) }),
      tokensInFlight: async () => {
        const run = session();
        return run.messages.inFlight(run.now()).filter((message) => message.thread !== 0).length;
      },
      drawnTokens: async (which) => {
        const { messages } = session();
        const ids = drawnTokens.all();
        return which?.foreground ? ids.filter((id) => (messages.get(id)?.thread ?? 0) !== 0) : ids;
      },
    },
    state: {
      hash: async () => host().hash(),
      tick: async () => host().now(),
      revision: async () => host().revision(),
      recording: async () => ({ ...host().recording(), end: host().now() }),
    },
    describe: async () => summaryNow(),
  };
}

function checked(data: unknown): Action {
  const errors: string[] = [];
  const action = readAction(data, 'action', (field, message) => errors.push(`${field}: ${message}`));
  if (action === undefined || errors.length > 0) throw new Error(errors.join('\n'));
  return action;
}
