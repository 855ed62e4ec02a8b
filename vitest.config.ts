// Unit tests run in Node by default; a test that needs a page says so in its first line (`@vitest-environment happy-dom`).
// Browser tests live in e2e/ and belong to Playwright, so Vitest never looks there.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
  },
});
