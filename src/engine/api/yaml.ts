// YAML in and out, as kubectl does both.
export { parseManifests } from './yaml/manifests.ts';
export { parseYaml } from './yaml/parse.ts';
export { toYaml } from './yaml/print.ts';
