// Results for a course platform that speaks SCORM: status, score, time, each answer, and the run itself as the text that the platform
// keeps. The platform's own object is found in the frames above; where there is none the lesson runs all the same and says so in the
// console. A platform that lets somebody only browse or review gives the run and is told nothing.
import type { PageApi } from '../../components/app/page-api.ts';
import type { Dialect, Pair } from './dialects.ts';
import { findPlatform } from './platform.ts';
import { fitted } from './suspend-data.ts';

export function reportToScorm(api: Pick<PageApi, 'on' | 'state'>, window: Window, dialect: Dialect): void {
  const platform = findPlatform(window, dialect.names);
  if (!platform?.begin()) {
    console.info('Podarium: there is no SCORM platform around this page; nothing is reported.');
    return;
  }
  const kept = platform.get(dialect.suspended);
  // A run that cannot be taken up is begun anew; the platform's record of it stays.
  const takenUp = kept
    ? api.state.set(kept).catch((error: Error) => console.info(`Podarium: ${error.message}`))
    : Promise.resolve();
  let over = false;
  const leave = (last: () => void) =>
    window.addEventListener('pagehide', () => {
      if (over) return;
      over = true;
      last();
      platform.end();
    });
  // 1.2 has an empty mode where it has only one.
  if (['browse', 'review'].includes(platform.get(dialect.mode))) leave(() => undefined);
  else tell(api, window, platform, dialect, takenUp, leave);
}

function tell(
  api: Pick<PageApi, 'on'>,
  window: Window,
  platform: NonNullable<ReturnType<typeof findPlatform>>,
  dialect: Dialect,
  takenUp: Promise<unknown>,
  leave: (last: () => void) => void,
): void {
  const began = performance.now();
  const write = (all: readonly Pair[]) => {
    for (const [name, value] of all) platform.set(name, value);
  };
  const commit = () => {
    write([dialect.spent(performance.now() - began)]);
    platform.commit();
  };
  let finished = dialect.finished(platform.get);
  write(dialect.begun(platform.get));
  api.on('score', ({ scaled }) => write(dialect.scored(scaled)));
  api.on('step', ({ step, index, of }) => write(dialect.at(step, Math.min(1, index / Math.max(1, of - 1)))));
  api.on('verdict', commit);
  api.on('state', ({ state }) => {
    void fitted(state, dialect.keeps).then((text) => {
      if (text !== '') write([[dialect.suspended, text]]);
    });
  });
  let answers = Number(platform.get('cmi.interactions._count')) || 0;
  const said = new Map<string, string>();
  // A run that is taken up is lived again, and tells its answers again.
  void takenUp.then(() =>
    api.on('prediction', (given) => {
      const { step, answer, correct, drawn } = given;
      const now = drawn ? drawn.join() : `${answer} ${correct}`;
      if (answer < 0 || (correct === undefined && !drawn) || said.get(step) === now) return;
      said.set(step, now);
      write(dialect.answered(answers++, given, new Date()));
    }),
  );
  api.on('complete', ({ passed, scaled }) => {
    write([...dialect.scored(scaled), ...dialect.completed(passed, finished)]);
    // Who has passed once stays so.
    finished ||= passed;
    commit();
  });
  window.document.addEventListener('visibilitychange', () => {
    if (window.document.visibilityState === 'hidden') commit();
  });
  leave(() => {
    write(dialect.leaving(finished));
    commit();
  });
}
