import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { replaySession } from './api-replay.ts';

const sessions = ['01-discovery','02-core-crud','05-patch','07-validation','08-concurrency','09-deletion','10-subresources'];

test.each(sessions)('%s', (session) => {
  const url = new URL(`./reference/api/${session}.jsonl.gz`, import.meta.url);
  const { exchanges } = replaySession(gunzipSync(readFileSync(url)).toString());
  const judged = exchanges.filter(({ outOfScope }) => outOfScope === '');
  const differing = judged.filter(({ equal }) => !equal);
  console.info(`${session}: ${judged.length - differing.length} of ${judged.length} equal, ${exchanges.length - judged.length} out of scope\n` + differing.map((d) => `  ${d.name}: ${d.difference.slice(0, 500)}`).join('\n'));
  expect(judged.length).toBeGreaterThan(0);
});
