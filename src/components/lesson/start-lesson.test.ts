// @vitest-environment happy-dom
// A lesson over the page's own clock: what has its time comes at its tick, however fast the learner lets time run.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LoadedLesson, lessons, readLesson } from '../../scenarios/index.ts';
import { session } from '../session/session.ts';
import { useLesson } from './lesson-store.ts';
import { startLesson } from './start-lesson.ts';

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
