// `npm run build`: the site in dist/ with its frame and SDK for other pages, the command line as dist/cli.js and the headless engine as
// dist/engine/index.mjs.
// `buildIfStale` is what the other commands call; it compares the newest source with a stamp that the last build left.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFrame, buildHost, writeServiceWorker } from './build-embed.mjs';
import { bundle } from './bundle.mjs';
import { newestChange, root, writtenAt } from './ensure.mjs';

const sources = [
  'src',
  'public',
  'embed',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
  'scripts/build-embed.mjs',
  'scripts/frame-start.mjs',
  'scripts/service-worker.mjs',
  'scripts/site-data.ts',
  'scripts/lesson-pages.ts',
];
const stamp = 'dist/.built';
const missing = [];

/** Builds everything; rejects if a part does not build. */
export async function buildAll() {
  const startedAt = new Date();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const { build } = await import('vite');
  await build({ root, logLevel: 'warn' });
  await buildFrame();
  await buildHost();
  await buildCli();
  await buildEngine();
  await run(process.execPath, [
    join(root, 'scripts/run-ts.mjs'),
    'scripts/lesson-schema.ts',
    'dist/schema/lesson-1.json',
  ]);
  await run(process.execPath, [join(root, 'scripts/run-ts.mjs'), 'scripts/site-data.ts', 'dist']);
  writeServiceWorker();
  // The stamp carries the time the build began, so that an edit made meanwhile still counts as newer.
  writeFileSync(join(root, stamp), '');
  utimesSync(join(root, stamp), startedAt, startedAt);
}

/** Builds if a source is newer than the last complete build. */
export async function buildIfStale() {
  if (writtenAt(stamp) >= newestChange(sources)) return;
  console.error('Building …');
  await buildAll();
}

/** The command line in one file. */
export async function buildCli() {
  if (!present('src/cli/main.ts')) return;
  await bundle('src/cli/main.ts', 'dist/cli.js', { minify: true });
  // Node reads dist/cli.js as a module even when dist/ was copied out of the repository.
  writeFileSync(join(root, 'dist/package.json'), '{ "type": "module" }\n');
}

/** The headless engine in one file, with its types beside it. */
async function buildEngine() {
  if (!present('src/engine/index.ts')) return;
  await bundle('src/engine/index.ts', 'dist/engine/index.mjs');
  mkdirSync(join(root, 'dist/engine'), { recursive: true });
  await run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['-p', join(root, 'tsconfig.engine.json'), '--outDir', join(root, 'dist/engine/types')],
  ]);
  writeFileSync(join(root, 'dist/engine/index.d.mts'), "export * from './types/index.ts';\n");
}

function present(entry) {
  if (existsSync(join(root, entry))) return true;
  console.error(`There is no ${entry}, so this part is not built.`);
  missing.push(entry);
  return false;
}

function run(command, args) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.on('error', failed);
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`${args[0]} ended with ${code}`))));
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await buildAll();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  if (missing.length > 0) process.exit(1);
}
