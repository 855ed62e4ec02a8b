// The recipes of docs/recipes as a web site of its own origin: each in a folder of its name, with what its README says must lie beside it,
// and with the address of the Podarium under test wherever a recipe says https://podarium.example/.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { cacheFolder, root } from '../scripts/ensure.mjs';
import { generated, recipesFolder, siteOf } from '../scripts/recipes.mjs';
import { resolveFile, typeOf } from '../scripts/serve.mjs';

export interface RecipeSite {
  /** Without a slash at its end. */
  readonly origin: string;
  /** A page with this body, under its name. */
  add(name: string, body: string): string;
  close(): void;
}

export const placeholder = 'https://podarium.example/';
const anywhere = 'https://podarium.example';
export const recipeText = (path: string): string => readFileSync(join(recipesFolder, path), 'utf8');

const folders: Readonly<Record<string, string>> = {
  'plain-html': join(recipesFolder, 'plain-html'),
  'strict-policy/podarium.mjs': join(root, 'dist/podarium.mjs'),
  'strict-policy': join(recipesFolder, 'strict-policy'),
  'reveal/reveal.js': join(root, 'node_modules/reveal.js'),
  reveal: join(recipesFolder, 'reveal'),
  react: join(cacheFolder, 'recipes/react'),
  vue: join(cacheFolder, 'recipes/vue'),
  ...Object.fromEntries(Object.keys(generated).map((name) => [name, siteOf(name as keyof typeof generated)])),
};

export async function recipeSite(
  podarium: string,
  headers: (path: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<RecipeSite> {
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://any').pathname.slice(1);
    const found = pages.get(path) ?? read(path);
    const written = (text: string) => text.replaceAll(anywhere, podarium);
    const type = found === undefined ? undefined : typeof found === 'string' ? 'text/html' : typeOf(found.file);
    if (found === undefined || type === undefined) response.writeHead(path === 'favicon.ico' ? 204 : 404).end();
    else {
      response.writeHead(200, { 'Content-Type': type, ...headers(path) });
      const isText = /text|javascript|json/.test(type);
      const body = typeof found === 'string' ? found : found.body;
      response.end(isText ? written(body.toString()) : body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    add: (name, body) => {
      const viewport = '<meta name="viewport" content="width=device-width">';
      pages.set(
        `${name}/`,
        `<!doctype html><html lang="en"><title>${name}</title>${viewport}<body>${body}</body></html>`,
      );
      return `${origin}/${name}/`;
    },
    close: () => server.close(),
  };
}

function read(path: string): { readonly file: string; readonly body: Buffer } | undefined {
  const name = Object.keys(folders).find((each) => path === each || path.startsWith(`${each}/`));
  if (name === undefined) return undefined;
  const rest = path.slice(name.length);
  const file =
    rest === '' ? folders[name] : (resolveFile(folders[name], rest) ?? resolveFile(folders[name], `${rest}.html`));
  return file === undefined ? undefined : { file, body: readFileSync(file) };
}

/** Builds a recipe with Vite as its authors would: the page for the browser, with what its server part writes already in it. */
export async function buildRendered(name: 'react' | 'vue', server: string): Promise<void> {
  const outDir = join(cacheFolder, 'recipes', name);
  const shared = {
    root: join(recipesFolder, name),
    configFile: false,
    logLevel: 'warn',
    mode: 'development',
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"development"' },
  } as const;
  const ssr = join(outDir, '../server', name);
  await build({ ...shared, build: { ssr: server, outDir: ssr, emptyOutDir: true } });
  const built = join(ssr, server.replace(/\.tsx?$/, '.js'));
  const { render } = (await import(`${pathToFileURL(built).href}?${Date.now()}`)) as { render(): Promise<string> };
  const text = await render();
  const transformIndexHtml = (html: string) => html.replace('<!--written by the server-->', text);
  await build({
    ...shared,
    base: './',
    plugins: [{ name: 'written-by-the-server', transformIndexHtml }],
    build: { outDir, emptyOutDir: true, minify: false },
  });
}
