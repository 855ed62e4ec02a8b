// Into the middle of a lesson, and single clauses asked of a cluster.
import { describe, expect, it } from 'vitest';
import { arriveAt } from './arrive.ts';
import { assertNow } from './assert-now.ts';
import { lessonCluster } from './hands.ts';
import { course, loadExpressions, loadLesson } from './index.ts';
import { resumeLesson } from './resume.ts';

await loadExpressions();
const loaded = loadLesson('self-healing');
if (!loaded) throw new Error('the course begins with self-healing');

describe('a link into the middle of a lesson', () => {
  it('stands at the step, with nothing earned on the way', () => {
    const steps = loaded.lesson.steps.map(({ id }) => id);
    const attempt = arriveAt(loaded, steps[4]);
    if (!attempt) throw new Error('there is such a step');
    const { run } = resumeLesson(loaded, attempt);
    expect(run.step.id).toBe(steps[4]);
    expect(run.view().progress.score).toBe(0);
    expect(run.answers.every(({ chosen }) => chosen === -1)).toBe(true);
    expect(run.done.every(({ solvedBy }) => solvedBy === 'solution')).toBe(true);
  });

  it.each(course.flatMap(({ lessons }) => lessons.map(({ id }) => id)))('leads to the last step of %s', (id) => {
    const found = loadLesson(id);
    const last = found?.lesson.steps.at(-1)?.id ?? '';
    const attempt = found && arriveAt(found, last);
    if (!attempt) throw new Error(`there is no way to ${last}`);
    expect(resumeLesson(found, attempt).run.step.id).toBe(last);
  });

  it('leads nowhere when there is no such step', () => {
    expect(arriveAt(loaded, 'nowhere')).toBeUndefined();
  });
});

describe('a clause asked of a cluster as it is', () => {
  const host = lessonCluster(loaded);
  it('holds or not, and says what is observed', () => {
    const path = 'status.availableReplicas';
    expect(assertNow(host, { that: 'deployment/web', path, is: 3 })).toMatchObject({ holds: true });
    expect(assertNow(host, { that: 'deployment/web', path, is: 4 })).toMatchObject({ holds: false });
  });

  it.each([
    [{ that: 'deployment/web', colour: 'red' }, /colour/],
    [{ event: 'Deleted', kind: 'pod' }, /event speaks of what has been/],
    [{ any: [{ that: 'pod/x', exists: true, for: '10s' }] }, /for speaks of what has been/],
    ['web', /clause/],
  ])('refuses %j', (clause, problem) => {
    expect(assertNow(host, clause)).toMatchObject({ problem: expect.stringMatching(problem) });
  });
});

it('of a machine that comes back in time no toleration has run out, whatever Events tell of it', () => {
  const lesson = loadLesson('node-failure');
  const attempt = lesson && arriveAt(lesson, 'plug');
  if (!lesson || !attempt) throw new Error('there is such a step');
  const { run, host } = resumeLesson(lesson, attempt);
  const { unlucky } = run.variants;
  const live = (ticks: number): void => {
    for (const end = host.now() + ticks; host.now() < end; run.sync())
      host.advance(host.now() + 250, Number.POSITIVE_INFINITY);
  };
  host.submit({ unplug: `node/${unlucky}` });
  live(70_000);
  host.submit({ plug: `node/${unlucky}` });
  live(30_000);
  const cancelled = (host.list('events') as { reason?: string }[]).some((e) => e.reason === 'TaintManagerEviction');
  expect(cancelled).toBe(true);
  expect(
    run
      .view()
      .goals.map(({ state }) => state)
      .slice(0, 3),
  ).toEqual(['done', 'done', 'open']);
});
