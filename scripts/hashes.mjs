// `npm run hashes`: the same recordings in Node and in every browser that is there, played through and jumped about in; all must come
// to the same world hash. A page computes it and posts it to this script's server, so a browser needs no driver.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { askBrowser, browsersHere } from './browsers.mjs';
import { buildIfStale } from './build.mjs';
import { root } from './ensure.mjs';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.14.2"}]}
`;

/** What is done in each recording, as [ticks to wait, action]. */
const lives = [
  [
    [0, { apply: deployment }],
    [8000, { delete: 'pod[app=web]#1' }],
    [4000, { kubectl: 'scale deployment/web --replicas=6' }],
  ],
  [
    [0, { apply: deployment }],
    [9000, { stop: 'node-2' }],
    [90_000, { start: 'node-2' }],
    [9000, { kubectl: 'get pods -o wide' }],
  ],
  [
    [0, { apply: deployment }],
    [7000, { unplug: 'node-1' }],
    [60_000, { plug: 'node-1' }],
    [3000, { crash: 'kube-apiserver/master-1' }],
  ],
];

/** Runs in Node and, as text, in the page: lives a recording, and lives it again with jumps; both hashes. */
function hashesOf(engine, recording, until) {
  const played = engine.replay(recording, until);
  const sought = engine.replay(recording, until);
  sought.seek(until - 20_000);
  sought.stepBack(false);
  sought.seek(until);
  return [played.hash(), sought.hash()];
}

async function main() {
  await buildIfStale();
  const engine = await import(pathToFileURL(join(root, 'dist/engine/index.mjs')).href);
  const cases = lives.map((life, i) => {
    const host = engine.createCluster({ seed: i + 1 });
    for (const [wait, action] of life) {
      host.advance(host.now() + wait, Number.POSITIVE_INFINITY);
      host.submit(action);
    }
    host.advance(host.now() + 30_000, Number.POSITIVE_INFINITY);
    return { recording: host.recording(), until: host.now() };
  });
  const here = cases.map(({ recording, until }) => hashesOf(engine, recording, until));
  let same = report('Node', here, here);
  const browsers = await browsersHere();
  for (const name in browsers) same = report(name, await inBrowser(name, browsers[name], cases), here) && same;
  if (Object.keys(browsers).length === 0)
    console.log('no browser was found; set CHROMIUM_PATH, or install firefox-esr');
  process.exitCode = same ? 0 : 1;
}

function report(name, hashes, expected) {
  const same =
    JSON.stringify(hashes) === JSON.stringify(expected) && hashes.every(([played, sought]) => played === sought);
  console.log(
    `${same ? '✓' : '✗'} ${name.padEnd(9)} ${hashes.map(([played, sought]) => (played === sought ? played : `${played} sought ${sought}`)).join('  ')}`,
  );
  return same;
}

/** Opens a page that posts its hashes. */
async function inBrowser(name, executable, cases) {
  const page = `<!doctype html><title>hash</title><script type="module">
import * as engine from '/engine.mjs';
const cases = await (await fetch('/cases')).json();
const hashesOf = ${hashesOf.toString()};
let answer;
try { answer = { hashes: cases.map(({ recording, until }) => hashesOf(engine, recording, until)) }; } catch (error) { answer = { error: String(error) }; }
await fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
</script>`;
  const { hashes } = await askBrowser(name, executable, '/', (request, response) => {
    if (request.url === '/engine.mjs') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' });
      response.end(readFileSync(join(root, 'dist/engine/index.mjs')));
    } else if (request.url === '/cases') {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(cases));
    } else {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.end(page);
    }
  });
  return hashes;
}

await main();
