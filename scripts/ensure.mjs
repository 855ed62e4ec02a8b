// What every command does first: check that Node is new enough, and install what the lock file names if that has not
// happened yet. Importing this file is enough; a fresh clone then needs no command but the one that was typed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cacheFolder = join(root, 'node_modules/.cache/podarium');

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `Podarium needs Node.js 20 or newer; this is ${process.version}. Install a newer one from https://nodejs.org.`,
  );
  process.exit(2);
}

const marker = join(root, 'node_modules/.package-lock.json');
const lock = join(root, 'package-lock.json');
if (!existsSync(marker) || statSync(marker).mtimeMs < statSync(lock).mtimeMs) {
  console.error('Installing dependencies …');
  // `ci` empties node_modules first, so it is for the first time only; later on `install` adds what is new.
  const verb = existsSync(marker) ? 'install' : 'ci';
  const npm = spawnSync('npm', [verb, '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error(
      `npm ${verb} did not succeed; its own message is above. Podarium needs the network once, for this step.`,
    );
    process.exit(2);
  }
  const now = new Date();
  utimesSync(marker, now, now);
}

/**
 * The time of the newest change below the given paths, in milliseconds. Folders count too, since a deleted file
 * leaves its trace only there.
 */
export function newestChange(paths) {
  let newest = 0;
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    const stat = statSync(full);
    newest = Math.max(newest, stat.mtimeMs);
    if (stat.isDirectory()) newest = Math.max(newest, newestChange(readdirSync(full).map((name) => join(path, name))));
  }
  return newest;
}

/** The time a file was written, in milliseconds; 0 if it does not exist. */
export function writtenAt(path) {
  const full = join(root, path);
  return existsSync(full) ? statSync(full).mtimeMs : 0;
}
