// Browser tests run against the built site, as a student gets it, two at a time on a fixed set of flags.
// The config is read again in every worker, so browser and port are chosen once and handed on in the environment.
import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/find-browser.mjs';

process.env.CHROMIUM_PATH ||= (await findBrowser({ log: console.error })) ?? '';
if (!process.env.CHROMIUM_PATH) throw new Error('No Chromium found: install one or set CHROMIUM_PATH.');
process.env.E2E_PORT ||= String(await freePort());

const root = process.platform === 'linux' && process.getuid?.() === 0;
const baseURL = `http://127.0.0.1:${process.env.E2E_PORT}`;

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  timeout: 60_000,
  // A machine that does other things as well may take its time; a test never sleeps, so this costs nothing.
  expect: { timeout: 20_000 },
  forbidOnly: true,
  outputDir: 'node_modules/.cache/podarium/test-results',
  use: {
    baseURL,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        ...(root ? ['--no-sandbox'] : []),
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node scripts/start.mjs',
    url: baseURL,
    env: { PORT: process.env.E2E_PORT, HOST: '127.0.0.1' },
    timeout: 300_000,
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
