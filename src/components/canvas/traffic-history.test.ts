// A source's counters, looked at now and then, as seconds and as a line.
import { expect, test } from 'vitest';
import type { ViewTraffic } from '../../engine/index.ts';
import { sparkline, TrafficHistory } from './traffic-history.ts';

const counters = (ok: number, refused = 0): ViewTraffic[] => [
  { ok, refused, timedOut: 0, reset: 0, failed: 0 } as ViewTraffic,
];

test.each<[string, [number, number, number][], number, [number, number][]]>([
  [
    'steady',
    [
      [0, 0, 0],
      [1000, 5, 0],
      [2000, 10, 0],
    ],
    2500,
    [
      [5, 0],
      [5, 0],
    ],
  ],
  [
    'some are lost',
    [
      [0, 0, 0],
      [1000, 5, 0],
      [2000, 7, 3],
    ],
    2000,
    [
      [5, 0],
      [2, 3],
    ],
  ],
  [
    'a gap is shared by its seconds',
    [
      [0, 0, 0],
      [4000, 20, 0],
    ],
    4000,
    [
      [5, 0],
      [5, 0],
      [5, 0],
      [5, 0],
    ],
  ],
  [
    'what comes after a jump back has not happened',
    [
      [0, 0, 0],
      [3000, 15, 0],
      [1000, 5, 0],
    ],
    1000,
    [[5, 0]],
  ],
  [
    'another run begins anew',
    [
      [0, 900, 2],
      [1000, 4, 0],
      [2000, 9, 0],
    ],
    2000,
    [[5, 0]],
  ],
])('%s', (_, looks, now, seconds) => {
  const history = new TrafficHistory();
  for (const [tick, ok, lost] of looks) history.note(tick, counters(ok, lost));
  expect(history.seconds(now)).toEqual(seconds.map(([ok, lost]) => ({ ok, lost })));
});

test('the line ends at the right edge, as high as the rate, with a mark where some were lost', () => {
  const { ok, lost } = sparkline(
    [
      { ok: 5, lost: 0 },
      { ok: 0, lost: 5 },
    ],
    5,
    120,
    18,
  );
  expect(ok).toBe('M116 2L118 2L118 16L120 16');
  expect(lost).toBe('M118 17H120');
  expect(sparkline([], 5, 120, 18)).toEqual({ ok: '', lost: '' });
});
