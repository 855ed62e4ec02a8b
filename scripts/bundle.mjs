// Turns one TypeScript entry into one JavaScript file for Node, with every dependency inside. The command line, the
// headless engine and the scripts that are written in TypeScript are all made this way, by the bundler of the site.
import { renameSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './ensure.mjs';

// A script that runs from the cache still finds the fixtures beside its source.
const keepSourceUrls = {
  name: 'keep-source-urls',
  enforce: 'pre',
  transform(code, id) {
    const path = id.split('?')[0];
    if (!/\.[mc]?[jt]sx?$/.test(path) || /[\\/]node_modules[\\/]/.test(path)) return null;
    if (!code.includes('import.meta.url')) return null;
    return { code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)), map: null };
  },
};

/**
 * Bundles `entry` (relative to the repository) into `outFile`.
 * @param {string} entry
 * @param {string} outFile
 * @param {{ minify?: boolean, sourceUrls?: boolean, external?: (string | RegExp)[], nodeEnv?: string }} [options]
 */
export async function bundle(entry, outFile, options = {}) {
  const { build } = await import('vite');
  // Written beside its place and then moved, so that a run that starts meanwhile never reads half a file.
  const unfinished = `${basename(outFile)}.${process.pid}`;
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    plugins: options.sourceUrls ? [keepSourceUrls] : [],
    define: { 'process.env.NODE_ENV': JSON.stringify(options.nodeEnv ?? 'production') },
    // Without the `node` condition `yaml` resolves to its ESM build: the very code that the page runs.
    ssr: {
      noExternal: true,
      external: options.external ?? [],
      resolve: { conditions: ['module', 'import', 'default'] },
    },
    build: {
      ssr: entry,
      outDir: dirname(join(root, outFile)),
      emptyOutDir: false,
      target: 'node20',
      minify: options.minify ?? false,
      rolldownOptions: {
        external: [/^node:/, ...builtinModules, ...(options.external ?? [])],
        output: { format: 'esm', entryFileNames: unfinished, codeSplitting: false },
      },
    },
  });
  renameSync(join(dirname(join(root, outFile)), unfinished), join(root, outFile));
}
