// A small static server for the built site. It answers with a strict content policy, so that whatever works here also
// works on the strictest course page, and with open cross-origin reading, which a sandboxed frame needs for its modules.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.yaml': 'application/yaml; charset=utf-8',
};

/** What a file is, by its name. */
export const typeOf = (file) => types[extname(file)] ?? 'application/octet-stream';

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'", // the editor writes its style sheet at run time
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self' http://127.0.0.1:* http://localhost:*", // `?server=` shows a cluster served on this machine
  "object-src 'none'",
  "base-uri 'none'",
].join('; ');

/** The file that a request path means inside `folder`, or undefined if there is none or it lies outside. */
export function resolveFile(folder, requestPath) {
  let path;
  try {
    path = decodeURIComponent(requestPath.split(/[?#]/)[0]);
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  let file = normalize(join(folder, path));
  if (file !== folder && !file.startsWith(folder + sep)) return undefined;
  if (path.split('/').some((part) => part.startsWith('.'))) return undefined;
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}

/** An HTTP server for the files of `folder`, not yet listening. */
export function createStaticServer(folder) {
  return createServer((request, response) => {
    const file = resolveFile(folder, request.url ?? '/');
    const headers = {
      'Access-Control-Allow-Origin': '*',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    } else if (!file) {
      response.writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
    } else {
      const stat = statSync(file);
      const etag = `"${stat.size}-${Math.round(stat.mtimeMs)}"`;
      const cache = /[\\/]assets[\\/]/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache';
      Object.assign(headers, { ETag: etag, 'Cache-Control': cache });
      if (request.headers['if-none-match'] === etag) {
        response.writeHead(304, headers).end();
        return;
      }
      headers['Content-Type'] = typeOf(file);
      headers['Content-Length'] = String(stat.size);
      response.writeHead(200, headers);
      if (request.method === 'HEAD') response.end();
      else createReadStream(file).pipe(response);
    }
  });
}
