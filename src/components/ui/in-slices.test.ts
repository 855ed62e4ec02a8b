// Work that would never end if nobody else had a turn.
import { expect, it } from 'vitest';
import type { Sliced } from '../../scenarios/index.ts';
import { inSlices } from './in-slices.ts';

it('lets others have their turn, and says what it is at', async () => {
  let pressed = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    pressed = true;
    port1.close();
  };
  function* work(): Sliced<string> {
    port2.postMessage('a key');
    yield 'waiting for a key';
    while (!pressed) yield;
    return 'the key came';
  }
  const said: string[] = [];
  expect(await inSlices(work(), { at: (what) => said.push(what) })).toBe('the key came');
  expect(said).toEqual(['waiting for a key']);
});

it('is called off between two slices', async () => {
  function* endless(): Sliced<string> {
    for (;;) yield;
  }
  let turns = 0;
  expect(await inSlices(endless(), { over: () => ++turns > 2 })).toBeUndefined();
  expect(turns).toBe(3);
});
