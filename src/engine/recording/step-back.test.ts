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

it('goes back to a tick as it was before anything was done in it, and the same deeds make the same world', () => {
  const host = createCluster({ seed: 41 });
  const start = host.now();
  host.submit({ kubectl: 'get pods' });
  host.advance(start + 500, 1e9);
  const before = host.hash();
  const twice = (): readonly [string, number] => {
    host.submit({ scale: 'deployment/web', to: 2 });
    host.submit({ cordon: 'node/node-1' });
    host.advance(start + 9_000, 1e9);
    return [host.hash(), host.recording().inputs.length];
  };
  const after = twice();
  host.backTo(start + 500, 1);
  expect([host.hash(), host.horizon, host.recording().inputs.length]).toEqual([before, start + 500, 1]);
  expect(twice()).toEqual(after);
});
