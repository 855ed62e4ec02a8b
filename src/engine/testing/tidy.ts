// The architecture's rules as one pure function over the text of the files: who may import whom, what the engine may not
// call, how long a file may be. Every message says what to do instead, because a rule without a way out is only a fence.
import { blankTexts } from './blank-texts.ts';
import { bans, fileKinds, importTable, sizeExceptions, sizeLimit } from './tidy-rules.ts';

/** One file: its path relative to the repository, with forward slashes, and its text ('' for a binary one). */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One broken rule: where, which, and what to do instead. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly rule: RuleName;
  readonly message: string;
}

export type RuleName = (typeof ruleNames)[number];

export const ruleNames = [
  'layer',
  'package',
  'extension',
  'ban',
  'state',
  'size',
  'opening',
  'unfinished',
  'private-place',
  'file-kind',
  'file-name',
] as const;

/** Checks every file and returns what is wrong, in the order of the files; an empty list means tidy. */
export function checkTidy(
  files: readonly SourceFile[],
  exceptions: Readonly<Record<string, number>> = sizeExceptions,
): Violation[] {
  return files.flatMap((file) => [
    ...checkPlace(file, exceptions),
    ...checkWords(file),
    ...(isCode(file.path) ? checkCode(file) : []),
  ]);
}

function isCode(path: string): boolean {
  return /\.(ts|tsx)$/.test(path) && path.startsWith('src/');
}

// What reads fixtures is part of the tests, too.
const isTest = (path: string) => /\.(test|spec)\.tsx?$|\/fixtures\//.test(path);
const isGenerated = (text: string) => /^(\/\/.*\n){0,3}\/\/.*\bGenerated from\b/.test(text);

function checkPlace({ path, text }: SourceFile, exceptions: Readonly<Record<string, number>>): Violation[] {
  const found: Violation[] = [];
  const report = (rule: RuleName, message: string) => found.push({ path, line: 1, rule, message });
  if (!fileKinds.some((kind) => kind.test(path))) {
    report('file-kind', 'no rule allows this kind of file here: move it, or add a line to fileKinds in tidy.ts');
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(src|scripts|bench|e2e)\//.test(path) && !/\/fixtures\//.test(path) && name !== 'README.md') {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/.test(name)) {
      report('file-name', 'file names are kebab-case: replica-set.ts, not ReplicaSet.ts or replica_set.ts');
    }
  }
  if (/^src\/.*\.(ts|tsx)$/.test(path) && !text.startsWith('//')) {
    report('opening', 'open with two or three sentences about the file, as a // comment');
  }
  if (/^(src|scripts|bench|e2e)\/.*\.(ts|tsx|mjs|css)$/.test(path) && !isGenerated(text)) {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    const exception = exceptions[path];
    if (exception === undefined && lines > sizeLimit) {
      report('size', `${lines} lines, the limit is ${sizeLimit}: move what can be read alone into a file of its own`);
    } else if (exception !== undefined && lines > exception) {
      report(
        'size',
        `${lines} lines, it had ${exception} and may only shrink: move the new part into a file of its own`,
      );
    } else if (exception !== undefined && lines < exception) {
      report(
        'size',
        `${lines} lines, fewer than the ${exception} listed: lower (or remove) its line in sizeExceptions`,
      );
    }
  }
  return found;
}

// Written in halves, so that this file does not break its own rules.
const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b(?!\\()`);
const skipped =
  /\b(describe|it|test|suite)(\.\w+)*\.(skip|only|todo|fixme)\b|(?<![.\w])(xit|xdescribe|fit|fdescribe)\(['"`]/;
const privatePlace = new RegExp(`(?<![\\w.@)-])/${'work'}/|/(home|Users)/[a-z]`);
const otherRegistry =
  /"resolved":\s*"(?!https:\/\/registry\.npmjs\.org\/)|^\s*(?:@[\w-]+:)?registry\s*=\s*(?!https:\/\/registry\.npmjs\.org)/;

function checkWords({ path, text }: SourceFile): Violation[] {
  const found: Violation[] = [];
  if (/\/fixtures\//.test(path)) return found;
  const report = (line: number, rule: RuleName, message: string) => found.push({ path, line: line + 1, rule, message });
  const lock = /(package-lock\.json|\.npmrc)$/.test(path);
  text.split('\n').forEach((content, line) => {
    if (unfinished.test(content) && !lock) {
      report(line, 'unfinished', 'finish it now or write it down as an issue: the code holds no promises');
    }
    if (isTest(path) && skipped.test(content)) {
      report(line, 'unfinished', 'every test runs: mend it or delete it, with a reason in the commit');
    }
    if (privatePlace.test(content) && !lock) {
      report(line, 'private-place', 'a path of one machine: say it relative to the repository');
    }
    if (lock && otherRegistry.test(content)) {
      report(
        line,
        'private-place',
        'another registry than registry.npmjs.org: install again without it and commit the lock',
      );
    }
  });
  return found;
}

function checkCode({ path, text }: SourceFile): Violation[] {
  const found: Violation[] = [];
  const code = blankTexts(text);
  const at = (index: number) => text.slice(0, index).split('\n').length;
  const report = (index: number, rule: RuleName, message: string) =>
    found.push({ path, line: at(index), rule, message });

  for (const { specifier, index } of importsOf(text, code)) checkImport(path, specifier, (r, m) => report(index, r, m));

  // A file main.ts of testing/ is a program for Node (it reads the clock and the command line), not part of the engine.
  const program = /^src\/engine\/testing\/.*\bmain\.ts$/.test(path);
  if (path.startsWith('src/engine/') && !isTest(path) && !program) {
    for (const { pattern, instead } of bans) {
      for (const match of code.matchAll(new RegExp(pattern, 'g'))) {
        report(match.index, 'ban', `${match[0].trim()} is not for the engine: ${instead}`);
      }
    }
    for (const { name, index } of containersInState(code)) {
      report(
        index,
        'state',
        `${name} in process state cannot be shared, hashed or copied: use the kernel's Table or a record`,
      );
    }
  }
  return found;
}

function checkImport(path: string, specifier: string, report: (rule: RuleName, message: string) => void): void {
  const layerName = layerOf(path);
  if (layerName === undefined) {
    report(
      'layer',
      `${path} lies in no layer: put it into a folder of importTable in tidy.ts, or add the folder there`,
    );
    return;
  }
  const layer = importTable[layerName];
  if (!specifier.startsWith('.')) {
    if (isTest(path)) return;
    const allowed = layer.packages.some(
      (name) => name === '*' || specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`),
    );
    if (!allowed || (specifier.startsWith('node:') && !layer.packages.includes('node:'))) {
      const list = layer.packages.length > 0 ? layer.packages.join(', ') : 'no package';
      report('package', `${layerName} may import ${list}, not ${specifier}: write it yourself or pass the value in`);
    }
    return;
  }
  if (!/\.(ts|tsx|css|json|svg|woff2|yaml|md)(\?\w+)?$/.test(specifier)) {
    report('extension', `write the extension: '${specifier}.ts' can be found without guessing`);
  }
  // Tests may look anywhere; what they test may not.
  if (isTest(path)) return;
  const target = resolve(path, specifier);
  if (isTest(target)) report('layer', `${specifier} is a test: move what both need into engine/testing`);
  const targetLayer = layerOf(target);
  if (targetLayer === layerName) return;
  const inside = target.replace(/^src\//, '');
  if (layer.layers.some((name) => inside === name || inside.startsWith(`${name}/`))) return;
  report(
    'layer',
    `${layerName} may not know ${targetLayer ?? target}: it may import ${layer.layers.join(', ') || 'nothing'}. ` +
      'Meet in API objects or messages, or move what both need downwards',
  );
}

/** The key of importTable that a path belongs to. */
function layerOf(path: string): string | undefined {
  const inside = path.replace(/^src\//, '');
  return Object.keys(importTable)
    .filter((name) => inside === name || inside.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.replace(/\?.*$/, '').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Every module that the text imports or re-exports, statically or not; `import type` counts. */
function importsOf(text: string, code: string): { specifier: string; index: number }[] {
  const statement =
    /(?:^|[;}\n])\s*(?:import|export)\b[^'"`;=()]*?\bfrom\s*(?=['"])|\bimport\s*\(\s*(?=['"`])|(?:^|[;}\n])\s*import\s*(?=['"])/g;
  return [...code.matchAll(statement)].flatMap((match) => {
    const start = match.index + match[0].length;
    const quote = text[start];
    const end = text.indexOf(quote, start + 1);
    return [{ specifier: text.slice(start + 1, end), index: start }];
  });
}

/** Map and Set as field types inside exported interfaces and types whose name ends in State. */
function containersInState(code: string): { name: string; index: number }[] {
  const found: { name: string; index: number }[] = [];
  for (const declaration of code.matchAll(/\bexport\s+(?:interface|type)\s+\w*State\b[^{;]*\{/g)) {
    const start = declaration.index + declaration[0].length;
    let depth = 1;
    let end = start;
    for (; end < code.length && depth > 0; end++) {
      if (code[end] === '{') depth++;
      else if (code[end] === '}') depth--;
    }
    for (const match of code.slice(start, end).matchAll(/\b(?:Readonly|Weak)?(?:Map|Set)(?=<)/g)) {
      found.push({ name: match[0], index: start + match.index });
    }
  }
  return found;
}
