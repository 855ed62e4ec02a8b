// `npm run vopr -- [--seed S] [--runs N] [--minutes M]`: random lives until one goes wrong, or the given number or time is used up.

import { writeFileSync } from 'node:fs';
import { liveRandomly } from './vopr.ts';

const args = process.argv.slice(2);
const number = (flag: string): number | undefined => {
  const at = args.indexOf(flag);
  if (at < 0) return undefined;
  const value = Number(args[at + 1]);
  if (!Number.isInteger(value) || value < 0) {
    console.error(`${flag} needs a whole number, like ${flag} 100`);
    process.exit(2);
  }
  return value;
};
const unknown = args.find((arg) => arg.startsWith('--') && !['--seed', '--runs', '--minutes'].includes(arg));
if (unknown) {
  console.error(`unknown flag ${unknown}; there are --seed S, --runs N, --minutes M`);
  process.exit(2);
}
const first = number('--seed') ?? 1;
const minutes = number('--minutes');
const runs = number('--runs') ?? (minutes === undefined ? 20 : Number.POSITIVE_INFINITY);
const until = Date.now() + (minutes ?? 0) * 60_000;
let done = 0;
for (let seed = first; done < runs && (minutes === undefined || Date.now() < until); seed++) {
  const life = liveRandomly(seed);
  if (life.problems.length > 0) {
    const file = `vopr-${seed}.recording.json`;
    writeFileSync(file, JSON.stringify(life.recording, null, 1));
    console.log(`seed ${seed}: ${life.problems.join('; ')}\nits recording is in ${file}`);
    process.exit(1);
  }
  done++;
  console.log(
    `seed ${seed}: ${life.simulatedMinutes} simulated minutes, ${life.recording.inputs.length} actions, world ${life.hash}`,
  );
}
console.log(`${done} runs, nothing wrong`);
