// The recipes' shape, for those that only `npm run recipes` builds: what they import is there or borrowed, what they borrow is what is
// tested as React and Vue recipe, with the same versions. A recipe that nobody finds, or that names a file that is gone, is none.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './ensure.mjs';
import { generated, recipesFolder } from './recipes.mjs';

const read = (path: string) => readFileSync(join(recipesFolder, path), 'utf8');
const names = Object.keys(generated) as (keyof typeof generated)[];

function filesBelow(folder: string): string[] {
  return readdirSync(join(recipesFolder, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

test.each(names)('%s: every file it names is there, or is borrowed from a recipe that is tested', (name) => {
  const borrowed: Readonly<Record<string, string>> = generated[name].borrowed;
  for (const from of Object.values(borrowed)) expect(existsSync(join(recipesFolder, from))).toBe(true);
  const known = new Set([...filesBelow(name), ...Object.keys(borrowed).map((path) => `${name}/${path}`)]);
  const named = filesBelow(name)
    .filter((path) => /\.(m?js|ts|tsx|mdx?)$/.test(path) && !path.endsWith('README.md'))
    .flatMap((path) =>
      [...read(path).matchAll(/(?:from '|\]\()(\.[^')]+)/g)].map((match) => join(dirname(path), match[1])),
    );
  expect(named.length).toBeGreaterThan(0);
  const extensions = ['', '.ts', '.tsx', '.js', '.mjs', '.md', '.mdx'];
  expect(named.filter((path) => !extensions.some((extension) => known.has(path + extension)))).toEqual([]);
  const readme = read(`${name}/README.md`);
  for (const [to, from] of Object.entries(borrowed)) {
    expect(readme).toContain(`(../${from})`);
    expect(readme).toContain(`\`${to}\``);
  }
});

test.each(names)('%s: exact versions, and of React and Vue those that the components are tested with', (name) => {
  const { dependencies } = JSON.parse(read(`${name}/package.json`)) as { dependencies: Record<string, string> };
  const ours = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  for (const shared of ['react', 'react-dom', 'vue'])
    if (dependencies[shared])
      expect(dependencies[shared]).toBe(ours.dependencies[shared] ?? ours.devDependencies[shared]);
});

test('every recipe has a README, a row in the table, a link from docs/embedding.md and a test', () => {
  const recipes = readdirSync(recipesFolder, { withFileTypes: true }).flatMap((each) =>
    each.isDirectory() ? [each.name] : [],
  );
  expect(recipes.length).toBe(11);
  const [table, guide] = [read('README.md'), readFileSync(join(root, 'docs/embedding.md'), 'utf8')];
  const spec = readFileSync(join(root, 'e2e/recipes.spec.ts'), 'utf8');
  for (const name of recipes) {
    expect(existsSync(join(recipesFolder, name, 'README.md'))).toBe(true);
    expect(table).toContain(`(${name}/README.md)`);
    expect(guide).toContain(`(recipes/${name}/README.md)`);
    expect(name in generated || spec.includes(`'${name}'`) || spec.includes(`'${name}:`)).toBe(true);
  }
});
