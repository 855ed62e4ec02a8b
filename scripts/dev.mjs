// `npm run dev`: Vite's development server, with reload. Arguments are passed on (`npm run dev -- --port 5000`).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './ensure.mjs';

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
const vite = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
vite.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 0)));
