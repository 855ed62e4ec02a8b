// @vitest-environment happy-dom
// A lesson over the page's own clock: what has its time comes at its tick, however fast the learner lets time run.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LoadedLesson, lessons, loadLesson, Player, readLesson } from '../../scenarios/index.ts';
import { session } from '../session/session.ts';
import { useSession } from '../session/store.ts';
import { useLesson } from './lesson-store.ts';
import { offerLesson, resumeAttempt, startLesson } from './start-lesson.ts';

/** Frames that are drawn when a test says so. */
let waiting: ((at: number) => void)[] = [];
let clock = 0;

function frames(count: number): void {
  for (let i = 0; i < count; i++) {
    clock += 16;
    const now = waiting;
    waiting = [];
    for (const draw of now) draw(clock);
  }
}

function changed(id: string, from: string, to: string): LoadedLesson {
  const files = lessons[id];
  expect(files['lesson.yaml']).toContain(from);
  const read = readLesson({ ...files, 'lesson.yaml': files['lesson.yaml'].replace(from, to) });
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes));
  return read;
}

beforeEach(() => {
  waiting = [];
  vi.stubGlobal('requestAnimationFrame', (draw: (at: number) => void) => waiting.push(draw));
  vi.stubGlobal('cancelAnimationFrame', () => {});
});

afterEach(() => {
  useLesson.getState().end?.();
  vi.unstubAllGlobals();
});

describe('a lesson on the page', () => {
  it('lets a fault strike at its tick at a thousandfold speed', () => {
    const first = 'steps:\n  - id: wish\n    kind: narrate\n';
    const withFault = `${first}    faults: [{ id: cut, at: +7s, unplug: node/node-2 }]\n`;
    const live = startLesson(changed('self-healing', first, withFault));
    expect(live).toBeDefined();
    session().setSpeed(1000);
    session().play();
    const { host } = session();
    const start = host.now();
    for (let i = 0; i < 200 && host.now() < start + 20_000; i++) frames(1);
    const struck = host.recording().inputs.find(({ input }) => 'unplug' in input);
    expect(struck && struck.tick - start).toBe(7_000);
  });

  it('is taken up at its end: what was done is settled, and the steps before it are there', () => {
    const loaded = loadLesson('self-healing');
    if (!loaded) throw new Error('the course has it');
    const player = Player.fresh(loaded);
    while (!player.run.atEnd) player.solve();
    offerLesson(loaded);
    expect(resumeAttempt(player.run.attempt())).toHaveProperty('session');
    const { host, rules } = session();
    expect(rules?.since()).toBe(host.now());
    expect(useLesson.getState().view).toMatchObject({ kind: 'debrief', progress: { passed: true } });
    useLesson.getState().callbacks?.onBack();
    expect(useLesson.getState().view).toMatchObject({ stepId: 'recall' });
  });

  describe('however the learner gets past a fault that has its time', () => {
    const first = 'steps:\n  - id: wish\n    kind: narrate\n';
    const cut = '{ id: cut, at: +7s, unplug: node/node-2 }';
    const begin = (faults: string) => {
      startLesson(changed('self-healing', first, `${first}    faults: [${faults}]\n`));
      frames(1);
      const live = session();
      live.pause();
      const start = live.host.lessonStart;
      const struck = () =>
        live.host
          .recording()
          .inputs.filter(({ input }) => 'unplug' in input || 'cordon' in input)
          .map(({ tick }) => tick - start);
      return { live, host: live.host, start, struck };
    };

    it('it strikes at its tick when they click far ahead, and the cluster has lived with it since', () => {
      const { live, host, start, struck } = begin(cut);
      live.seek(start + 90_000);
      expect(struck()).toEqual([7_000]);
      expect(host.now()).toBe(start + 90_000);
      expect(useSession.getState().playing).toBe(false);
      const node = host.get('Node//node-2') as { status: { conditions: { type: string; status: string }[] } };
      expect(node.status.conditions.find(({ type }) => type === 'Ready')?.status).toBe('Unknown');
      live.seek(start + 1_000);
      live.seek(start + 90_000);
      expect(struck()).toEqual([7_000]);
    });

    it('it strikes at its tick when they step, message by message or with all speed to the end of a beat', () => {
      const steps = begin(cut);
      for (let i = 0; i < 400 && steps.struck().length === 0; i++) steps.live.stepForward();
      expect(steps.struck()).toEqual([7_000]);
      const beats = begin(cut);
      for (let i = 0; i < 40 && beats.struck().length === 0; i++) {
        beats.live.nextBeat();
        beats.live.nextBeat();
        beats.live.stepForward();
      }
      expect(beats.struck()).toEqual([7_000]);
    });

    it('one that waits for another strikes at its own tick, too, and one that waits for a case soon after it', () => {
      const after = '{ id: next, at: { after: { fault: cut }, plus: 3s }, cordon: node/node-1 }';
      const { live, start, struck } = begin(`${cut}, ${after}`);
      live.seek(start + 90_000);
      expect(struck()).toEqual([7_000, 10_000]);
      const notReady = '{ that: node/node-2, path: status.conditions.Ready.status, is: Unknown }';
      const case_ = begin(`${cut}, { id: seen, when: ${notReady}, cordon: node/node-1 }`);
      case_.live.seek(case_.start + 90_000);
      const [, cordoned] = case_.struck();
      const { host } = case_;
      const node = host.get('Node//node-2') as {
        status: { conditions: { type: string; lastTransitionTime: string }[] };
      };
      const seen = node.status.conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '';
      // The stamp has whole seconds.
      expect((cordoned + case_.start + host.epochMs - Date.parse(seen)) / 1000).toBeLessThan(1.1);
    });
  });

  it('is found as it was left in the middle of a task', () => {
    startLesson('self-healing', { step: 'delete-one' });
    frames(1);
    const live = session();
    live.submit({ delete: 'pod[app=web]#1' });
    live.pause();
    live.seek(live.host.now() + 400);
    const { now, hash } = { now: live.host.now(), hash: live.host.hash() };
    window.dispatchEvent(new Event('pagehide'));
    useLesson.getState().end?.();
    const again = startLesson('self-healing');
    again?.pause();
    expect([again?.host.now(), again?.host.hash()]).toEqual([now, hash]);
    expect(useLesson.getState()).toMatchObject({ resumed: true, view: { stepId: 'delete-one' } });
    again?.seek(now + 30_000);
    expect(useLesson.getState().view?.primary?.id).toBe('next');
    useLesson.getState().callbacks?.onPrimary('next');
    useLesson.getState().callbacks?.onPrimary('next');
    for (let i = 0; i < 6 && useLesson.getState().view?.stepId === 'delete-one'; i++)
      useLesson.getState().callbacks?.onPrimary('next');
    expect(useLesson.getState()).toMatchObject({ resumed: false, view: { stepId: 'who' } });
  });

  it('once more is another case: another seed, other pods, from the first step', () => {
    const first = startLesson('node-failure', { seed: 4 });
    const pods = () =>
      (session().host.list('pods') as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    const before = pods();
    useLesson.getState().callbacks?.onAnew();
    expect(session()).not.toBe(first);
    expect([useSession.getState().seed, useLesson.getState().view?.step]).toEqual([5, 1]);
    expect(pods()).not.toEqual(before);
  });

  describe('while a question about the future is open', () => {
    /** Self-healing at its second question, with a deletion behind it. */
    const atQuestion = () => {
      startLesson('self-healing', { step: 'guess-two' });
      frames(1);
      const live = session();
      expect(useLesson.getState().view).toMatchObject({ stepId: 'guess-two', futureLocked: true });
      return { live, host: live.host, now: live.host.now(), hash: live.host.hash() };
    };

    it('nothing moves time on: not playing, steps, beats, the line, nor anything said to kubectl', () => {
      const { live, host, now, hash } = atQuestion();
      live.play();
      frames(5);
      for (let i = 0; i < 3; i++) live.nextBeat();
      live.stepForward();
      live.seek(now + 60_000);
      for (const line of ['delete pod --all', '-n get delete node node-2', 'delete node node-2 -l "a=rollout status"'])
        live.submit({ kubectl: line });
      frames(5);
      expect([host.now(), host.hash(), host.horizon]).toEqual([now, hash, now]);
    });

    it('the past may be looked at, and time leads back to the question and no further', () => {
      const { live, host, now, hash } = atQuestion();
      const before = host.recording().inputs.length;
      live.seek(host.lessonStart + 100);
      expect(useLesson.getState().view).toMatchObject({ stepId: 'guess-two', futureLocked: false, canSkip: false });
      expect(useLesson.getState().view?.primary?.label).toBe('Back to the step');
      // Not even a question may be put there: it would take the place of all that came after.
      expect(live.submit({ kubectl: 'get pods' })).toBe(0);
      live.setSpeed(1000);
      live.play();
      for (let i = 0; i < 400 && host.now() < now; i++) frames(1);
      frames(5);
      expect([host.now(), host.hash(), host.recording().inputs.length]).toEqual([now, hash, before]);
      live.seek(host.lessonStart + 100);
      live.nextBeat();
      live.nextBeat();
      live.seek(host.lessonStart + 100);
      useLesson.getState().callbacks?.onPrimary('next');
      expect([host.now(), host.hash()]).toEqual([now, hash]);
      expect(useLesson.getState().view).toMatchObject({ stepId: 'guess-two', futureLocked: true });
    });

    it('an answer that is given from the past is an answer to the question where it stands', () => {
      const { live, host, now } = atQuestion();
      live.seek(host.lessonStart + 100);
      const { callbacks } = useLesson.getState();
      callbacks?.onChoose('0');
      callbacks?.onSkip();
      expect(host.now()).toBeGreaterThanOrEqual(now);
      expect(host.recording().inputs.filter(({ tick }) => tick < now)).not.toEqual([]);
    });
  });
});
