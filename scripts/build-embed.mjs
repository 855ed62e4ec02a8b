// What the build makes for other people's pages: the frame as one classic script beside the modules of the site, the custom element with
// its SDK as script and as module, and the small service worker that keeps the site for when there is no network.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

const dist = join(root, 'dist');

/** `dist/embed/app.js` and `app.css`: everything in two files, for frames without an origin and for files by themselves. */
export async function buildFrame() {
  const { build } = await import('vite');
  await build({
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: 'dist/embed',
      emptyOutDir: false,
      license: false,
      chunkSizeWarningLimit: 4_000,
      cssCodeSplit: false,
      modulePreload: false,
      assetsInlineLimit: () => true,
      rolldownOptions: {
        input: 'src/embed/frame/main.ts',
        // Vite's loader of chunks asks for its own address; here there are no chunks.
        checks: { emptyImportMeta: false },
        output: {
          format: 'iife',
          codeSplitting: false,
          entryFileNames: 'app.js',
          assetFileNames: 'app[extname]',
        },
      },
    },
  });
  startByScript();
}

/**
 * `dist/embed/index.html`: the modules of the site, named by a first script that chooses. A frame without an origin may not load modules
 * from a server that does not say so, and classic scripts it may always load.
 */
function startByScript() {
  const site = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = (pattern) => [...site.matchAll(pattern)].map((match) => match[1].replace(/^\.\//, '../'));
  const [module] = named(/<script type="module"[^>]*src="([^"]+)"/g);
  if (!module) throw new Error('dist/index.html has no module script');
  const frame = readdirSync(join(dist, 'assets')).find((name) => /^frame-.*\.js$/.test(name));
  if (!frame) throw new Error('dist/assets has no chunk called frame');
  const beside = [...named(/<link rel="modulepreload"[^>]*href="([^"]+)"/g), `../assets/${frame}`];
  const styles = named(/<link rel="stylesheet"[^>]*href="([^"]+)"/g);
  const data = `data-module="${module}" data-beside="${beside.join(' ')}" data-styles="${styles.join(' ')}"`;
  const html = readFileSync(join(root, 'embed/index.html'), 'utf8');
  mkdirSync(join(dist, 'embed'), { recursive: true });
  writeFileSync(
    join(dist, 'embed/index.html'),
    html.replace(/<script type="module"[^>]*><\/script>/, `<script src="./start.js" ${data}></script>`),
  );
  copyFileSync(join(root, 'scripts/frame-start.mjs'), join(dist, 'embed/start.js'));
}

/** `dist/podarium.js` and `dist/podarium.mjs`. */
export async function buildHost() {
  const { build } = await import('vite');
  for (const [entry, format, name] of [
    ['src/embed/host/main.ts', 'iife', 'podarium.js'],
    ['src/embed/host/module.ts', 'es', 'podarium.mjs'],
  ]) {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      build: {
        outDir: 'dist',
        emptyOutDir: false,
        target: 'es2022',
        modulePreload: false,
        rolldownOptions: {
          input: entry,
          preserveEntrySignatures: 'strict',
          output: { format, codeSplitting: false, entryFileNames: name },
        },
      },
    });
  }
}

/** What the site needs without a network; large things that are made for elsewhere are not among it. */
const notKept =
  /^(cli\.js|package\.json|licenses\.md|sw\.js|engine\/|schema\/|oembed\/|embed\/app\.|podarium\.m?js|\.)/;

/** `dist/sw.js`, with the list of files and their hash: another build is another cache. */
export function writeServiceWorker() {
  const files = filesBelow('').filter((name) => !notKept.test(name));
  const hash = createHash('sha256');
  for (const name of files) hash.update(name).update(readFileSync(join(dist, name)));
  const worker = readFileSync(join(root, 'scripts/service-worker.mjs'), 'utf8');
  const list = JSON.stringify(files.map((name) => name.replace(/(^|\/)index\.html$/, '$1')));
  const said = worker
    .replace("const version = '';", `const version = '${hash.digest('hex').slice(0, 16)}';`)
    .replace('const files = [];', `const files = ${list};`);
  if (!said.includes(list)) throw new Error('scripts/service-worker.mjs has no place for the list');
  rmSync(join(dist, 'sw.js'), { force: true });
  writeFileSync(join(dist, 'sw.js'), said);
}

function filesBelow(folder) {
  return readdirSync(join(dist, folder))
    .sort()
    .flatMap((name) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      return statSync(join(dist, path)).isDirectory() ? filesBelow(path) : [path];
    });
}
