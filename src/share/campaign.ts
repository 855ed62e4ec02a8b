// `npm run links -- [--runs N] [--hostile N] [--seed S]`: random runs through link, open, link, until one comes out otherwise than it went
// in; then damaged and hostile links, until one is neither told in words nor lived to an end. `--corpus FOLDER` writes this version's links.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpus } from './corpus.ts';
import { hostileLink, openHostile } from './hostile-links.ts';
import { toFragment } from './link.ts';
import { packed } from './packed.ts';
import { randomRun, roundTrip } from './random-runs.ts';
import { shareSandbox } from './shared-run.ts';

const args = process.argv.slice(2);
const after = (flag: string): string | undefined => {
  const at = args.indexOf(flag);
  return at < 0 ? undefined : (args[at + 1] ?? '');
};
const number = (flag: string, usual: number): number => Number(after(flag) ?? usual);
const runs = number('--runs', 2_000);
const hostile = number('--hostile', 2_000);
const first = number('--seed', 1);
if (![runs, hostile, first].every(Number.isInteger)) {
  console.error('there are --runs N, --hostile N and --seed S, each with a whole number, and --corpus FOLDER');
  process.exit(2);
}

const folder = after('--corpus');
if (folder !== undefined) {
  for (const [name, make] of Object.entries(corpus)) {
    const link = await toFragment(make());
    const [version] = link.match(/\d+/) ?? [];
    writeFileSync(join(folder, `version-${version}-${name}.txt`), `${link}\n`);
    console.log(`${name}: ${link.length} characters`);
  }
  process.exit(0);
}

let longest = 0;
let letters = 0;
for (let seed = first; seed < first + runs; seed++) {
  const { problem, characters } = await roundTrip(seed);
  letters += characters;
  longest = Math.max(longest, characters);
  if (problem !== '') {
    console.log(`seed ${seed}: ${problem}`);
    process.exit(1);
  }
}
if (runs > 0)
  console.log(
    `${runs} runs through link, open, link: all equal; ${Math.round(letters / runs)} characters on average, ${longest} at most`,
  );

const attempt = corpus['lesson-self-healing']();
const whole = [shareSandbox(randomRun(2), 1), attempt, corpus.branches(), packed(attempt, 1)];
const ends = { refused: 0, lived: 0, left: 0 };
let slowest = 0;
for (let seed = first; seed < first + hostile; seed++) {
  const link = await hostileLink(seed, whole);
  const before = performance.now();
  try {
    ends[(await openHostile(link, 2_000)).end]++;
  } catch (error) {
    console.log(`hostile seed ${seed}: ${error instanceof Error ? error.stack : error}`);
    process.exit(1);
  }
  slowest = Math.max(slowest, performance.now() - before);
}
if (hostile > 0)
  console.log(
    `${hostile} damaged and hostile links: ${ends.refused} refused in words, ${ends.lived} lived to their end, ${ends.left} still alive after 2000 slices; the slowest took ${Math.round(slowest)} ms`,
  );
