import { createReadStream, existsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Entry, ZipFile } from 'yauzl';
import { PlainError } from '../../../kit/server/plain-error.ts';
import type { Manifest } from './archive.ts';

/** An export on this machine's disk: a folder, or the archive itself, which is never unpacked to the disk. */
export interface Source {
  /** Bytes of one file; `undefined` where it is not there. */
  read(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  close(): void;
}

const maxEntries = 200_000;
const maxEntryBytes = 500_000_000;
const symlink = 0o120000;

/** @throws PlainError with what is wrong with it */
export async function openSource(path: string): Promise<Source> {
  if (!existsSync(path)) throw new PlainError(`There is nothing at ${path}.`);
  return statSync(path).isDirectory() ? folderSource(path) : zipSource(path);
}

const folderSource = (folder: string): Source => ({
  async read(path) {
    const whole = join(folder, inside(path));
    return existsSync(whole) ? createReadStream(whole) : undefined;
  },
  close: () => undefined,
});

/** A path of a manifest names a file below it, and nothing else on this disk. */
function inside(path: string): string {
  const parts = path.split('/');
  const strange = parts.some(
    (part) => part === '' || part === '.' || part === '..' || /[\\:\p{Cc}]/u.test(part),
  );
  if (strange) throw new PlainError(`“${path}” is no path inside of an export.`);
  return path;
}

async function zipSource(path: string): Promise<Source> {
  const { open: openZip } = await import('yauzl');
  // yauzl refuses absolute paths, `..` and backslashes, and entries that are longer or shorter than they say.
  const options = {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
    strictFileNames: true,
  } as const;
  const opened = promisify(
    openZip as (path: string, options: object, done: (error: Error | null, zip: ZipFile) => void) => void,
  );
  const zip = await opened(path, options).catch((error: Error) => {
    throw new PlainError(`${path} is no ZIP archive that can be read: ${error.message}.`);
  });
  const entries = await entriesOf(zip).catch((error: Error) => {
    zip.close();
    throw error instanceof PlainError ? error : new PlainError(`${path} can not be read: ${error.message}.`);
  });
  return {
    async read(name) {
      const entry = entries.get(name);
      if (!entry) return undefined;
      return promisify(
        zip.openReadStream.bind(zip) as (
          entry: Entry,
          done: (error: Error | null, stream: NodeJS.ReadableStream) => void,
        ) => void,
      )(entry) as Promise<AsyncIterable<Uint8Array>>;
    },
    close: () => zip.close(),
  };
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((done, fail) => {
    const refuse = (sentence: string) => fail(new PlainError(sentence));
    zip.on('error', fail);
    zip.on('end', () => done(entries));
    zip.on('entry', (entry: Entry) => {
      const name = entry.fileName;
      if (zip.entryCount > maxEntries) return refuse(`The archive has more than ${maxEntries} entries.`);
      if (((entry.externalFileAttributes >>> 16) & 0o170000) === symlink)
        return refuse(`“${name}” is a link.`);
      if (entries.has(name)) return refuse(`Two entries are called “${name}”.`);
      if (entry.uncompressedSize > maxEntryBytes) return refuse(`“${name}” has more than 500 MB.`);
      if (!name.endsWith('/')) entries.set(name, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/** What an export says it holds. @throws PlainError for what was not written by an export */
export async function readManifest(source: Source): Promise<Manifest> {
  const manifest = (await readJson(source, 'manifest.json')) as Manifest | undefined;
  if (manifest?.format !== 'portico-export' || manifest.version !== 1)
    throw new PlainError('There is no manifest.json of an export in it.');
  return manifest;
}

export async function readJson(source: Source, path: string): Promise<unknown> {
  const stream = await source.read(path);
  if (!stream) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > 50_000_000) throw new PlainError(`${path} has more than 50 MB.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new PlainError(`${path} is no JSON.`);
  }
}

/** A file in parts of `size` bytes. */
export async function* partsOfStream(
  stream: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let [pending, length]: [Uint8Array[], number] = [[], 0];
  for await (const chunk of stream) {
    pending.push(chunk);
    length += chunk.byteLength;
    while (length >= size) {
      const whole = Buffer.concat(pending);
      yield whole.subarray(0, size);
      const rest = Buffer.from(whole.subarray(size));
      [pending, length] = [[rest], rest.byteLength];
    }
  }
  if (length > 0) yield Buffer.concat(pending);
}

/** Whether a file begins like a ZIP archive. */
export async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.readUInt32BE(0) === 0x504b0304;
  } finally {
    await file.close();
  }
}
