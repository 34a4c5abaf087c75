import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, manifestFile, readManifest } from './manifest.ts';

export interface KeptBackup {
  readonly path: string;
  readonly manifest: Manifest;
  readonly bytes: number;
}

/** Backups in a folder, newest first. What can not be read is left out: it is no backup. */
export function listBackups(folder: string): KeptBackup[] {
  if (!existsSync(folder)) return [];
  const found: KeptBackup[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.partial') || !existsSync(join(path, manifestFile))) continue;
    try {
      const manifest = readManifest(path);
      found.push({
        path,
        manifest,
        bytes: Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0),
      });
    } catch {
      // damaged: neither counted nor removed, so that somebody can look at it
    }
  }
  return found.sort((a, b) => (a.manifest.takenAt < b.manifest.takenAt ? 1 : -1));
}

const abandonedMs = 86_400_000;

/** Keeps the newest `keep` backups whose names begin with `label`; also clears away what was never completed. */
export function pruneBackups(
  folder: string,
  { keep, label, now }: { keep: number; label: string; now: Date },
): string[] {
  const removed = listBackups(folder)
    .filter(({ path }) => path.slice(folder.length + 1).startsWith(`${label}-`))
    .slice(keep)
    .map(({ path }) => path);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    if (name.endsWith('.partial') && now.getTime() - statSync(path).mtimeMs > abandonedMs) removed.push(path);
  }
  for (const path of removed) rmSync(path, { recursive: true, force: true });
  return removed;
}
