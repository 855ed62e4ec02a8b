// `npm start`: builds what is out of date and serves dist/. PORT (4173) and HOST (127.0.0.1) may be set; Ctrl-C ends it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { root } from './ensure.mjs';
import { createStaticServer } from './serve.mjs';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 4173);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`PORT must be a whole number from 0 to 65535, not "${process.env.PORT}".`);
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));

if (!process.argv.includes('--built')) {
  try {
    await buildIfStale();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    // The site is built first; if only the command line or the package failed, there is still something to look at.
    if (!existsSync(join(root, 'dist/index.html'))) process.exit(1);
  }
}

const server = createStaticServer(join(root, 'dist'));
server.on('error', (error) => {
  if (error.code === 'EADDRINUSE') {
    console.error(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`);
  } else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EACCES') {
    console.error(`Cannot listen on ${host}:${port} (${error.code}). Choose another HOST or PORT.`);
  } else {
    console.error(error.message);
  }
  process.exit(1);
});
server.listen(port, host, () => {
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
  console.log(`Podarium is running at http://${name}:${server.address().port}/  (Ctrl-C stops it)`);
});
