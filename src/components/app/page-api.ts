// `window.podarium`: the page as a program sees it, the same in a page of its own and in a frame. Graders ask it for the world's hash,
// teachers' pages play and seek, tests hold the tokens that were drawn against the messages that were sent. Every verb is a promise, so
// the cluster may one day live elsewhere.

import { ENGINE_VERSION, type Host, KUBERNETES_VERSION } from '../../engine/index.ts';
import {
  type BranchInfo,
  type ErrorCode,
  eventNames,
  type Podarium,
  PodariumError,
  protocolVersion,
  type Ready,
} from '../../share/sdk.ts';
import { verbs } from '../../share/verbs.ts';
import { clusterVerbs, refOf } from '../api/cluster-verbs.ts';
import { emit, happened, on } from '../api/events.ts';
import { lessonVerbs } from '../api/lesson-verbs.ts';
import { unlessLocked } from '../api/locks.ts';
import { drawnTokens } from '../canvas/drawn-tokens.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { nextChange } from '../session/next-change.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import type { Speed } from '../session/tempo.ts';
import { clearSelection, select, setView } from '../session/view-state.ts';
import { isTheme } from './preferences.ts';

export interface PageApi extends Podarium {
  /** Why what was asked for is not on the page. */
  readonly problem: { readonly code: ErrorCode; readonly message: string } | undefined;
  readonly view: Podarium['view'] & {
    /** How many of the learner's messages are on their way at the moment on screen. */
    tokensInFlight(): Promise<number>;
    /** Ids of the messages that were drawn as tokens; of those the learner caused, if so asked. */
    drawnTokens(which?: { readonly foreground: boolean }): Promise<readonly number[]>;
  };
}

declare global {
  interface Window {
    podarium?: PageApi;
  }
}

const mostSpeed = 1000;
const isSpeed = (value: unknown): value is Speed =>
  value === 'auto' || (typeof value === 'number' && value >= 1 && value <= mostSpeed);
/** Fetched by who asks for it: the page is there before. */
const stateTexts = () => import('../api/state-text.ts');
const pictures = () => import('../api/picture.ts');
const bad = (message: string) => new PodariumError('bad-request', message);

/** Puts it on the window, once a session runs. */
export function offerPageApi(problem?: PageApi['problem']): PageApi {
  const host = () => session().host;
  const api: PageApi = {
    ready: Promise.resolve(readyNow()),
    time: timeVerbs(),
    lesson: lessonVerbs,
    cluster: clusterVerbs,
    view: {
      focus: async (what) => {
        const all = typeof what === 'string' ? [what] : what;
        if (all.length === 0) return clearSelection();
        useLesson.setState({ highlight: new Set(all.length > 1 ? all.map(refOf) : []) });
        select(refOf(all[0]));
      },
      highlight: async (what) => useLesson.setState({ highlight: new Set(what.map(refOf)) }),
      set: async ({ theme, surface }) => {
        if (theme !== undefined && !isTheme(theme)) throw bad('theme: dark, light, projector, contrast');
        if (surface !== undefined && surface !== 'canvas' && surface !== 'list') throw bad('surface: canvas or list');
        setView({ ...(theme ? { theme, themeChosen: true } : {}), ...(surface ? { surface } : {}) });
      },
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
      get: async () => (await stateTexts()).stateText(),
      set: async (state) => {
        unlessLocked('state');
        const { readState, openState } = await stateTexts();
        const opened = await readState(state);
        if ('problem' in opened)
          throw new PodariumError('bad-state', `${opened.problem.path} ${opened.problem.message}`.trim());
        if (!(await openState(opened))) throw new PodariumError('bad-state', 'The state was not opened.');
      },
      link: async (options) => {
        const { linkHere } = await stateTexts();
        const link = await linkHere(options?.embed === true);
        emit('link', { link });
        return link;
      },
      hash: async () => wholeTick(host()).hash(),
      tick: async () => host().now(),
      revision: async () => host().revision(),
      recording: async () => ({ ...host().recording(), end: host().now() }),
    },
    image: async (options) => (await pictures()).image(options),
    describe: async () => (await pictures()).describe(),
    on,
    problem,
  };
  window.podarium = api;
  happened('ready', readyNow());
  if (problem) happened('error', problem);
  return api;
}

/** A run that is stepped may stand in the middle of a tick, where no recording and no link can lead: what is compared is the end of that tick. */
function wholeTick(host: Host): Host {
  const end = host.fork();
  end.seek(host.now());
  return end;
}

export function readyNow(): Ready {
  const lesson = useLesson.getState().loaded?.lesson;
  return {
    protocol: protocolVersion,
    engine: ENGINE_VERSION,
    kubernetes: KUBERNETES_VERSION,
    lesson: lesson && { id: lesson.id, version: lesson.version, title: lesson.title },
    capabilities: [...Object.keys(verbs), ...eventNames.map((name) => `on ${name}`)],
  };
}

function timeVerbs(): Podarium['time'] {
  return {
    now: async () => session().host.now() - session().host.lessonStart,
    play: async (options) => {
      unlessLocked('play');
      const speed = options?.speed;
      if (speed !== undefined) {
        unlessLocked('speed');
        if (!isSpeed(speed)) throw bad(`speed is auto, or a number from 1 to ${mostSpeed}`);
        session().setSpeed(speed);
      }
      session().play();
    },
    pause: async () => {
      unlessLocked('play');
      session().pause();
    },
    step: async (what) => {
      unlessLocked('step');
      if (what === 'event') session().stepForward();
      else if (what === 'back') session().stepBack();
      else if (what === 'beat') session().nextBeat();
      else if (what === 'change') nextChange(session());
      else throw bad('step is event, beat, change or back');
    },
    seek: async ({ t }) => {
      unlessLocked('seek');
      if (!Number.isFinite(t) || t < 0) throw bad('t is a number of seconds since the start');
      session().seek(session().host.lessonStart + Math.round(t * 1000));
    },
    fork: async (name) => {
      unlessLocked('fork');
      if (!session().branching)
        throw new PodariumError('locked', 'A lesson has one line: it cannot be left for a copy.');
      if (!session().fork(name)) throw new PodariumError('limit', 'There are too many branches already.');
      return branchesNow().find(({ active }) => active) as BranchInfo;
    },
    branches: async () => branchesNow(),
    go: async (branch) => {
      if (!branchesNow().some(({ id }) => id === branch)) throw bad(`there is no branch ${branch}`);
      session().goToBranch(branch);
    },
  };
}

function branchesNow(): readonly BranchInfo[] {
  const { branches, branch } = useSession.getState();
  return branches.map(({ id, name }) => ({ id, name, active: id === branch }));
}
