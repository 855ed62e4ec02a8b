// Times in objects agree with the platform's own calendar.
import { describe, expect, it } from 'vitest';
import { microTime, parseTime, rfc3339 } from './time.ts';

describe('times in objects', () => {
  it.each([0, 951_782_399_000, 951_782_400_000, 1_709_164_800_000, 1_735_689_599_999, 4_102_444_799_000])(
    'agrees with the platform at %d',
    (ms) => {
      expect(rfc3339(ms, 0)).toBe(`${new Date(ms).toISOString().slice(0, 19)}Z`);
      expect(parseTime(new Date(ms).toISOString())).toBe(ms);
    },
  );
  it('keeps milliseconds in MicroTime', () => {
    expect(microTime(0, 12)).toBe('1970-01-01T00:00:00.012000Z');
    expect(parseTime('1970-01-01T00:00:00.012345Z')).toBe(12);
  });
  it('reads offsets and refuses what is no time', () => {
    expect(parseTime('1970-01-01T01:00:00+01:00')).toBe(0);
    expect(parseTime('yesterday')).toBeNaN();
  });
});
