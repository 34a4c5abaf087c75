import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

export const root = join(import.meta.dirname, '../..');

/** Files below `folders` whose path matches; paths from the project's root, sorted. */
export function filesIn(folders: readonly string[], matching: RegExp): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name))),
    )
    .filter((path) => !path.includes('node_modules') && matching.test(path))
    .sort();
}

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Bytes after brotli at its best level: what a well-kept server or CDN sends. */
export const brotliBytes = (content: string | Buffer): number =>
  brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  }).byteLength;

/** Line number of an offset, so that a complaint can be clicked. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
