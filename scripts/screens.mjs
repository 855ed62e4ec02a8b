// `npm run screens`: takes the pictures of docs/screens/ from the built page, so that the README shows what there is.
// Each picture is a place in the page: an address, a size, and what to wait for.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { root } from './ensure.mjs';
import { findBrowser } from './find-browser.mjs';
import { createStaticServer } from './serve.mjs';

const pictures = [
  { name: 'main-dark', address: '?theme=dark', width: 1440, height: 900, playSeconds: 6 },
  { name: 'main-light', address: '?theme=light', width: 1440, height: 900, playSeconds: 6 },
  { name: 'phone', address: '?theme=light', width: 390, height: 844, playSeconds: 6 },
];

await buildIfStale();
const executablePath = await findBrowser({ log: console.error });
if (!executablePath) {
  console.error('No Chromium found: install one or set CHROMIUM_PATH.');
  process.exit(1);
}
const server = createStaticServer(join(root, 'dist'));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const { chromium } = await import('@playwright/test');
const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath, args: asRoot ? ['--no-sandbox'] : [] });
mkdirSync(join(root, 'docs/screens'), { recursive: true });
const wanted = process.argv.slice(2);
for (const { name, address, width, height, playSeconds } of pictures) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(`http://127.0.0.1:${server.address().port}/${address}`);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(playSeconds * 1000);
  await page.screenshot({ path: join(root, `docs/screens/${name}.png`) });
  console.log(`docs/screens/${name}.png`);
  await page.close();
}
await browser.close();
server.close();
