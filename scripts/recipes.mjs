// `npm run recipes`: the recipes that need a large generator, built from its packages and tested in the browser. Their packages go into
// the system's folder for temporary files and are no dependencies of the project; what a recipe borrows from another one is copied in, as
// its README says.
// Names as arguments build and test only those; `--keep` tests what was built before.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './ensure.mjs';

export const recipesFolder = join(root, 'docs/recipes');

/** Each with the command that builds it, the folder the site is in afterwards, and the files it borrows: here, from there. */
export const generated = {
  docusaurus: {
    build: ['docusaurus', 'build'],
    site: 'build',
    borrowed: { 'src/components/podarium-lesson.tsx': 'react/podarium-lesson.tsx' },
  },
  vitepress: {
    build: ['vitepress', 'build'],
    site: '.vitepress/dist',
    borrowed: { '.vitepress/theme/podarium-lesson.ts': 'vue/podarium-lesson.ts' },
  },
};

// Not below node_modules, as other things kept are: a generator takes what lies there for a package, and does not compile it.
const kept = join(tmpdir(), 'podarium-recipes', createHash('sha256').update(root).digest('hex').slice(0, 12));
const place = (name) => join(kept, name);

/** The folder of a built site. */
export const siteOf = (name) => join(place(name), generated[name].site);

function build(name) {
  const { build: words, borrowed } = generated[name];
  const folder = place(name);
  mkdirSync(folder, { recursive: true });
  const wanted = readFileSync(join(recipesFolder, name, 'package.json'), 'utf8');
  const installed = join(folder, 'package.json');
  const same =
    existsSync(join(folder, 'node_modules/.package-lock.json')) && readFileSync(installed, 'utf8') === wanted;
  cpSync(join(recipesFolder, name), folder, { recursive: true });
  for (const [to, from] of Object.entries(borrowed)) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    copyFileSync(join(recipesFolder, from), join(folder, to));
  }
  rmSync(siteOf(name), { recursive: true, force: true });
  if (!same && !run('npm', ['install', '--no-audit', '--no-fund', '--no-save'], folder)) return false;
  return run('npx', ['--no-install', ...words], folder);
}

function run(command, args, cwd, env = {}) {
  const child = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, DISABLE_TELEMETRY: '1', DOCUSAURUS_NO_PERSISTENT_CACHE: '1', ...env },
  });
  return child.status === 0;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2).filter((word) => word !== '--keep');
  const unknown = named.filter((name) => !(name in generated));
  if (unknown.length > 0) {
    console.error(
      `There is no recipe ${unknown.join(', ')} to build. There are: ${Object.keys(generated).join(', ')}.`,
    );
    process.exit(2);
  }
  const names = named.length > 0 ? named : Object.keys(generated);
  for (const name of names) {
    if (process.argv.includes('--keep') && existsSync(siteOf(name))) continue;
    console.log(`\n── ${name}`);
    if (build(name)) continue;
    console.error(`${name} could not be built; what it needs comes from the npm registry.`);
    process.exit(1);
  }
  const playwright = join(root, 'node_modules/@playwright/test/cli.js');
  const args = [playwright, 'test', 'e2e/recipes.spec.ts', '--reporter=list'];
  process.exit(run(process.execPath, args, root, { RECIPES: names.join(',') }) ? 0 : 1);
}
