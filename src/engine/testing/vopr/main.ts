// `npm run vopr -- [--seed S] [--runs N] [--minutes M] [--etcd]`: random lives until one goes wrong, or the given number or time is
// used up. With `--etcd` they are lives of three or five etcd members and nothing else, about fifty a second.

import { writeFileSync } from 'node:fs';
import { liveAsQuorum } from './quorum.ts';
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
const unknown = args.find((arg) => arg.startsWith('--') && !['--seed', '--runs', '--minutes', '--etcd'].includes(arg));
if (unknown) {
  console.error(`unknown flag ${unknown}; there are --seed S, --runs N, --minutes M, --etcd`);
  process.exit(2);
}
const first = number('--seed') ?? 1;
const minutes = number('--minutes');
const runs = number('--runs') ?? (minutes === undefined ? 20 : Number.POSITIVE_INFINITY);
const until = Date.now() + (minutes ?? 0) * 60_000;
let done = 0;
if (args.includes('--etcd')) etcdLives();
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

function etcdLives(): never {
  let acknowledged = 0;
  let elections = 0;
  for (let seed = first; done < runs && (minutes === undefined || Date.now() < until); seed++) {
    const life = liveAsQuorum(seed);
    if (life.problems.length > 0) {
      console.log(`seed ${seed}, ${life.members} members: ${life.problems.join('; ')}`);
      process.exit(1);
    }
    done++;
    acknowledged += life.acknowledged;
    elections += life.elections;
    if (done % 1_000 === 0) console.log(`${done} runs, up to seed ${seed}`);
  }
  console.log(`${done} runs, nothing wrong: ${acknowledged} writes acknowledged, ${elections} elections`);
  process.exit(0);
}
