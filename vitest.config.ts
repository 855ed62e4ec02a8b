// Unit tests run in Node by default; a test that needs a page says so in its first line (`@vitest-environment happy-dom`).
// Browser tests live in e2e/ and belong to Playwright, so Vitest never looks there.
// What keeps nothing between two calls is loaded once for all tests of a worker; the page has stores, so each file of its tests has its own.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const page = ['src/{components,embed}/**/*.test.{ts,tsx}'];

export default defineConfig({
  test: {
    environment: 'node',
    testTimeout: 30_000,
    // Of two cores one would be kept for the runner, which has next to nothing to do.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'page', include: page } },
      {
        extends: true,
        test: { name: 'pure', include: ['{src,scripts,bench}/**/*.test.ts'], exclude: page, isolate: false },
      },
    ],
  },
});
