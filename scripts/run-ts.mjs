// Runs a TypeScript entry in Node: `node scripts/run-ts.mjs bench/main.ts --json`. It is bundled into the cache first,
// which takes a fraction of a second and makes the run as fast as the built engine.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cacheFolder, root } from './ensure.mjs';

const [entry, ...args] = process.argv.slice(2);
if (!entry || !existsSync(join(root, entry))) {
  console.error(entry ? `There is no ${entry}.` : 'Say which file to run: node scripts/run-ts.mjs FILE [arguments].');
  process.exit(2);
}
const { bundle } = await import('./bundle.mjs');
const outFile = join(
  relative(root, cacheFolder),
  `${entry.replace(/[\\/]/g, '-').replace(/\.tsx?$/, '')}-${process.pid}.mjs`,
);
await bundle(entry, outFile, {
  sourceUrls: true,
  external: ['vite', '@playwright/test', 'typescript'],
  nodeEnv: process.env.NODE_ENV,
});
const run = spawnSync(process.execPath, [...process.execArgv, '--enable-source-maps', join(root, outFile), ...args], {
  stdio: 'inherit',
});
rmSync(join(root, outFile), { force: true });
process.exit(run.status ?? 1);
