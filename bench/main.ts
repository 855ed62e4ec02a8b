// `npm run bench [-- --json] [--only NAME]`: what things cost on this machine, each case on its own. Figures are CPU time of this
// process; compare them as ratios within one run, never across machines.

import { decideBench } from './cases/decide.ts';
import { idleBench, rolloutBench, seekBench } from './cases/life.ts';
import type { Measurement } from './cases/measure.ts';
import { replicasBench } from './cases/replicas.ts';
import { sizesBench } from './cases/sizes.ts';
import { endpointsBench, trafficBench } from './cases/traffic.ts';

const cases: Readonly<Record<string, () => Measurement[]>> = {
  replicas: replicasBench,
  rollout: rolloutBench,
  idle: idleBench,
  seek: seekBench,
  decide: decideBench,
  sizes: sizesBench,
  'traffic-1000': trafficBench,
  'endpoints-100-nodes': endpointsBench,
};

const args = process.argv.slice(2);
const json = args.includes('--json');
const at = args.indexOf('--only');
const only = at < 0 ? undefined : args[at + 1];
const unknown = args.find((arg, i) => arg !== '--json' && arg !== '--only' && !(at >= 0 && i === at + 1));
if (unknown !== undefined || (at >= 0 && !cases[only ?? ''])) {
  console.error(`npm run bench [-- --json] [--only NAME], where NAME is one of ${Object.keys(cases).join(', ')}.`);
  process.exit(2);
}
for (const name of Object.keys(cases)) {
  if (only !== undefined && name !== only) continue;
  for (const { name: what, value, unit, n, detail } of cases[name]()) {
    if (json) console.log(JSON.stringify({ name: what, value, unit, n, ...(detail ? { detail } : {}) }));
    else console.log(`${what.padEnd(62)} ${format(value).padStart(12)} ${unit}${detail ? `  ${detail}` : ''}`);
  }
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}
