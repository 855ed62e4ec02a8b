// `npm run hostile -- [--lessons 50000] [--seed 1]`: spoiled lessons through the reader, and what became of them. It ends with exit code 1
// when one made the reader throw or kept it busy for longer than a page may wait.

import { lessons, loadExpressions } from '../index.ts';
import { campaign } from './campaign.ts';

/** Milliseconds that one lesson may take, on a slow machine. */
const PATIENCE = 2_000;

function flag(name: string, usual: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? usual : Number(process.argv[at + 1]);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${name} needs a whole number like ${usual}.`);
  process.exit(2);
}

const count = flag('lessons', 50_000);
const seed = flag('seed', 1);
await loadExpressions();
let refused = 0;
let read = 0;
let broken = 0;
let slowest = 0;
let slowestSeed = seed;
/** Lessons between two lines that tell how far it is. */
const CHUNK = 5_000;
for (let done = 0; done < count; done += CHUNK) {
  const report = campaign(Object.values(lessons), Math.min(CHUNK, count - done), seed + done, () => performance.now());
  for (const line of report.broken.slice(0, 20)) console.log(line);
  refused += report.refused;
  read += report.read;
  broken += report.broken.length;
  if (report.slowest > slowest) ({ slowest, slowestSeed } = report);
  console.log(`${done + report.lessons} lessons: ${refused} refused, ${read} read, ${broken} broke the reader`);
}
console.log(`the slowest took ${slowest.toFixed(0)} ms (seed ${slowestSeed})`);
process.exitCode = broken > 0 || slowest > PATIENCE ? 1 : 0;
