// What registries hold, as data: names, tags, sizes. A digest is a hash of the name, so the same image has the same one everywhere.
// The built-in catalogue knows common names; an image outside it exists too and runs an idle program. A cluster that brings
// its own registry has exactly the images in it and no others.

import { hashText, mix } from '../kernel/dice.ts';
import type { StoredImage } from './cri.ts';

/** A configured registry: `{image: 'nginx:1.27', size: '3.6M'}`; size in bytes or with K, M, G. */
export interface RegistryEntry {
  readonly image: string;
  readonly size?: string | number;
}

export interface Reference {
  /** `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  /** The part a catalogue is asked for: `nginx`, `acme/hog`, `registry.k8s.io/pause`. */
  readonly familiar: string;
}

interface CatalogueEntry {
  readonly size: number;
  readonly tags: RegExp;
}

const MB = 1_000_000;
const variant = '(-[a-z0-9.-]+)?';
const tags = (versions: string) => new RegExp(`^(latest|${versions})${variant}$`);

/** Sizes are compressed sizes of the public images, rounded. */
const catalogue: Readonly<Record<string, CatalogueEntry>> = {
  nginx: { size: 72 * MB, tags: tags('stable|mainline|alpine|perl|1(\\.(0|[1-9]|1\\d|2\\d)(\\.\\d+)?)?') },
  httpd: { size: 58 * MB, tags: tags('alpine|2(\\.4(\\.\\d+)?)?') },
  busybox: { size: 2.2 * MB, tags: tags('stable|musl|glibc|uclibc|1(\\.(2[0-9]|3[0-7])(\\.\\d+)?)?') },
  alpine: { size: 3.6 * MB, tags: tags('edge|3(\\.([0-9]|1\\d|2[0-3])(\\.\\d+)?)?') },
  debian: { size: 49 * MB, tags: tags('stable|bookworm|trixie|bullseye|1[0-3](\\.\\d+)?') },
  ubuntu: { size: 30 * MB, tags: tags('rolling|jammy|noble|focal|(18|20|22|24|25)\\.(04|10)') },
  redis: { size: 46 * MB, tags: tags('alpine|[5-8](\\.\\d+(\\.\\d+)?)?') },
  memcached: { size: 32 * MB, tags: tags('alpine|1(\\.[456](\\.\\d+)?)?') },
  postgres: { size: 150 * MB, tags: tags('alpine|(9|1[0-8])(\\.\\d+)?') },
  mysql: { size: 170 * MB, tags: tags('lts|innovation|[589](\\.\\d+(\\.\\d+)?)?') },
  mariadb: { size: 120 * MB, tags: tags('lts|1[01](\\.\\d+(\\.\\d+)?)?') },
  mongo: { size: 250 * MB, tags: tags('[4-8](\\.\\d+(\\.\\d+)?)?') },
  rabbitmq: { size: 100 * MB, tags: tags('alpine|management|[34](\\.\\d+(\\.\\d+)?)?') },
  python: { size: 350 * MB, tags: tags('slim|alpine|3(\\.([6-9]|1[0-5])(\\.\\d+)?)?') },
  node: { size: 350 * MB, tags: tags('lts|slim|alpine|current|(1[4-9]|2[0-6])(\\.\\d+(\\.\\d+)?)?') },
  golang: { size: 280 * MB, tags: tags('alpine|1(\\.(1[5-9]|2\\d)(\\.\\d+)?)?') },
  traefik: { size: 45 * MB, tags: tags('v?[123](\\.\\d+(\\.\\d+)?)?') },
  'traefik/whoami': { size: 3 * MB, tags: tags('v1(\\.\\d+(\\.\\d+)?)?') },
  perl: { size: 330 * MB, tags: tags('slim|5(\\.\\d+(\\.\\d+)?)?') },
  wordpress: { size: 230 * MB, tags: tags('[4-6](\\.\\d+(\\.\\d+)?)?') },
  'hello-world': { size: 0.01 * MB, tags: tags('linux') },
  'polinux/stress': { size: 4 * MB, tags: tags('1(\\.\\d+(\\.\\d+)?)?') },
  'curlimages/curl': { size: 10 * MB, tags: tags('\\d+\\.\\d+\\.\\d+') },
  'acme/hog': { size: 1 * MB, tags: tags('1') },
  'registry.k8s.io/pause': { size: 0.3 * MB, tags: tags('3\\.\\d+') },
  'registry.k8s.io/e2e-test-images/agnhost': { size: 55 * MB, tags: tags('2\\.\\d+') },
  'registry.k8s.io/hpa-example': { size: 160 * MB, tags: tags('v?1') },
  'registry.k8s.io/coredns/coredns': { size: 18 * MB, tags: tags('v1\\.\\d+\\.\\d+') },
};

/** Names that were taken apart before; a cluster has few, and starting over is harmless. */
const REMEMBERED = 1024;
const references = new Map<string, Reference | false>();

/** Takes `nginx`, `nginx:1.27`, `ghcr.io/a/b@sha256:…` apart as containerd does; undefined when it is no image name. */
export function parseReference(image: string): Reference | undefined {
  const known = references.get(image);
  if (known !== undefined) return known || undefined;
  if (references.size >= REMEMBERED) references.clear();
  const parsed = parse(image);
  references.set(image, parsed ?? false);
  return parsed;
}

function parse(image: string): Reference | undefined {
  const match =
    /^((?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(@sha256:[0-9a-f]{64})?$/.exec(
      image,
    );
  if (!match) return undefined;
  const [, name, tag, digest] = match;
  const slash = name.indexOf('/');
  const host = slash < 0 ? '' : name.slice(0, slash);
  const hasHost = host.includes('.') || host.includes(':') || host === 'localhost';
  const familiar = name.startsWith('docker.io/library/') ? name.slice(18) : name.replace(/^docker\.io\//, '');
  let repository = name;
  if (!hasHost) repository = slash < 0 ? `docker.io/library/${name}` : `docker.io/${name}`;
  return { repository, tag: tag ?? (digest ? digest.slice(1) : 'latest'), familiar };
}

/** Why `parseReference` gave nothing. Source: `distribution/reference` ParseNormalizedNamed. */
export function referenceProblem(image: string): string {
  const slash = image.indexOf('/');
  const host = image.slice(0, Math.max(0, slash));
  const hasHost = /[.:A-Z]/.test(host) || host === 'localhost';
  const [name] = image.slice(hasHost ? slash + 1 : 0).split(':');
  const path = slash < 0 ? `library/${name}` : name;
  const why = /[A-Z]/.test(path) ? `: repository name (${path}) must be lowercase` : '';
  return `invalid reference format${why}`;
}

/** The full name under which containerd stores an image. */
export function normalised({ repository, tag }: Reference): string {
  return tag.startsWith('sha256:') ? `${repository}@${tag}` : `${repository}:${tag}`;
}

/** 64 hex digits that depend on the text alone. */
export function hex64(text: string): string {
  const a = hashText(text, 0x811c9dc5);
  const b = hashText(text, 0x1b873593);
  let hex = '';
  for (let i = 1; i <= 8; i++) {
    const part = mix(Math.imul(a, 2 * i + 1) ^ mix(b + i)).toString(16);
    hex += part.length === 8 ? part : part.padStart(8, '0');
  }
  return hex;
}

/**
 * The image that a registry serves under a name, or the text of its refusal (containerd's, without the `rpc error` prefix).
 * `registry` replaces the built-in catalogue.
 */
export function lookUp(
  image: string,
  registry: readonly RegistryEntry[] | undefined,
): { readonly found: StoredImage } | { readonly refused: string } {
  const reference = parseReference(image);
  if (!reference) return { refused: `failed to parse reference "${image}": ${referenceProblem(image)}` };
  const name = normalised(reference);
  const host = reference.repository.slice(0, reference.repository.indexOf('/'));
  const pull = `failed to pull and unpack image "${name}"`;
  if (host.endsWith('.invalid')) {
    const url = `https://${host}/v2/${reference.repository.slice(host.length + 1)}/manifests/${reference.tag}`;
    const dial = `failed to do request: Head "${url}": dial tcp: lookup ${host}: no such host`;
    return { refused: `${pull}: failed to resolve reference "${name}": ${dial}` };
  }
  const size = registry ? sizeIn(registry, name) : sizeInCatalogue(reference);
  if (size === undefined) return { refused: `${pull}: failed to resolve reference "${name}": ${name}: not found` };
  return { found: Object.freeze({ name, digest: `sha256:${hex64(name)}`, size }) };
}

function sizeInCatalogue({ familiar, tag }: Reference): number | undefined {
  const entry = catalogue[familiar];
  if (!entry) return 25 * MB;
  if (tag.startsWith('sha256:') || entry.tags.test(tag)) return entry.size;
  return undefined;
}

function sizeIn(registry: readonly RegistryEntry[], name: string): number | undefined {
  for (const { image, size } of registry) {
    const reference = parseReference(image);
    if (reference && normalised(reference) === name) return bytes(size);
  }
  return undefined;
}

/** `3.6M` → 3600000; a missing size counts as 5 MB. */
export function bytes(size: string | number | undefined): number {
  if (size === undefined) return 5 * MB;
  if (typeof size === 'number') return size;
  const match = /^([\d.]+)\s*([KMG]?)(i?)B?$/.exec(size);
  if (!match) return 5 * MB;
  const base = match[3] ? 1024 : 1000;
  const factor = { '': 1, K: base, M: base * base, G: base * base * base }[match[2]] ?? 1;
  return Math.round(Number(match[1]) * factor);
}
