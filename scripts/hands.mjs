// `npm run hands`: the built page under random hands, seed after seed, for as many minutes as it is told. It ends at the first seed that
// makes something go wrong, and says how to do that one again.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { root } from './ensure.mjs';
import { findBrowser } from './find-browser.mjs';

const words = process.argv.slice(2);
const flags = { minutes: 10, seed: 1, deeds: 300 };
for (let i = 0; i < words.length; i += 2) {
  const name = words[i].replace(/^--/, '');
  if (!(name in flags) || !(Number(words[i + 1]) >= 0)) {
    console.error('npm run hands -- [--minutes M] [--seed S] [--deeds N]');
    process.exit(2);
  }
  flags[name] = Number(words[i + 1]);
}

await buildIfStale();
const browser = await findBrowser({ log: console.error });
if (!browser) {
  console.error('No Chromium found: install one or set CHROMIUM_PATH.');
  process.exit(2);
}
const end = Date.now() + flags.minutes * 60_000;
let seed = flags.seed;
do {
  const env = { ...process.env, CHROMIUM_PATH: browser, SEED: String(seed), DEEDS: String(flags.deeds) };
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  const { status } = spawnSync(process.execPath, [cli, 'test', 'e2e/random-hands.spec.ts', '--reporter=line'], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(
      `Seed ${seed} made something go wrong; again: npm run hands -- --seed ${seed} --deeds ${flags.deeds} --minutes 0`,
    );
    process.exit(1);
  }
  seed++;
} while (Date.now() < end);
console.log(`${seed - flags.seed} seeds, ${flags.deeds} deeds in each of four places: nothing went wrong.`);
