// What a host does to see what an embedded lesson tells: what makes each event happen, and a whole lesson gone through as a program. Played
// in the host's page, with the SDK as `window.sim`; the tests play them in Chromium and `npm run embed:firefox` in Firefox.
import type { EventName } from '../src/share/sdk.ts';

/** In the order in which a lesson has them; undefined where another's deed, or nobody's, makes it happen. */
export const causes: Readonly<Record<EventName, (() => Promise<unknown>) | undefined>> = {
  ready: undefined,
  resize: undefined,
  step: async () => {
    for (let i = 0; i < 3; i++) await window.sim.lesson.next();
  },
  prediction: async () => {
    await window.sim.lesson.answer(0, 'certain');
    await window.sim.time.play({ speed: 60 });
    await window.sim.lesson.solve();
  },
  action: undefined,
  event: undefined,
  verdict: undefined,
  hint: async () => {
    await window.sim.lesson.goto('race');
    await window.sim.lesson.hint();
  },
  score: undefined,
  complete: async () => {
    const { lesson } = window.sim;
    await lesson.goto('recall');
    await lesson.answer(1);
    while ((await lesson.info()).passed === undefined) await lesson.next();
  },
  state: undefined,
  link: () => window.sim.state.link(),
  error: async () => {
    // Of a frame whose address asks for what is not there.
    const sim = await window.Podarium.embedLesson('#place', {
      lesson: 'no-such-lesson',
      base: window.sim.frame.src.replace(/embed\/.*/, ''),
      lazy: false,
    });
    sim.frame.loading = 'eager';
    sim.on('error', (event) => window.heard.push(['error', { ...event }]));
    return window.code(sim.ready);
  },
};

/** Goes through a whole lesson, doing what each step asks; answers with the result at its end. */
export const toTheEnd = async (): Promise<boolean | 'no end'> => {
  const { sim } = window;
  await sim.time.play({ speed: 300 });
  for (let turn = 0; turn < 400; turn++) {
    const { passed } = await sim.lesson.info();
    if (passed !== undefined) return passed;
    if (await sim.lesson.next()) continue;
    if ((await window.code(sim.lesson.answer(1))) === 'no error') continue;
    await window.code(sim.lesson.solve());
    await sim.time.play({ speed: 300 });
  }
  return 'no end';
};
