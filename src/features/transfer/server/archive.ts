import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Db } from '../../../kit/server/db/db.ts';
import { readFileBytes } from '../../../kit/server/files.ts';
import type { AnyKind, ExportedFile } from '../../../kit/server/transfer/kind.ts';
import { csvHeader, csvLine, jsonItem } from '../../../kit/server/transfer/write-rows.ts';
import type { Format } from '../schema.ts';

/** Things that are read at a time. */
const pageSize = 500;

export interface ArchiveWish {
  readonly vendorId: string;
  readonly kinds: readonly AnyKind[];
  /** Each table once in each of them. */
  readonly formats: readonly Format[];
  readonly files: boolean;
  readonly madeAt: Date;
  /** Of this customer's things alone. */
  readonly customerId?: string;
  readonly head: ManifestHead;
  /** What stands beside the tables: as JSON, or as it is where it is text. */
  readonly beside: readonly { readonly path: string; readonly content: object | string }[];
  /** Called now and then with the number of things written so far. */
  readonly progress: (done: number) => void;
}

/** One file of an archive; what the manifest says of it is known once it was read to its end. */
interface Entry {
  readonly path: string;
  readonly chunks: () => AsyncIterable<Uint8Array>;
}

/** What an archive is, and of whom. */
type ManifestHead =
  | {
      readonly format: 'portico-export';
      readonly vendor: { readonly slug: string; readonly name: string; readonly side: string };
    }
  | {
      readonly format: 'portico-customer-data';
      readonly customer: { readonly id: string; readonly name: string };
    };

/** `manifest.json`: what an export holds, so that the other end can tell whether it got everything. */
export type Manifest = ManifestHead & {
  readonly version: 1;
  readonly madeAt: string;
  readonly kinds: readonly {
    readonly kind: string;
    readonly file: string;
    readonly format: Format;
    readonly count: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly files: readonly {
    readonly kind: string;
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
};

/**
 * One vendor, or one customer, as the entries of an archive, one after the other, each read page by page: tables, files, configuration,
 * and last the manifest, which then knows what was written.
 */
async function* entriesOf(db: Db, wish: ArchiveWish): AsyncGenerator<Entry> {
  const manifest = { kinds: [] as Manifest['kinds'][number][], files: [] as Manifest['files'][number][] };
  let done = 0;
  const tables = wish.kinds.flatMap((kind) => wish.formats.map((format) => ({ kind, format })));
  for (const { kind, format } of tables) {
    const named = new Map<string, ExportedFile>();
    let count = 0;
    const file = `${kind.name}.${format}`;
    const table = counted(
      tableOf(db, wish, { kind, format }, named, () => {
        count++;
        if (++done % pageSize === 0) wish.progress(done);
      }),
    );
    yield { path: file, chunks: () => table.chunks };
    manifest.kinds.push({ kind: kind.name, file, format, count, ...table.sums() });
    if (!wish.files || format !== wish.formats[0]) continue;
    for (const [name, { id }] of named) {
      const path = `files/${kind.name}/${name}`;
      const content = counted(fileOf(db, wish.vendorId, id));
      yield { path, chunks: () => content.chunks };
      manifest.files.push({ kind: kind.name, file: path, ...content.sums() });
    }
  }
  wish.progress(done);
  const text = (value: object) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  const whole: Manifest = { ...wish.head, version: 1, madeAt: wish.madeAt.toISOString(), ...manifest };
  for (const { path, content } of wish.beside)
    yield { path, chunks: () => one(typeof content === 'string' ? Buffer.from(content) : text(content)) };
  yield { path: 'manifest.json', chunks: () => one(text(whole)) };
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* fileOf(db: Db, vendorId: string, id: string): AsyncGenerator<Uint8Array> {
  const bytes = await readFileBytes(db, vendorId, id);
  if (bytes) yield bytes;
}

async function* tableOf(
  db: Db,
  { vendorId, customerId, files }: ArchiveWish,
  { kind, format }: { readonly kind: AnyKind; readonly format: Format },
  named: Map<string, ExportedFile>,
  written: () => void,
): AsyncGenerator<Uint8Array> {
  const { columns } = kind;
  const fileColumn = columns.find(({ type }) => type === 'file')?.name;
  yield Buffer.from(format === 'csv' ? csvHeader(columns) : '[\n');
  let [after, first] = [undefined as string | undefined, true];
  for (;;) {
    const page = await kind.page(db, vendorId, after, pageSize, customerId);
    let text = '';
    for (const { item, file } of page) {
      const name = file && fileColumn && files ? freeName(named, file) : undefined;
      const whole = fileColumn ? { ...item, [fileColumn]: name ?? null } : item;
      if (format === 'csv') text += csvLine(columns, whole);
      else text += `${first ? '' : ',\n'}${JSON.stringify(jsonItem(columns, whole))}`;
      first = false;
      written();
    }
    if (text) yield Buffer.from(text);
    after = page.at(-1)?.id;
    if (page.length < pageSize) break;
  }
  if (format === 'json') yield Buffer.from('\n]\n');
}

/** A name that can be written on any disk, once for each kind: never a path, however the file was called. */
function freeName(named: Map<string, ExportedFile>, file: ExportedFile): string {
  const plain =
    file.name
      .replace(/[\p{Cc}/\\:*?"<>|]/gu, '_')
      .replace(/^\.+/, '_')
      .slice(-120) || 'file';
  const [, stem = plain, ending = ''] = /^(.*?)(\.[a-zA-Z0-9]{1,8})?$/s.exec(plain) ?? [];
  let name = plain;
  for (let count = 2; named.has(name); count++) name = `${stem}-${count}${ending}`;
  named.set(name, file);
  return name;
}

function counted(source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  return { chunks: chunks(), sums: () => ({ bytes, sha256: hash.digest('hex') }) };
}

/** The archive as a stream of a ZIP file; nothing of it is held but what is being written. */
export function zipOf(db: Db, wish: ArchiveWish): Readable {
  const zip = new ZipFile();
  const options = { mtime: wish.madeAt, mode: 0o100644 };
  const failed = (error: unknown) => zip.outputStream.emit('error', error);
  async function add(): Promise<void> {
    for await (const { path, chunks } of entriesOf(db, wish)) {
      const stream = Readable.from(chunks(), { objectMode: false });
      const read = new Promise<void>((done, fail) => stream.once('close', done).once('error', fail));
      zip.addReadStream(stream, path, options);
      await read; // one entry at a time: the next is told what this one held
    }
    zip.end();
  }
  add().catch(failed);
  return zip.outputStream as Readable;
}

/** The same, entry by entry, for a folder. */
export const filesOfArchive = entriesOf;

/** What tells an export of a whole vendor, with its configuration beside the tables. */
export const headOf = (
  { slug, name, side }: { readonly slug: string; readonly name: string; readonly side: string },
  configuration: object,
): Pick<ArchiveWish, 'head' | 'beside'> => ({
  head: { format: 'portico-export', vendor: { slug, name, side } },
  beside: [{ path: 'configuration.json', content: configuration }],
});
