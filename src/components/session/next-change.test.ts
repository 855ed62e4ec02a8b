// The next change: quiet minutes are leapt over, and the moment that is reached is the very tick at which something was stored.
import { beforeEach, expect, it, vi } from 'vitest';
import { createCluster } from '../../engine/index.ts';
import { isNews, nextChange } from './next-change.ts';
import { type Session, startSession } from './session.ts';
import { useSession } from './store.ts';

let run: Session;
let start: number;

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => {});
  const host = createCluster({ seed: 5 });
  host.advance(host.now() + 8_000, Number.POSITIVE_INFINITY);
  run = startSession(host, 5);
  start = host.now();
});

/** What was stored since, apart from signs of life. */
const news = (revision: number) => run.host.changes(revision).filter(isNews);

it('stops at the tick of the next thing that is otherwise', () => {
  run.submit({ kubectl: 'create deployment web --image=nginx:1.27' });
  const revision = run.host.revision();
  nextChange(run);
  expect(news(revision).map(({ ref, type }) => `${type} ${ref}`)).toEqual(['ADDED Deployment/default/web']);
  expect(news(revision)[0].at).toBe(run.host.now());
  expect(useSession.getState().playing).toBe(false);
});

it('leaps over the time in which a lost machine is not missed yet', () => {
  run.submit({ unplug: 'node-2' });
  const unplugged = run.host.now();
  const revision = run.host.revision();
  for (let i = 0; i < 3 && news(revision).every(({ ref }) => ref !== 'Node//node-2'); i++) nextChange(run);
  const ready = (run.host.get('Node//node-2') as { status: { conditions: { type: string; status: string }[] } }).status;
  expect(ready.conditions.find(({ type }) => type === 'Ready')?.status).toBe('Unknown');
  expect(run.host.now() - unplugged).toBeGreaterThan(40_000);
});

it('goes ten minutes on where nothing changes', () => {
  nextChange(run);
  expect([run.host.now() - start, news(0).filter(({ at }) => at > start)]).toEqual([600_000, []]);
});
