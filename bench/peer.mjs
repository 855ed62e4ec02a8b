// `npm run bench:peer [-- --full]`: the same Deployment on the best peer, ngrok's webernetes, and here, in one run on this machine,
// so that the figures can be read as ratios. The peer is installed on demand beside the project and is no dependency of it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../scripts/bundle.mjs';
import { cacheFolder, root } from '../scripts/ensure.mjs';

const PEER = '@ngrok/webernetes@0.3.5';
const folder = join(cacheFolder, 'peer');
const NODES = 12;
const sizes = process.argv.includes('--full') ? [10, 200, 1_000] : [10, 200];

/** Applies a Deployment of argv[2] replicas to a cluster of twelve nodes and prints the CPU until all are ready. */
const peerEntry = `
import { BaseImage, Cluster } from '@ngrok/webernetes';
class Server extends BaseImage {
  static imageName = 'nginx';
  static imageVersion = '1.14.2';
  defaultCommand = ['server'];
  async exec(ctx, argv) { return argv[0] === 'server' ? await ctx.waitUntilKilled() : await super.exec(ctx, argv); }
}
const replicas = Number(process.argv[2]);
const cluster = new Cluster({ nodes: ${NODES} });
cluster.registerImage(Server);
await cluster.init();
const before = process.cpuUsage();
const done = () => {
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ cpu: (user + system) / 1000 }));
  process.exit(0);
};
cluster.informer('deployments', (_type, deployment) => { if ((deployment.status?.readyReplicas ?? 0) >= replicas) done(); });
await cluster.apply([{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec: { replicas,
  selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.14.2' }] } } } }]);
`;

const ourEntry = `
import { cpuOf, deployment, newCluster, untilAvailable } from '${join(root, 'bench/cases/measure.ts')}';
const replicas = Number(process.argv[2]);
const host = newCluster(${NODES});
const cpu = cpuOf(() => { host.submit({ apply: deployment('web', replicas) }); untilAvailable(host, 'web', replicas); });
console.log(JSON.stringify({ cpu }));
`;

mkdirSync(folder, { recursive: true });
if (!existsSync(join(folder, 'node_modules/@ngrok/webernetes'))) {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund', PEER], { cwd: folder, stdio: 'inherit' });
  if (install.status !== 0) {
    console.error(`${PEER} could not be installed; the comparison needs the network once.`);
    process.exit(1);
  }
}
const relative = folder.slice(root.length + 1);
for (const [name, entry] of [
  ['peer', peerEntry],
  ['ours', ourEntry],
]) {
  writeFileSync(join(folder, `${name}.ts`), entry);
  await bundle(`${relative}/${name}.ts`, `${relative}/${name}.mjs`, { nodeEnv: 'production' });
}
console.log(`replicas   ${PEER.padEnd(28)} Podarium        ratio   (CPU until Ready on ${NODES} machines)`);
for (const replicas of sizes) {
  const [peer, ours] = ['peer', 'ours'].map((name) => {
    const run = spawnSync(process.execPath, [join(folder, `${name}.mjs`), String(replicas)], {
      encoding: 'utf8',
      timeout: 600_000,
    });
    const line = run.stdout.trim().split('\n').pop() ?? '';
    return line.startsWith('{') ? JSON.parse(line).cpu : Number.NaN;
  });
  const ms = (value) => `${Math.round(value).toLocaleString('en-US')} ms`;
  console.log(
    `${String(replicas).padStart(8)}   ${ms(peer).padStart(14).padEnd(28)} ${ms(ours).padStart(10)} ${(peer / ours).toFixed(1).padStart(9)}×`,
  );
}
