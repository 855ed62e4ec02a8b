// Two questions: is the repository tidy, and would the checker notice if it were not? The second is asked with one planted
// violation for each rule and each ban, and with innocent code that looks like one.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { blankTexts } from './blank-texts.ts';
import { checkTidy, type RuleName, ruleNames, type SourceFile } from './tidy.ts';
import { bans, importTable, sizeExceptions, sizeLimit } from './tidy-rules.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const notOurs = new Set(['node_modules', 'dist', '.git', 'coverage', 'test-results', 'playwright-report', '.DS_Store']);

function readRepository(folder = ''): SourceFile[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    if (notOurs.has(name) || name.endsWith('.log') || name.endsWith('.tsbuildinfo')) return [];
    const path = folder ? `${folder}/${name}` : name;
    if (statSync(join(root, path)).isDirectory()) return readRepository(path);
    const binary = /\.(png|gz|woff2|ico)$/.test(name);
    return [{ path, text: binary ? '' : readFileSync(join(root, path), 'utf8') }];
  });
}

describe('the repository', () => {
  const files = readRepository();

  test('was found', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.map((file) => file.path)).toContain('src/engine/testing/tidy.ts');
  });

  test('is tidy', () => {
    const lines = checkTidy(files).map(({ path, line, rule, message }) => `${path}:${line} [${rule}] ${message}`);
    expect(lines).toEqual([]);
  });

  test('has every file that its pages link to', () => {
    const pages = files.filter(
      ({ path }) => /^([A-Z_]+|docs\/.*|src\/.*)\.md$/.test(path) && !path.startsWith('THIRD'),
    );
    const missing = pages.flatMap(({ path, text }) => {
      const folder = path.split('/').slice(0, -1).join('/');
      const targets = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map((match) => match[1]);
      return targets.filter((target) => !existsSync(join(root, folder, target))).map((target) => `${path}: ${target}`);
    });
    expect(pages.length).toBeGreaterThan(3);
    expect(missing).toEqual([]);
  });

  test('has every command that the README names', () => {
    const scripts = JSON.parse(files.find(({ path }) => path === 'package.json')?.text ?? '{}').scripts;
    const readme = files.find(({ path }) => path === 'README.md')?.text ?? '';
    const named = [...readme.matchAll(/\bnpm (?:run )?([a-z:]+)/g)].map((match) => match[1]);
    expect(named).toContain('podarium');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('has every file that the exceptions name', () => {
    expect(Object.keys(sizeExceptions).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

const opening = '// A planted file.\n';
const core = 'src/engine/controllers/job.ts';

interface Plant {
  readonly rule: RuleName;
  readonly path: string;
  readonly text: string;
  readonly says: string;
}

const planted: Plant[] = [
  plantLayer(
    'src/engine/controllers/job.ts',
    "import { a } from '../scheduler/cycle.ts';",
    'may not know engine/scheduler',
  ),
  plantLayer('src/engine/kernel/a.ts', "import type { A } from '../api/types.ts';", 'may not know engine/api'),
  plantLayer('src/engine/kubelet/a.ts', "export { A } from '../scheduler/cycle.ts';", 'Meet in API objects'),
  plantLayer('src/engine/etcd/a.ts', "import { A } from '../apiserver/a.ts';", 'engine/etcd may not know'),
  plantLayer('src/engine/api/a.ts', "const a = await import('../client/a.ts');", 'engine/api may not know'),
  plantLayer('src/components/canvas/a.tsx', "import { A } from '../../engine/kernel/table.ts';", 'engine/index.ts'),
  plantLayer(
    'src/scenarios/a.ts',
    "import {\n  A,\n} from '../engine/api/types.ts';",
    'scenarios may not know engine/api',
  ),
  plantLayer('src/engine/cluster/a.ts', "import { a } from '../testing/builders.ts';", 'may not know engine/testing'),
  plantLayer('src/engine/api/a.ts', "import { a } from './b.test.ts';", 'is a test'),
  plantLayer('src/elsewhere/a.ts', "import { a } from './b.ts';", 'lies in no layer'),
  { rule: 'package', path: core, text: "import { create } from 'zustand';", says: 'not zustand' },
  { rule: 'package', path: core, text: "import { readFileSync } from 'node:fs';", says: 'not node:fs' },
  {
    rule: 'package',
    path: 'src/components/a.ts',
    text: "import { readFileSync } from 'node:fs';",
    says: 'not node:fs',
  },
  { rule: 'extension', path: core, text: "import { a } from './cron-job';", says: "'./cron-job.ts'" },
  plantBan('const a = Math.random();', 'io.draw'),
  plantBan('const a = crypto.randomUUID();', 'io.draw'),
  plantBan('const a = new Date();', 'io.now'),
  plantBan('const a = Date.now();', 'io.now'),
  plantBan('const a = performance.now();', 'count steps'),
  plantBan('setTimeout(a, 1);', 'io.after'),
  plantBan('queueMicrotask(a);', 'io.after'),
  plantBan('export async function a() {}', 'run to completion'),
  plantBan('const a = async () => 1;', 'run to completion'),
  plantBan('const a = await b;', 'run to completion'),
  plantBan('function a(): Promise<void> {}', 'run to completion'),
  plantBan('names.sort((a, b) => a.localeCompare(b));', 'compare with <'),
  plantBan('const a = count.toLocaleString();', 'format by hand'),
  plantBan('const a = new Intl.NumberFormat();', 'format by hand'),
  plantBan('const a = Math.log2(b);', 'use a table'),
  plantBan('const a = Math.pow(b, c);', 'use a table'),
  plantBan(`const a = \`\${Math.exp(b)}\`;`, 'use a table'),
  plantBan('const a = new WeakRef(b);', 'garbage collector'),
  {
    rule: 'state',
    path: core,
    text: 'export interface JobState {\n  readonly inner: { a: number };\n  pods: Map<string, number>;\n}',
    says: "kernel's Table",
  },
  {
    rule: 'state',
    path: core,
    text: 'export type JobState = { seen: ReadonlySet<string> };',
    says: 'ReadonlySet in process state',
  },
  { rule: 'size', path: core, text: 'const a = 1;\n'.repeat(sizeLimit + 1), says: `the limit is ${sizeLimit}` },
  { rule: 'unfinished', path: core, text: `// ${'TO'}${'DO'}: later`, says: 'finish it now' },
  {
    rule: 'unfinished',
    path: 'src/engine/api/a.test.ts',
    text: `test.${'skip'}('a', () => {});`,
    says: 'every test runs',
  },
  {
    rule: 'unfinished',
    path: 'e2e/a.spec.ts',
    text: `test.describe.${'only'}('a', () => {});`,
    says: 'every test runs',
  },
  { rule: 'unfinished', path: 'src/engine/api/a.test.ts', text: `${'fi'}t('a', () => {});`, says: 'every test runs' },
  { rule: 'private-place', path: core, text: `const a = '/${'work'}/main';`, says: 'relative to the repository' },
  { rule: 'private-place', path: 'README.md', text: `see /${'home'}/ada/podarium`, says: 'relative to the repository' },
  {
    rule: 'private-place',
    path: 'package-lock.json',
    text: '      "resolved": "https://npm.example.org/yaml/-/yaml-2.9.1.tgz",',
    says: 'another registry',
  },
  { rule: 'private-place', path: '.npmrc', text: 'registry=https://npm.example.org/', says: 'another registry' },
  { rule: 'file-kind', path: 'src/engine/api/notes.docx', text: '', says: 'fileKinds' },
  { rule: 'file-kind', path: 'tools/a.ts', text: '', says: 'fileKinds' },
  { rule: 'file-name', path: 'src/engine/api/ReplicaSet.ts', text: '', says: 'kebab-case' },
  { rule: 'file-name', path: 'src/engine/api/replica_set.ts', text: '', says: 'kebab-case' },
];

function plantLayer(path: string, text: string, says: string): Plant {
  return { rule: 'layer', path, text, says };
}

function plantBan(text: string, says: string): Plant {
  return { rule: 'ban', path: core, text, says };
}

const shown = (plant: Plant) => plant.text.split('\n')[0].slice(0, 60);

describe('a planted violation is reported', () => {
  test.each(planted.map((plant) => [plant.rule, plant.path, shown(plant), plant] as const))(
    '%s in %s: %s',
    (...args) => {
      const plant = args[3];
      const found = checkTidy([{ path: plant.path, text: opening + plant.text }]).filter(
        ({ rule }) => rule === plant.rule,
      );
      expect(found.map(({ message }) => message).join('\n')).toContain(plant.says);
      expect(found[0].path).toBe(plant.path);
    },
  );

  test('a file without an opening comment', () => {
    const found = checkTidy([{ path: core, text: 'export const a = 1;\n' }]);
    expect(found).toMatchObject([{ rule: 'opening', line: 1 }]);
  });

  test('every rule and every ban has a plant', () => {
    const rules = new Set<RuleName>([...planted.map(({ rule }) => rule), 'opening']);
    expect(ruleNames.filter((rule) => !rules.has(rule))).toEqual([]);
    const texts = planted.filter(({ rule }) => rule === 'ban').map(({ text }) => blankTexts(text));
    expect(bans.filter(({ pattern }) => !texts.some((text) => pattern.test(text)))).toEqual([]);
  });

  test('the line is the line', () => {
    const [found] = checkTidy([{ path: core, text: `${opening}\nconst a = 1;\nconst b = Date.now();\n` }]);
    expect(found).toMatchObject({ rule: 'ban', line: 4 });
  });
});

const innocent: [what: string, path: string, text: string][] = [
  ['a ban in a comment', core, '// Unlike Date.now(), this is a tick.\n/* await */'],
  ['a ban in a text', core, "const a = 'await new Date()';"],
  ['a ban in a template', core, `const a = \`Date \${b} setTimeout \${\`await \${c}\`} Date\`;`],
  ['a ban in a regular expression', core, 'const a = text.replace(/["\']Date\\//g, b) / 2;'],
  ['a field that has a forbidden name', core, 'const a = { performance: 1, Date: 2 }; a.performance; a.Date;'],
  ['exact arithmetic', core, 'const a = Math.floor(Math.sqrt(b)) + Math.max(1, Math.abs(c));'],
  ['a test of something that fits', 'src/components/canvas/a.test.ts', 'expect(fit(size)).toBe(1);'],
  ['a local Map', core, 'const index = new Map<string, number>();'],
  ['a Map outside of a state', core, 'export interface JobIndex {\n  pods: Map<string, number>;\n}'],
  ['a clock in a test', 'src/engine/kernel/a.test.ts', 'const a = Date.now();'],
  ['a clock on the page', 'src/components/session/bridge.ts', 'const a = performance.now();'],
  [
    'a clock in a program',
    'src/engine/testing/vopr/main.ts',
    "import { argv } from 'node:process';\nconst a = Date.now();",
  ],
  ['a downward import', core, "import { a } from '../api/labels.ts';\nimport { produce } from 'immer';"],
  ['a test that looks aside', 'src/engine/scheduler/a.test.ts', "import { a } from '../cluster/cluster.ts';"],
  ['a type whose field has a text', core, "export interface A {\n  readonly kind: 'request';\n  from: 'zustand';\n}"],
  ['an import in a text', core, 'const a = [\'import { b } from "zustand"\'];'],
  ['a lock without addresses', 'package-lock.json', '      "integrity": "sha512-a+/b==",'],
  ['a lock with the public address', 'package-lock.json', '"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",'],
  ['a generated file', core, `// Generated from the schemas.\n${'const a = 1;\n'.repeat(sizeLimit)}`],
];

test.each(innocent)('%s is not reported', (_what, path, text) => {
  expect(checkTidy([{ path, text: opening + text }])).toEqual([]);
});

test('an exception may only shrink, and then says so', () => {
  const at = (lines: number) =>
    checkTidy([{ path: core, text: opening + 'const a = 1;\n'.repeat(lines - 1) }], { [core]: 450 }).map(
      (v) => v.message,
    );
  expect(at(450)).toEqual([]);
  expect(at(451)).toEqual([expect.stringContaining('may only shrink')]);
  expect(at(449)).toEqual([expect.stringContaining('lower (or remove)')]);
});

test('the import table has no circle', () => {
  const clear = new Set<string>();
  const below = (name: string, seen: readonly string[]): void => {
    expect(seen).not.toContain(name);
    if (clear.has(name)) return;
    for (const next of importTable[name]?.layers ?? []) below(next, [...seen, name]);
    clear.add(name);
  };
  for (const name of Object.keys(importTable)) below(name, []);
});
