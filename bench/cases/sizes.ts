// What the browser has to load, after gzip. Needs a built site.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from './measure.ts';

export function sizesBench(): Measurement[] {
  if (!existsSync(join(process.cwd(), 'dist', 'index.html'))) {
    return [{ name: 'sizes: no built site, run npm run build first', value: 0, unit: '', n: 0 }];
  }
  const { stdout } = spawnSync(process.execPath, ['scripts/size.mjs'], { encoding: 'utf8' });
  return [...stdout.matchAll(/^. (\S+)\s+([\d.]+) of (\d+) kB$/gm)].map(([, name, kilobytes, limit]) => ({
    name: `size of ${name.replace(/-[\w-]{8}\.(js|css)$/, '.$1')}`,
    value: Number(kilobytes),
    unit: 'kB gz',
    n: 1,
    detail: `of ${limit}`,
  }));
}
