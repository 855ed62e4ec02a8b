// A lesson as one HTML file: the whole page, the engine and the lesson inside, so that it opens from a disk, from a mail, and on a machine
// without a network. Its own content policy forbids it to ask for anything.
import type { LoadedLesson } from '../../scenarios/index.ts';
import type { ZipFile } from './zip.ts';

/** The frame's two built files: `dist/embed/app.js` and `app.css`. */
export interface BuiltFrame {
  readonly script: string;
  readonly styles: string;
}

/** Nothing from anywhere: scripts and styles are in the file, pictures and fonts are data. */
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
].join('; ');

export function oneFile(loaded: LoadedLesson, { script, styles }: BuiltFrame): string {
  return page(loaded, {
    policy,
    styles: `<style>${styles.replaceAll('</style', '<\\/style')}</style>`,
    // A script ends at the first `</script`, wherever it stands.
    script: `<script>${script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}</script>`,
    parameters: { report: 'none' },
  });
}

/** The same page as three files beside each other, for packages; the page that is opened comes first. */
export function pageFiles(loaded: LoadedLesson, { script, styles }: BuiltFrame, report: string): readonly ZipFile[] {
  const html = page(loaded, {
    styles: '<link rel="stylesheet" href="app.css" />',
    script: '<script src="app.js"></script>',
    parameters: { report },
  });
  return [
    { name: 'index.html', text: html },
    { name: 'app.js', text: script },
    { name: 'app.css', text: styles },
  ];
}

interface Parts {
  readonly policy?: string;
  readonly styles: string;
  readonly script: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The page around a lesson that it brings along. */
function page({ lesson, files }: LoadedLesson, { policy: own, styles, script, parameters }: Parts): string {
  const brought = JSON.stringify({ parameters, lesson: { files } }).replaceAll('<', '\\u003c');
  const meta = own === undefined ? [] : [`<meta http-equiv="Content-Security-Policy" content="${own}" />`];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8" />',
    ...meta,
    '<meta name="viewport" content="width=device-width, initial-scale=1" />',
    '<meta name="color-scheme" content="dark light" />',
    '<link rel="icon" href="data:," />',
    `<title>${escaped(lesson.title)} · Podarium</title>`,
    styles,
    '</head>',
    '<body>',
    '<div id="root"></div>',
    `<script type="application/json" id="podarium">${brought}</script>`,
    script,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
