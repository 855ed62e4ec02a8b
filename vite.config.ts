// One site that works from any folder: every path is relative, and nothing is fetched from another origin.
// The engine, kubectl, the YAML reader and the editor are chunks of their own: the shell paints first, they load beside it or when opened.
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Style sheets arrive in any order once they are chunks, and the first to name the layers decides their order: so each names them. */
const layerOrder = {
  postcssPlugin: 'layer-order',
  Once(sheet: { prepend(css: string): void }) {
    sheet.prepend('@layer reset, tokens, base, vendor, components, motion;');
  },
};

interface StyleRule {
  readonly selectors: string[];
  clone(change: { readonly selectors: string[] }): { readonly type: string };
}

/** `?ui=compact` is the narrow layout at any width: what the narrow widths say, said again under its mark. */
const compact = {
  postcssPlugin: 'compact',
  AtRule: {
    media(rule: { params: string; nodes?: unknown[]; after(nodes: never): unknown }) {
      if (!/^\(max-width: (599|899)px\)$/.test(rule.params)) return;
      const rules = (rule.nodes ?? []).filter((node) => (node as { type: string }).type === 'rule') as StyleRule[];
      const marked = rules.map((one) =>
        one.clone({ selectors: one.selectors.map((selector) => `[data-ui="compact"] ${selector}`) }),
      );
      rule.after(marked as never);
    },
  },
};

/** What the cluster is made of is fetched while the shell is read, not after it has run; at a low priority, so that the shell comes first. */
const beside: Plugin = {
  name: 'fetched-beside-the-shell',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => /\/(engine|kubectl|yaml|start-cluster)-[\w-]{8}\.js$/.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, fetchpriority: 'low', href: `./${file}` },
          injectTo: 'head' as const,
        })),
  },
};

export default defineConfig({
  base: './',
  plugins: [react(), beside],
  css: { postcss: { plugins: [layerOrder, compact] } },
  build: {
    target: 'es2022',
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 1000, // kB before gzip; the limits that count are in scripts/size.mjs
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'yaml', test: /[\\/]node_modules[\\/]yaml[\\/]/, priority: 4 },
            // With what only kubectl computes: the patch of three versions.
            {
              name: 'kubectl',
              test: /[\\/]src[\\/]engine[\\/](kubectl[\\/]|api[\\/]patch[\\/]three-way)/,
              priority: 3,
            },
            // What a scheduler would say if: only the panel of a decision asks.
            {
              name: 'what-if',
              test: /[\\/]scheduler[\\/](remedies|from-objects|unsupported|decide-cases)\.ts$/,
              priority: 3,
            },
            { name: 'engine', test: /[\\/]src[\\/]engine[\\/]/, priority: 2 },
            // What a frame has more than the site: the door for its host. It needs nothing of the engine, so it is there with the picture.
            { name: 'frame', test: /[\\/]src[\\/]embed[\\/](frame[\\/]|protocol)/, priority: 2 },
            // What holds lessons to their word, for who writes them: beside the lessons, so that each has a budget of its own.
            { name: 'contract', test: /[\\/]src[\\/]scenarios[\\/](contract[\w-]*|mutations)\.ts$/, priority: 2 },
            {
              name: 'editor',
              test: /[\\/]node_modules[\\/](@codemirror|@lezer|style-mod|w3c-keyname|crelt)[\\/]/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
});
