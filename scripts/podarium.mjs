// `npm run podarium -- …`: the command line from its sources. It is bundled again only when a source has changed;
// `node dist/cli.js …` after a build is the same without this step.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildCli } from './build.mjs';
import { newestChange, root, writtenAt } from './ensure.mjs';

const sources = ['src', 'package-lock.json', 'scripts/bundle.mjs'];
if (writtenAt('dist/cli.js') < newestChange(sources)) {
  try {
    await buildCli();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
// npm changes to the folder of package.json; INIT_CWD is where the command was typed, and file names are meant from there.
const cli = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
});
process.exit(cli.status ?? (cli.signal ? 130 : 1));
