// `podarium export`: a lesson as a package that needs no server of ours. One HTML file, or a zip for platforms of SCORM 1.2 or cmi5.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cmi5 } from '../embed/export/cmi5.ts';
import { type BuiltFrame, oneFile } from '../embed/export/one-file.ts';
import { scorm12 } from '../embed/export/scorm12.ts';
import { scorm2004 } from '../embed/export/scorm2004.ts';
import { readFlags } from './flags.ts';
import { InputError } from './input-error.ts';
import { lessonNamed } from './lesson-named.ts';

export const exportHelp = `podarium export: a lesson as a package

  podarium export LESSON [--html OUT] [--scorm12 OUT] [--scorm2004 OUT] [--cmi5 OUT]

  LESSON            the id of a lesson of the course, a lesson's YAML file, or the folder that holds lesson.yaml
  --html OUT        one HTML file with everything inside: opens from a disk and asks for nothing
  --scorm12 OUT     a zip for course platforms that speak SCORM 1.2
  --scorm2004 OUT   the same for those that speak SCORM 2004 (4th edition)
  --cmi5 OUT        a zip for course platforms that speak cmi5

Exit codes: 0 done, 2 a lesson that cannot be read, or no package asked for.
`;

export async function exportLesson(words: readonly string[]): Promise<number> {
  const flags = readFlags('export', words, { html: 'value', scorm12: 'value', scorm2004: 'value', cmi5: 'value' });
  const [named, ...more] = flags.args;
  if (named === undefined || more.length > 0)
    throw new InputError('Name one lesson: podarium export LESSON --html OUT');
  const [html, scorm, newer, unit] = ['html', 'scorm12', 'scorm2004', 'cmi5'].map(flags.value);
  if ([html, scorm, newer, unit].every((out) => out === undefined))
    throw new InputError('Say what to make of it: --html OUT, --scorm12 OUT, --scorm2004 OUT or --cmi5 OUT.');
  const loaded = await lessonNamed(named);
  const frame = builtFrame();
  if (html !== undefined) write(html, oneFile(loaded, frame));
  if (scorm !== undefined) write(scorm, await scorm12(loaded, frame));
  if (newer !== undefined) write(newer, await scorm2004(loaded, frame));
  if (unit !== undefined) write(unit, await cmi5(loaded, frame));
  return 0;
}

/** The built frame lies beside the command line, in `dist/embed/`. */
function builtFrame(): BuiltFrame {
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = [join(here, 'embed'), join(process.cwd(), 'dist/embed')].find((each) =>
    existsSync(join(each, 'app.js')),
  );
  if (!folder) throw new InputError('The built frame is not here: npm run build makes it (dist/embed/app.js).');
  return {
    script: readFileSync(join(folder, 'app.js'), 'utf8'),
    styles: readFileSync(join(folder, 'app.css'), 'utf8'),
  };
}

function write(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new InputError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  console.log(`${path} ${Math.ceil(content.length / 1024)} kB`);
}
