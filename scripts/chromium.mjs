// Finds the headless Chromium that the browser tests drive, and installs one where there is none.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { node, root, run, runTool } from './install.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const shell = 'chromium-headless-shell';

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder || '.', name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/** The one that `playwright-core install chromium` put into the user's cache, if it did. */
function fromPlaywright() {
  const ask = "import('playwright-core').then((p) => process.stdout.write(p.chromium.executablePath()))";
  try {
    const path = execFileSync(node, ['-e', ask], { cwd: root, encoding: 'utf8' });
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Path of a Chromium: `CHROMIUM` if set, else by the usual names, else Playwright's. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of names) {
    const path = onPath(name);
    if (path) return path;
  }
  return fromPlaywright();
}

/**
 * Chromium without windows, where there is one: a page of its costs a third. Screens are looked at in it; what depends on
 * how a browser keeps sites apart asks for `findChromium`. `HEADLESS_SHELL` if set, else by its name, else Chromium.
 */
export const findHeadlessShell = () =>
  process.env.HEADLESS_SHELL || (!process.env.CHROMIUM && onPath(shell)) || findChromium();

/** Like `findHeadlessShell`, but tries to install one first: without it the tests take longer, and that is all. */
export async function ensureHeadlessShell() {
  if (!onPath(shell) && !process.env.HEADLESS_SHELL && !process.env.CHROMIUM)
    await installFromDebian(shell, 180_000).catch(() => undefined);
  return findHeadlessShell();
}

/** From Debian's packages, as root; elsewhere nothing is done. */
async function installFromDebian(name, timeoutMs) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  process.stderr.write(`Installing ${name} for the browser tests (once) …\n`);
  await run('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], timeoutMs });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], {
    stdio: ['ignore', 2, 2],
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs,
  });
}

/** Like `findChromium`, but installs one first where none is: from Debian's packages as root, else by Playwright. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  await installFromDebian('chromium');
  if (!findChromium()) {
    process.stderr.write('Installing a headless Chromium for the browser tests (once) …\n');
    await runTool('playwright-core/cli.js', ['install', 'chromium'], { stdio: ['ignore', 2, 2] });
  }
  const path = findChromium();
  if (!path) throw new Error('no Chromium found or installed; install one and set CHROMIUM to its path');
  return path;
}
