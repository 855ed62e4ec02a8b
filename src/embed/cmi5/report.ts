// Results for a course platform that speaks cmi5. The first thing said is that the lesson was opened and the last that it was left; between
// them that all of it was seen, and that it was passed or not, each once for a learner and a course. A platform that lets somebody only
// browse or review is told nothing else.

import type { PageApi } from '../../components/app/page-api.ts';
import { type Kept, RecordStore } from './record-store.ts';
import { answered, defined, launchOf, type Moment, type Verb } from './statements.ts';

type Around = Pick<Window, 'addEventListener' | 'location'> & { readonly fetch: typeof fetch };

export async function reportToCmi5(api: Pick<PageApi, 'on' | 'state'>, window: Around): Promise<void> {
  const note = (text: string) => console.info(`Podarium: ${text}`);
  const launch = launchOf(window.location.search);
  if (!launch) return note('this page was not opened by a cmi5 platform; nothing is reported.');
  const began = Date.now();
  try {
    const store = await RecordStore.open(launch, window.fetch.bind(window));
    const data = await store.launchData();
    let kept: Kept = (await store.kept()) ?? { state: '', completed: false, passed: false, answers: {} };
    const moment = (): Moment => ({ at: Date.now(), spent: Date.now() - began, id: newId() });
    const say = (verb: Verb, scaled?: number) => store.say(defined(launch, data, verb, moment(), scaled));
    const keep = (more: Partial<Kept>) => {
      kept = { ...kept, ...more };
      store.keep(kept);
    };
    say('initialized');
    let over = false;
    window.addEventListener('pagehide', () => {
      if (over) return;
      over = true;
      store.end(defined(launch, data, 'terminated', moment()));
    });
    // A run that cannot be taken up is begun anew.
    if (kept.state) void api.state.set(kept.state).catch((error: Error) => note(error.message));
    if (data.launchMode !== 'Normal') return;
    api.on('state', ({ state }) => keep({ state }));
    api.on('prediction', (given) => {
      const { step, answer, correct, drawn } = given;
      // A run that is taken up is lived again, and tells its answers again.
      const now = drawn ? drawn.join(',') : `${answer} ${correct}`;
      if (answer < 0 || (correct === undefined && !drawn) || kept.answers[step] === now) return;
      store.say(answered(launch, data, moment(), given));
      keep({ answers: { ...kept.answers, [step]: now } });
    });
    api.on('complete', ({ passed, scaled }) => {
      if (!kept.completed) say('completed');
      const judged = data.masteryScore === undefined ? passed : scaled >= data.masteryScore;
      // Who has passed once stays so.
      if (!kept.passed) say(judged ? 'passed' : 'failed', scaled);
      keep({ completed: true, passed: kept.passed || judged });
    });
  } catch (error) {
    note(`nothing is reported to the cmi5 platform: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** A random UUID; the browser's own maker of them is missing on pages without TLS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
