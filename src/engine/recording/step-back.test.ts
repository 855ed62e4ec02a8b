// One step back lives the run again from a copy: inputs that lie close together must each come at their own tick.
import { expect, it } from 'vitest';
import { createCluster } from '../index.ts';

it('steps back over inputs that lie within one quiet stretch', () => {
  const host = createCluster({ seed: 41 });
  const start = host.now();
  const watch = host.submit({ kubectl: 'get pods -w' });
  host.advance(start + 400, 1e9);
  host.submit({ interrupt: watch });
  host.advance(start + 494, 1e9);
  host.submit({ kubectl: 'get nodes' });
  host.advance(start + 700, 1e9);
  const hash = host.hash();
  expect(host.stepBack(true)).toBe(true);
  expect(host.now()).toBeLessThan(start + 700);
  expect(host.step(true)).toBeDefined();
  host.seek(start + 700);
  expect(host.hash()).toBe(hash);
});
