// The browsers of this machine, and one of them opened at an address without a driver: the page itself tells a server what it found.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, findOnPath } from './find-browser.mjs';

export async function browsersHere() {
  const chromium = await findBrowser({ install: false });
  const firefox = findOnPath(['firefox-esr', 'firefox']);
  return { ...(chromium ? { Chromium: chromium } : {}), ...(firefox ? { Firefox: firefox } : {}) };
}

/**
 * Opens a path of a site in a browser; `respond` serves it. Resolves with the JSON that the page posts to /answer; rejects with its `error`,
 * and after two minutes without an answer.
 */
export function askBrowser(name, executable, path, respond) {
  return new Promise((resolve, reject) => {
    let close = () => {};
    const finish = (error, value) => {
      clearTimeout(timer);
      close();
      server.close();
      server.closeAllConnections();
      if (error) reject(error);
      else resolve(value);
    };
    const server = createServer((request, response) => {
      if (request.url !== '/answer') return respond(request, response);
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        response.end();
        const answer = JSON.parse(body);
        finish(answer.error && new Error(`${name}: ${answer.error}`), answer);
      });
    });
    const timer = setTimeout(() => finish(new Error(`${name} gave no answer within two minutes`)), 120_000);
    server.listen(0, '127.0.0.1', () => {
      try {
        close = openBrowser(name, executable, `http://127.0.0.1:${server.address().port}${path}`);
      } catch (error) {
        finish(error);
      }
    });
  });
}

/** Opens an address in a browser with a fresh profile; returns what closes it. */
function openBrowser(name, executable, url) {
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
    // Its own children may write for a moment longer. What cannot be removed stays in the system's temporary folder and spoils no result.
    rm(profile, { recursive: true, force: true, maxRetries: 10 }).catch(() => {});
  };
}
