// `npm run dev`: the server of `npm start`, restarted whenever a file of it changes, and the browser files rebuilt
// whenever theirs do. Reload the page to see a change.

import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, node, root } from './install.mjs';

/** Quiet time after the last change before the server starts again: a build or an editor writes many files. */
const settleMs = 250;

await ensureInstalled();
await ensureBuilt();

const children = new Set();
function start(args, env = {}) {
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

for (const config of ['vite.config.ts', 'vite.console.config.ts']) {
  start(['node_modules/vite/bin/vite.js', 'build', '--config', config, '--watch', '--logLevel', 'warn']);
}

const serve = () =>
  start(['src/apps/server/main.ts', ...process.argv.slice(2)], {
    NODE_COMPILE_CACHE: join(root, '.cache/node'),
  });
let server = serve();
let stopping = false;
let timer;
let embedChanged = false;
function restartSoon(folder, file) {
  if (stopping || /(\.test\.tsx?|~|\.sw.)$/.test(file ?? '')) return;
  clearTimeout(timer);
  embedChanged ||= folder === 'embed' || /^bridge\b/.test(file ?? '');
  timer = setTimeout(() => {
    if (embedChanged) {
      embedChanged = false;
      // What it writes into dist/ brings us here again, and then the server restarts.
      start(['embed/build.ts']);
      return;
    }
    const old = server;
    const next = () => {
      if (!stopping) server = serve();
    };
    // A server that failed to start waits here for the change that mends it.
    if (old.exitCode !== null || old.signalCode !== null) next();
    else old.once('exit', next).kill('SIGTERM');
  }, settleMs);
}
for (const folder of ['src', 'embed', 'examples', 'dist']) {
  watch(join(root, folder), { recursive: true }, (_event, file) => restartSoon(folder, file));
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopping = true;
    clearTimeout(timer);
    if (children.size === 0) process.exit(0);
    for (const child of children) {
      child.once('exit', () => children.size === 0 && process.exit(0));
      child.kill(signal);
    }
  });
}
