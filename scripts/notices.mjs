// Writes THIRD_PARTY_NOTICES.md: every package that ships inside the built site, with the text of its licence. The list is
// the lock file's production dependencies; `--check` compares instead of writing, so that a new package is not forgotten.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './ensure.mjs';

/**
 * Names and places of the packages that the lock file does not mark as needed for development only.
 * @param {{ packages: Record<string, { version?: string, dev?: boolean, optional?: boolean, peer?: boolean, license?: string }> }} lock
 */
export function productionPackages(lock) {
  return Object.entries(lock.packages)
    .filter(([place, entry]) => place !== '' && !entry.dev && !entry.optional && !entry.devOptional)
    .map(([place, entry]) => ({ place, name: place.slice(place.lastIndexOf('node_modules/') + 13), ...entry }))
    .sort((a, b) => (a.name === b.name ? (a.place < b.place ? -1 : 1) : a.name < b.name ? -1 : 1));
}

/** The text of THIRD_PARTY_NOTICES.md for the installed packages. */
export function notices() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  /** @type {Map<string, { names: string[], license: string }>} */
  const byText = new Map();
  const packages = productionPackages(lock);
  // Types are erased before anything is built, so they are in no file that is handed on.
  for (const { place, name, version, license } of packages.filter((one) => !one.name.startsWith('@types/'))) {
    const text = licenceText(join(root, place), license);
    const entry = byText.get(text) ?? { names: [], license: license ?? 'see below' };
    if (!entry.names.includes(`${name} ${version}`)) entry.names.push(`${name} ${version}`);
    byText.set(text, entry);
  }
  const parts = [...byText].map(
    ([text, { names, license }]) => `## ${names.join(', ')}\n\nLicence: ${license}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  );
  return `# Third-party notices

Podarium itself is licensed under the Apache License 2.0 (see LICENSE). The built site contains parts of the packages
below, each under its own licence. This file is written by \`npm run notices\`.

## Kubernetes API schemas

Licence: Apache-2.0 (the text is in LICENSE). Copyright The Kubernetes Authors. The wire types, the field tables and the
recorded outputs in fixtures come from the OpenAPI documents and the behaviour of Kubernetes 1.36.

${parts.join('\n')}`;
}

function licenceText(folder, license) {
  if (existsSync(folder)) {
    const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying|ofl)(\.(md|txt))?$/i.test(name));
    if (file) return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
    const author = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).author;
    const who = typeof author === 'object' ? author?.name : author;
    return `The package holds no licence text; its package.json says ${license}${who ? `, by ${who}` : ''}.`;
  }
  return `The package holds no licence text; the lock file says ${license}.`;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const file = join(root, 'THIRD_PARTY_NOTICES.md');
  if (process.argv.includes('--check')) {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== notices()) {
      console.error('THIRD_PARTY_NOTICES.md is out of date: run `npm run notices` and commit it.');
      process.exit(1);
    }
  } else {
    writeFileSync(file, notices());
  }
}
