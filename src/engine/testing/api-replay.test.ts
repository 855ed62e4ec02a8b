// What a real v1.36.3 API server answered, answered again by ours, whole answers compared. The figures only ever rise.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { replaySession } from './api-replay.ts';

/** Equal and judged exchanges today. Raise them when they rise; they never sink. */
const ratchet: { readonly [session: string]: readonly [equal: number, judged: number] } = {
  '01-discovery': [98, 98],
  '02-core-crud': [136, 136],
  '03-groups-crud': [56, 56],
  '05-patch': [52, 52],
  '06-apply': [37, 38],
  '07-validation': [184, 185],
  '08-concurrency': [89, 89],
  '09-deletion': [52, 52],
  '10-subresources': [45, 46],
};

test.each(Object.keys(ratchet))('%s', (session) => {
  const url = new URL(`./reference/api/${session}.jsonl.gz`, import.meta.url);
  const { exchanges } = replaySession(gunzipSync(readFileSync(url)).toString());
  const judged = exchanges.filter(({ outOfScope }) => outOfScope === '');
  const differing = judged.filter(({ equal }) => !equal);
  const lines = differing.map(({ name, difference }) => `\n  ${name}: ${difference.slice(0, 500)}`).join('');
  const report = `${session}: ${judged.length - differing.length} of ${judged.length} equal${lines}`;
  console.info(report);
  const [equal, asked] = ratchet[session];
  expect(judged.length, report).toBeGreaterThanOrEqual(asked);
  expect(judged.length - differing.length, report).toBeGreaterThanOrEqual(equal);
});
