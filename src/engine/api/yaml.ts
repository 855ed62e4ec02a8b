// YAML in and out, as kubectl does both.
export type { Manifest, ManifestError, Manifests } from './yaml/manifests.ts';
export { parseManifests } from './yaml/manifests.ts';
export type { ParsedYaml, YamlError } from './yaml/parse.ts';
export { parseYaml } from './yaml/parse.ts';
export { toYaml } from './yaml/print.ts';
