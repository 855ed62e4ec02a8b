// Results for a course platform that speaks SCORM 1.2: status, score, time, and the run itself as the text that the platform keeps. The
// platform's own object is found in the frames above; where there is none the lesson runs all the same and says so in the console.

import type { PageApi } from '../../components/app/page-api.ts';
import { fitted, suspendLimit } from './suspend-data.ts';

/** What a platform of SCORM 1.2 offers. Its methods answer with texts. */
interface Platform {
  LMSInitialize(nothing: ''): string;
  LMSFinish(nothing: ''): string;
  LMSGetValue(name: string): string;
  LMSSetValue(name: string, value: string): string;
  LMSCommit(nothing: ''): string;
}

type Frame = Window & { readonly API?: Platform };

const furthestParent = 12;

export function reportToScorm(api: Pick<PageApi, 'on' | 'state'>, window: Window): void {
  const platform = findPlatform(window);
  if (!platform || platform.LMSInitialize('') === 'false') {
    console.info('Podarium: there is no SCORM platform around this page; nothing is reported.');
    return;
  }
  const began = performance.now();
  const set = (name: string, value: string) => void platform.LMSSetValue(name, value);
  const status = platform.LMSGetValue('cmi.core.lesson_status');
  let finished = status === 'passed' || status === 'completed';
  if (!finished && status !== 'failed') set('cmi.core.lesson_status', 'incomplete');
  set('cmi.core.score.min', '0');
  set('cmi.core.score.max', '100');
  const commit = () => {
    set('cmi.core.session_time', timespan(performance.now() - began));
    platform.LMSCommit('');
  };
  const kept = platform.LMSGetValue('cmi.suspend_data');
  // A run that cannot be taken up is begun anew; the platform's record of it stays.
  if (kept) void api.state.set(kept).catch((error: Error) => console.info(`Podarium: ${error.message}`));
  api.on('score', ({ raw }) => set('cmi.core.score.raw', String(raw)));
  api.on('step', ({ step }) => set('cmi.core.lesson_location', step.slice(0, 255)));
  api.on('verdict', commit);
  api.on('state', ({ state }) => {
    void fitted(state, suspendLimit).then((text) => {
      if (text !== '') set('cmi.suspend_data', text);
    });
  });
  api.on('complete', ({ passed, scaled }) => {
    set('cmi.core.score.raw', String(Math.round(scaled * 100)));
    // Who has passed once stays so.
    if (!finished) set('cmi.core.lesson_status', passed ? 'passed' : 'failed');
    finished ||= passed;
    commit();
  });
  window.document.addEventListener('visibilitychange', () => {
    if (window.document.visibilityState === 'hidden') commit();
  });
  let over = false;
  window.addEventListener('pagehide', () => {
    if (over) return;
    over = true;
    if (!finished) set('cmi.core.exit', 'suspend');
    commit();
    platform.LMSFinish('');
  });
}

/** The object named API in a parent, or in the window that opened this one. */
function findPlatform(window: Window): Platform | undefined {
  const above = (from: Window): Platform | undefined => {
    let at = from as Frame;
    for (let i = 0; i < furthestParent; i++) {
      try {
        if (at.API) return at.API;
      } catch {
        // A parent of another origin: whatever it has is not for this page.
        return undefined;
      }
      if (at.parent === at) return undefined;
      at = at.parent as Frame;
    }
    return undefined;
  };
  return above(window) ?? (window.opener ? above(window.opener as Window) : undefined);
}

/** `HHHH:MM:SS.SS`, as SCORM 1.2 writes time. */
export function timespan(ms: number): string {
  const hundredths = Math.floor(ms / 10);
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(hundredths / 100);
  const hours = Math.min(9_999, Math.floor(seconds / 3600));
  const [minute, second] = [Math.floor(seconds / 60) % 60, seconds % 60];
  return `${String(hours).padStart(4, '0')}:${two(minute)}:${two(second)}.${two(hundredths % 100)}`;
}
