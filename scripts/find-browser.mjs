// Finds a Chromium for the browser tests, or gets one. It asks the environment first, then Playwright, then the system;
// only when none of them has one does it install: Playwright's own, the distribution's, at last one from npm.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cacheFolder, root } from './ensure.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable'];

const places = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) =>
    process.env[variable]
      ? [
          join(process.env[variable], 'Google/Chrome/Application/chrome.exe'),
          join(process.env[variable], 'Microsoft/Edge/Application/msedge.exe'),
        ]
      : [],
  ),
};

/** The first of `candidates` that exists on `path` (a PATH variable), in the order of the candidates. */
export function findOnPath(candidates, path = process.env.PATH ?? '', exists = existsSync) {
  for (const name of candidates) {
    for (const folder of path.split(delimiter)) {
      if (folder && exists(join(folder, name))) return join(folder, name);
    }
  }
  return undefined;
}

/**
 * The path of a Chromium that starts, or undefined if there is none and none could be installed.
 * @param {{ log?: (line: string) => void, install?: boolean }} [options]
 * @returns {Promise<string | undefined>}
 */
export async function findBrowser({ log = () => {}, install = true } = {}) {
  const named = process.env.CHROMIUM_PATH || process.env.CHROME_PATH;
  if (named) {
    if (existsSync(named)) return named;
    log(`CHROMIUM_PATH names ${named}, which does not exist.`);
    return undefined;
  }
  const { chromium } = await import('@playwright/test');
  const playwrightsOwn = () => (existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined);
  const onSystem = () => findOnPath(names) ?? places[process.platform]?.find((place) => existsSync(place));
  const found = [playwrightsOwn(), onSystem()].find((path) => path && starts(path));
  if (found || !install) return found;

  log('No Chromium found. Trying Playwright’s own …');
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  if (run(process.execPath, [cli, 'install', 'chromium']) && playwrightsOwn() && starts(playwrightsOwn())) {
    return playwrightsOwn();
  }
  if (process.platform === 'linux' && process.getuid?.() === 0 && findOnPath(['apt-get'])) {
    log('Trying the distribution’s package …');
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update'], quiet);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet);
    const path = onSystem();
    if (path && starts(path)) return path;
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    log('Trying a Chromium from npm …');
    return await fromNpm();
  }
  return undefined;
}

/** A packed Chromium of about 66 MB, installed into the cache and not listed as a dependency: it is the last resort. */
async function fromNpm() {
  const folder = join(cacheFolder, 'browser');
  mkdirSync(folder, { recursive: true });
  if (
    !run('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '@sparticuz/chromium@147.0.0'])
  ) {
    return undefined;
  }
  // With this variable the package brings the NSS libraries that a bare image lacks; where they exist it must stay unset.
  const libraries = spawnSync('sh', ['-c', 'ldconfig -p 2>/dev/null | grep -q libnss3']);
  if (libraries.status !== 0) process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x';
  const entry = createRequire(join(folder, 'package.json')).resolve('@sparticuz/chromium');
  const { default: packed } = await import(pathToFileURL(entry).href);
  const path = await packed.executablePath();
  return starts(path) ? path : undefined;
}

function starts(path) {
  // On Windows Chrome opens a window instead of printing its version, so there the file's existence must do.
  if (process.platform === 'win32') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

function run(command, args, env = {}) {
  // Progress goes to standard error, so that this script's standard output is the path and nothing else.
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, ...env } }).status === 0;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const path = await findBrowser({ log: console.error });
  if (path) console.log(path);
  else console.error('No Chromium found: install one or set CHROMIUM_PATH.');
  process.exit(path ? 0 : 1);
}
