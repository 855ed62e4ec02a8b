// `npm run soak -- [--hours N]`: a day of pods that come and go; ends with 1 when memory grows.

import { growth, type Hour, soak } from './soak.ts';

const at = process.argv.indexOf('--hours');
const hours = at < 0 ? 24 : Number(process.argv[at + 1]);
if (!Number.isInteger(hours) || hours < 3) {
  console.error('--hours needs a whole number of at least 3');
  process.exit(2);
}
const seen: Hour[] = [];
const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
};
if (!globalThis.gc)
  console.error('without --expose-gc the heap is not collected before it is measured; the figures are rough');
soak(hours, 5, heap, (hour) => {
  seen.push(hour);
  console.log(
    `hour ${hour.hour}: heap ${hour.heapMegabytes.toFixed(1)} MB, revision ${hour.revisions}, ${hour.delivered} messages`,
  );
});
const grown = growth(seen);
console.log(`the last third of the hours is ${(grown * 100).toFixed(1)} % larger than the middle third`);
process.exit(grown > 0.1 ? 1 : 0);
