// `npm run links:browsers`: a run is made on the built page in Chromium, with a branch and a moment in its past; its link is opened in
// every other browser that is here, and must come to the same world hash at the same tick.
import { join } from 'node:path';
import { askBrowser, browsersHere } from './browsers.mjs';
import { buildIfStale } from './build.mjs';
import { root } from './ensure.mjs';
import { createStaticServer } from './serve.mjs';

/** In the page that makes the run: something is done, taken back to the past, done otherwise there; then the moment is kept. */
const make = `
const { cluster, time, state } = page;
await time.pause();
await cluster.do({ scale: 'deployment/web', to: 5 });
await time.pause();
await time.seek({ t: 12 });
await time.seek({ t: 4 });
await cluster.do({ scale: 'deployment/web', to: 1 });
await time.pause();
await time.seek({ t: 20 });
await time.seek({ t: 9.5 });
return { link: await state.get(), hash: await state.hash(), tick: await state.tick() };
`;
const read = `return { hash: await page.state.hash(), tick: await page.state.tick() };`;

const probe = (what) => `
const waiting = async () => { while (!window.podarium) await new Promise((go) => setTimeout(go, 50)); return window.podarium; };
const live = async (page) => { ${what} };
let answer;
try { answer = await live(await waiting()); } catch (error) { answer = { error: String(error) }; }
await fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
`;

async function main() {
  await buildIfStale();
  const { Chromium, ...others } = await browsersHere();
  if (!Chromium || Object.keys(others).length === 0) {
    console.error('Chromium and another browser are needed: set CHROMIUM_PATH, or install firefox-esr.');
    process.exit(2);
  }
  const made = await ask('Chromium', Chromium, '/?mode=sandbox', make);
  console.log(`Chromium  ${made.hash} at tick ${made.tick}, a link of ${made.link.length} characters`);
  let same = true;
  for (const name in others) {
    const there = await ask(name, others[name], `/#s=${made.link}`, read);
    const equal = there.hash === made.hash && there.tick === made.tick;
    console.log(`${equal ? '✓' : '✗'} ${name.padEnd(7)} ${there.hash} at tick ${there.tick}`);
    same &&= equal;
  }
  process.exitCode = same ? 0 : 1;
}

/** Opens the page in a browser and runs something in it. */
function ask(name, executable, path, what) {
  const site = createStaticServer(join(root, 'dist'));
  return askBrowser(name, executable, path, (request, response) => {
    if (request.url === '/probe.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(probe(what));
    } else if (request.method === 'GET' && /^\/(\?|$)/.test(request.url ?? '')) {
      withProbe(site, request, response);
    } else site.emit('request', request, response);
  });
}

/** The site's own page, with the probe beside its program. */
function withProbe(site, request, response) {
  delete request.headers['if-none-match'];
  delete request.headers['accept-encoding'];
  const parts = [];
  const { writeHead, end } = response;
  response.writeHead = (status, headers) => {
    delete headers['Content-Length'];
    return writeHead.call(response, status, headers);
  };
  response.write = (part) => parts.push(Buffer.from(part));
  response.end = (part) => {
    if (part) parts.push(Buffer.from(part));
    const html = Buffer.concat(parts).toString();
    return end.call(response, html.replace('</body>', '<script type="module" src="/probe.js"></script></body>'));
  };
  site.emit('request', request, response);
}

await main();
