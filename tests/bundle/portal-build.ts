import { join } from 'node:path';
import { textOf } from './files.ts';

interface ManifestChunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
}

/** What Vite built of the portal, as its manifest tells it. File paths are from the project's root. */
export interface PortalBuild {
  /** The one script of the document and what it imports at once. */
  readonly entry: readonly string[];
  /** Scripts of the panels that come later, with what they need beyond the entry, by panel. */
  readonly panels: ReadonlyMap<string, readonly string[]>;
  /** Other scripts that are fetched when needed, such as the bridge's side in the frame. */
  readonly others: readonly string[];
}

const folder = 'dist/portal';

export function readPortal(): PortalBuild {
  const manifest = JSON.parse(textOf(join(folder, 'manifest.json'))) as Record<string, ManifestChunk>;
  const withImports = (key: string, seen = new Set<string>()): Set<string> => {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) return seen;
    seen.add(key);
    for (const imported of chunk.imports ?? []) withImports(imported, seen);
    return seen;
  };
  const fileOf = (key: string): string => join(folder, manifest[key]?.file ?? '');
  const entryKey = Object.keys(manifest).find((key) => manifest[key]?.isEntry) ?? '';
  const entry = withImports(entryKey);
  const later = Object.keys(manifest).filter((key) => manifest[key]?.isDynamicEntry && !entry.has(key));
  const beyondEntry = (key: string): string[] =>
    [...withImports(key)].filter((one) => !entry.has(one)).map(fileOf);

  const panels = new Map<string, readonly string[]>();
  const others: string[] = [];
  for (const key of later) {
    const panel = /\/panels\/([\w-]+)\.tsx$/.exec(key)?.[1];
    if (panel) panels.set(panel, beyondEntry(key));
    else others.push(...beyondEntry(key));
  }
  return { entry: [...entry].map(fileOf), panels, others };
}
