import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the document needs of the built portal. */
export interface PortalBuild {
  /** Address of the one script: `/assets/main-Bx3f….js`. */
  readonly entry: string;
  /** Runs in the document itself, before the entry is there. */
  readonly boot: string;
  readonly css: string;
}

/**
 * Reads what Vite built into `folder`.
 * @throws Error when the portal was never built, naming the command that builds it
 */
export function readPortalBuild(folder: string): PortalBuild {
  let manifest: Record<string, { file: string; isEntry?: boolean }>;
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  } catch (cause) {
    throw new Error(`No built portal in ${folder}. Run "npm run build" first.`, { cause });
  }
  const files = Object.values(manifest);
  const entry = files.find((file) => file.isEntry)?.file;
  if (!entry) throw new Error(`The manifest in ${folder} names no entry. Run "npm run build" again.`);
  const styles = new Set(files.map(({ file }) => file).filter((file) => file.endsWith('.css')));
  const css = [...styles].map((file) => readFileSync(join(folder, file), 'utf8')).join('');
  return { entry: `/${entry}`, boot: readFileSync(join(folder, 'boot.js'), 'utf8'), css };
}
