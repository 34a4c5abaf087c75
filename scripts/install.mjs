// What every command needs before it runs: packages installed, browser files built. Plain JavaScript for any
// Node from 20 on, because it runs before anything is installed. Says what it does on stderr; stdout is the command's.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** The Node that the project is written for, a development dependency: the same on every machine. */
export const node = join(root, 'node_modules/node/bin/node');

const say = (text) => process.stderr.write(`${text}\n`);
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    // A child that has handlers of its own drains first; its end ends this process too (see `run`).
    for (const child of running) child.kill(signal);
    if (running.size === 0) process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

/**
 * Runs a program to its end and resolves with its exit code; a signal sent to this process is passed on.
 * `quiet` keeps the output and resolves with it as `output`.
 */
export function run(command, args, { quiet = false, env = {}, cwd = root, stdio, timeoutMs } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : (stdio ?? 'inherit'),
      ...(timeoutMs ? { timeout: timeoutMs, killSignal: 'SIGTERM' } : {}),
    });
    running.add(child);
    let output = '';
    if (quiet) {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => {
          output += text;
        });
      }
    }
    const end = (code) => {
      running.delete(child);
      done({ code, output });
    };
    child.on('error', (error) => {
      output += `${error.message}\n`;
      if (!quiet) say(error.message);
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? (signal ? 1 : 0)));
  });
}

/** Runs the pinned Node with its compile cache on, so that a second start skips compiling. */
export const runNode = (args, options = {}) =>
  run(node, args, {
    ...options,
    env: { NODE_COMPILE_CACHE: join(root, '.cache/node'), ...options.env },
  });

/** How the service is run, here and in examples/deploy. Young objects get 8 MB in place of 16: reads are as quick. */
export const serviceArgs = JSON.parse(readFileSync(join(root, 'scripts/service-args.json'), 'utf8'));

/** A tool of node_modules by the path of its script, run by the pinned Node. */
export const runTool = (script, args, options) =>
  runNode([join(root, 'node_modules', script), ...args], options);

/** True where what lies in node_modules is what the lockfile asks for (packages of other platforms aside). */
function isInstalled() {
  const hidden = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden) || !existsSync(node)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || present[path]?.version === version || (optional && !present[path]),
  );
}

/** Installs what the lockfile names, only when something of it is missing or another version. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  say('Installing packages (once; takes a minute) …');
  // npm tells its own path to the scripts it runs; without it, the one on PATH.
  const { npm_execpath: npm } = process.env;
  // Not `npm ci`: that refuses a lockfile in which the optional programs of some other platform are missing.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = npm?.endsWith('.js')
    ? await run(process.execPath, [npm, ...args], { stdio: ['ignore', 2, 2] })
    : await run('npm', args, { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new Error('npm install failed; its messages stand above');
  if (!existsSync(node)) {
    await run('npm', ['rebuild', 'node', '--ignore-scripts=false'], { stdio: ['ignore', 2, 2] });
    if (!existsSync(node)) throw new Error('the package `node` brought no program: allow its install script');
  }
}

const vite = 'node_modules/vite/bin/vite.js';

/** What is built, from what: made anew when the content of a source changed, so that a fresh clone or a touched file is no reason. */
const parts = [
  {
    what: 'the portal and the embed',
    marker: 'dist/.built-from',
    from: [
      'src',
      'embed',
      'themes',
      'examples/hosts/voxline',
      'vite.config.ts',
      'vite.console.config.ts',
      'package-lock.json',
    ],
    /** Not what the build itself makes, nor what only the server runs. */
    isSource: (path) =>
      !/\.test\.tsx?$|embed\/client\/api\.ts$|src\/messages\.d\.ts$/.test(path) && !path.includes('/server/'),
    /** In this order: the embed's step reads the types of the API, the example page bundles the component it wrote. */
    steps: [
      [vite, 'build', '--config', 'vite.config.ts'],
      ['scripts/client-types.mjs'],
      ['scripts/message-types.mjs'],
      [vite, 'build', '--config', 'vite.console.config.ts'],
      ['embed/build.ts'],
      [vite, 'build', '--config', 'examples/hosts/voxline/vite.config.ts'],
    ],
  },
  {
    what: 'the server',
    marker: 'dist/service/.built-from',
    from: ['src', 'examples/hosts', 'scripts/service-build.mjs', 'package-lock.json'],
    isSource: (path) => /(?<!\.test)\.(ts|mjs|json)$/.test(path),
    steps: [['scripts/service-build.mjs']],
  },
];

function filesBelow(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Fingerprint of the sources of a part. */
function fingerprintOf({ from, isSource }) {
  const hash = createHash('sha256');
  const files = from
    .flatMap((name) => (/\.\w+$/.test(name) ? [join(root, name)] : filesBelow(join(root, name))))
    .filter((path) => existsSync(path) && isSource(path))
    .sort();
  for (const path of files) {
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds into dist/ what is missing or older than its sources; `force` builds anyhow. */
export async function ensureBuilt({ force = false, quiet = true } = {}) {
  for (const part of parts) {
    const marker = join(root, part.marker);
    const fingerprint = fingerprintOf(part);
    if (!force && existsSync(marker) && readFileSync(marker, 'utf8') === fingerprint) continue;
    say(`Building ${part.what} …`);
    for (const step of part.steps) {
      const { code, output } = await runNode(step, { quiet });
      if (code !== 0) throw new Error(`node ${step.join(' ')} failed:\n${output}`);
    }
    mkdirSync(dirname(marker), { recursive: true });
    writeFileSync(marker, fingerprint);
  }
}
