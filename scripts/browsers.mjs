// The browsers of this machine, and one of them opened at an address without a driver: the page itself tells a server what it found.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, findOnPath } from './find-browser.mjs';

export async function browsersHere() {
  const chromium = await findBrowser({ install: false });
  const firefox = findOnPath(['firefox-esr', 'firefox']);
  return { ...(chromium ? { Chromium: chromium } : {}), ...(firefox ? { Firefox: firefox } : {}) };
}

/** Opens an address in a browser with a fresh profile; returns what closes it. */
export function openBrowser(name, executable, url) {
  if (!existsSync(executable)) throw new Error(`${executable} is not there`);
  const profile = mkdtempSync(join(tmpdir(), 'podarium-browser-'));
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const flags =
    name === 'Firefox'
      ? ['--headless', '--no-remote', '--profile', profile, url]
      : [
          '--headless',
          '--disable-gpu',
          ...(asRoot ? ['--no-sandbox'] : []),
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          `--user-data-dir=${profile}`,
          url,
        ];
  const browser = spawn(executable, flags, { stdio: 'ignore', env: { ...process.env, HOME: profile } });
  return () => {
    browser.kill('SIGKILL');
    setTimeout(() => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }), 500);
  };
}
