// `npm run links -- [--runs N] [--seed S]`: random runs through link, open, link, until one comes out otherwise than it went in.
import { roundTrip } from './random-runs.ts';

const args = process.argv.slice(2);
const number = (flag: string, usual: number): number => {
  const at = args.indexOf(flag);
  return at < 0 ? usual : Number(args[at + 1]);
};
const runs = number('--runs', 2_000);
const first = number('--seed', 1);
if (!Number.isInteger(runs) || !Number.isInteger(first)) {
  console.error('there are --runs N and --seed S, each with a whole number');
  process.exit(2);
}
for (let seed = first; seed < first + runs; seed++) {
  const problem = await roundTrip(seed);
  if (problem !== '') {
    console.log(`seed ${seed}: ${problem}`);
    process.exit(1);
  }
}
console.log(`${runs} runs through link, open, link: all equal`);
