// `npm test`: types, lint, unit tests, build, size and browser tests in turn, every stage even if an earlier one failed.
// It counts what passed and failed over all stages and ends with one line. Stage names as arguments run only those.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, root } from './ensure.mjs';
import { countPlaywright, countSingle, countVitest, sum } from './test-counts.mjs';

const bin = (path) => join(root, 'node_modules', path);
const reports = join(cacheFolder, 'reports');
mkdirSync(reports, { recursive: true });

const stages = {
  types: () => countSingle(node(bin('typescript/bin/tsc'), ['--noEmit', '-p', '.'])),
  lint: () => countSingle(node(bin('@biomejs/biome/bin/biome'), ['check', '--error-on-warnings', '.'])),
  unit: () => {
    const file = freshReport('unit.json');
    const code = node(bin('vitest/vitest.mjs'), [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    return countVitest(readReport(file), code);
  },
  build: () => countSingle(node(join(root, 'scripts/build.mjs'), [])),
  size: async () => {
    if (!existsSync(join(root, 'dist/index.html'))) return countSingle(1);
    const { weighSite } = await import('./size.mjs');
    node(join(root, 'scripts/size.mjs'), []);
    const rows = weighSite(join(root, 'dist'));
    const over = rows.filter((row) => !row.ok);
    const words = over.map(({ name, kilobytes, limit }) => `${name} has ${kilobytes} of ${limit} kB`);
    return { passed: rows.length - over.length, failed: over.length, words };
  },
  browser: async () => {
    const { findBrowser } = await import('./find-browser.mjs');
    const path = await findBrowser({ log: console.error });
    if (!path) {
      console.error('No Chromium found: install one or set CHROMIUM_PATH.');
      return countSingle(1);
    }
    const file = freshReport('browser.json');
    const code = node(bin('@playwright/test/cli.js'), ['test', '--reporter=list,json'], {
      CHROMIUM_PATH: path,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    });
    return countPlaywright(readReport(file), code);
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(', ')}. Stages: ${Object.keys(stages).join(', ')}.`);
  process.exit(2);
}

const results = [];
for (const name of wanted.length > 0 ? wanted : Object.keys(stages)) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(3, 70 - name.length))}`);
  const startedAt = Date.now();
  const counts = await stages[name]();
  results.push({ name, ...counts, seconds: (Date.now() - startedAt) / 1000 });
}

console.log('\n── summary');
for (const { name, passed, failed, seconds, words = [] } of results) {
  console.log(`${failed ? '✗' : '✓'} ${name.padEnd(8)} ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`);
  for (const line of words) console.log(`  ${line}`);
}
const total = sum(results);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function node(file, args, env = {}) {
  const child = spawnSync(process.execPath, [file, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (child.signal) process.exit(130);
  return child.status ?? 1;
}

function freshReport(name) {
  const file = join(reports, name);
  rmSync(file, { force: true });
  return file;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
