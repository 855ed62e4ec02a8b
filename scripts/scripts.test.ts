// The scripts behind the npm commands, where a mistake would be quiet: a failure that is not counted, a file outside the
// site that is served, a part without a size limit, a package without its licence.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findOnPath } from './find-browser.mjs';
import { notices, productionPackages } from './notices.mjs';
import { createStaticServer, resolveFile } from './serve.mjs';
import { budget, weigh } from './size.mjs';
import { countPlaywright, countSingle, countVitest, sum } from './test-counts.mjs';

describe('counting', () => {
  const vitest = { numPassedTests: 5, numFailedTests: 0, testResults: [{ status: 'passed', assertionResults: [{}] }] };

  test.each([
    ['all well', vitest, 0, { passed: 5, failed: 0 }],
    ['a failed test', { ...vitest, numFailedTests: 2 }, 1, { passed: 5, failed: 2 }],
    [
      'a file that does not load',
      { ...vitest, testResults: [{ status: 'failed', assertionResults: [] }] },
      1,
      { passed: 5, failed: 1 },
    ],
    ['no report', undefined, 1, { passed: 0, failed: 1 }],
    ['a bad end without a failed test', vitest, 1, { passed: 5, failed: 1 }],
  ])('of unit tests: %s', (_what, report, code, counts) => {
    expect(countVitest(report, code)).toEqual(counts);
  });

  test.each([
    ['all well', { stats: { expected: 3, unexpected: 0, flaky: 0 } }, 0, { passed: 3, failed: 0 }],
    ['a failed test', { stats: { expected: 2, unexpected: 1, flaky: 0 } }, 1, { passed: 2, failed: 1 }],
    [
      'a test that passed only when repeated',
      { stats: { expected: 2, unexpected: 0, flaky: 1 } },
      0,
      { passed: 2, failed: 1 },
    ],
    ['a runner that did not start', undefined, 1, { passed: 0, failed: 1 }],
  ])('of browser tests: %s', (_what, report, code, counts) => {
    expect(countPlaywright(report, code)).toEqual(counts);
  });

  test('sums stages', () => {
    expect(sum([countSingle(0), countSingle(1), { passed: 7, failed: 2 }])).toEqual({ passed: 8, failed: 3 });
  });
});

describe('the static server', () => {
  const parent = mkdtempSync(join(tmpdir(), 'podarium-serve-'));
  const site = join(parent, 'site');
  mkdirSync(join(site, 'assets'), { recursive: true });
  mkdirSync(join(site, '.vite'));
  writeFileSync(join(parent, 'secret.txt'), 'secret');
  writeFileSync(join(site, 'index.html'), '<h1>site</h1>');
  writeFileSync(join(site, '.vite/manifest.json'), '{}');
  writeFileSync(join(site, 'assets/a b.js'), '1');
  const server = createStaticServer(site);
  afterAll(() => {
    server.close();
    rmSync(parent, { recursive: true, force: true });
  });

  test.each([
    ['/', 'index.html'],
    ['/index.html?lesson=first#s=1', 'index.html'],
    ['/assets/a%20b.js', 'assets/a b.js'],
    ['/missing.js', undefined],
    ['/assets/', undefined],
    ['/.vite/manifest.json', undefined],
    ['/../secret.txt', undefined],
    ['/%2e%2e/secret.txt', undefined],
    ['/..%2fsecret.txt', undefined],
    ['/assets/../../secret.txt', undefined],
    ['/%', undefined],
    ['/a%00b', undefined],
  ])('%s is %s', (path, file) => {
    expect(resolveFile(site, path)).toBe(file && join(site, file));
  });

  test('answers with types, a strict policy and short-lived pages', async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const page = await fetch(`${base}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(await page.text()).toBe('<h1>site</h1>');
    const script = await fetch(`${base}/assets/a%20b.js`);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${base}/secret.txt`)).status).toBe(404);
    expect((await fetch(`${base}/`, { method: 'POST' })).status).toBe(405);
    const again = await fetch(`${base}/`, { headers: { 'If-None-Match': page.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });
});

describe('the size budget', () => {
  const initial = new Set(['index-a1.js', 'engine-b2.js', 'index-c3.css']);
  const files = [
    { name: 'index-a1.js', bytes: 150_000 },
    { name: 'engine-b2.js', bytes: 90_000 },
    { name: 'index-c3.css', bytes: 14_000 },
    { name: 'editor-d4.js', bytes: 150_000 },
    { name: 'charts-e5.js', bytes: 39_000 },
  ];

  test('each part has its limit', () => {
    expect(weigh(files, initial).map(({ name, limit, ok }) => [name, limit, ok])).toEqual([
      ['entry', budget.entry, true],
      ['engine', budget.engine, true],
      ['css', budget.css, true],
      ['editor', budget.editor, true],
      ['charts-e5.js', budget.lazy, true],
    ]);
  });

  test('initial chunks count together, lazy ones alone', () => {
    const more = [...files, { name: 'vendor-f6.js', bytes: 51_000 }, { name: 'tour-g7.js', bytes: 39_000 }];
    const rows = weigh(more, new Set([...initial, 'vendor-f6.js']));
    expect(rows.filter(({ ok }) => !ok)).toEqual([{ name: 'entry', kilobytes: 201, limit: budget.entry, ok: false }]);
  });
});

describe('finding a browser', () => {
  test('the better name wins over the earlier folder', () => {
    const there = new Set([join('/b', 'chromium'), join('/a', 'google-chrome')]);
    const path = ['/a', '/b'].join(delimiter);
    expect(findOnPath(['chromium', 'google-chrome'], path, (file) => there.has(String(file)))).toBe(
      join('/b', 'chromium'),
    );
    expect(findOnPath(['msedge'], path, () => false)).toBeUndefined();
  });
});

describe('third-party notices', () => {
  test('name production packages only', () => {
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/yaml': { version: '2.9.1' },
      'node_modules/a/node_modules/@b/c': { version: '1.0.0' },
      'node_modules/vite': { version: '8.3.8', dev: true },
      'node_modules/fsevents': { version: '2.3.3', optional: true },
    };
    expect(productionPackages({ packages }).map(({ name }) => name)).toEqual(['@b/c', 'yaml']);
  });

  test('are up to date (npm run notices writes them)', () => {
    expect(readFileSync(new URL('../THIRD_PARTY_NOTICES.md', import.meta.url), 'utf8')).toBe(notices());
  });
});
