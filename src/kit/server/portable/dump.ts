import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { PlainError } from '../plain-error.ts';
import { copyRows, lineOf } from './copy.ts';
import { batchOf, type Row, type Source, type Sums, type TableShape } from './types.ts';

/**
 * Data as a file: lines of JSON, packed by gzip. The first line says what it is, with the shape of every table; then
 * for each table a line with its name, one line for each row, and a line with their sum; the last line says that it
 * is the last. Bytes stand as `{"b":"<base64>"}`. Described for others in docs/running.md.
 */
const FORMAT = 'portico-dump-1';

interface Head {
  readonly format: typeof FORMAT;
  readonly migrations: readonly string[];
  readonly tables: readonly TableShape[];
}

/** Writes all of `source`; memory holds one batch. */
export async function writeDump(source: Source, path: string): Promise<Sums> {
  const sums: { value?: Sums } = {};
  async function* lines() {
    const { migrations, tables } = source;
    const head: Head = { format: FORMAT, migrations, tables };
    yield `${JSON.stringify(head)}\n`;
    let found: Sums = {};
    for (const table of tables) {
      yield `${JSON.stringify({ table: table.name })}\n`;
      // `copyRows` pushes, a stream pulls: a queue of one batch stands between.
      const queue = queueOf<string>();
      const copying = copyRows(
        { ...source, tables: [table] },
        {
          write: async (_, rows) => queue.push(rows.map((row) => `${lineOf(row)}\n`).join('')),
        },
      ).finally(() => queue.end());
      copying.catch(() => undefined);
      for await (const piece of queue) yield piece;
      found = { ...found, ...(await copying) };
      yield `${JSON.stringify({ end: table.name, ...found[table.name] })}\n`;
    }
    yield `${JSON.stringify({ end: true, tables: tables.length })}\n`;
    sums.value = found;
  }
  try {
    await pipeline(lines, createGzip({ level: 6 }), createWriteStream(path, { mode: 0o600, flush: true }));
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
  return sums.value as Sums;
}

/** One value at a time from a writer to a reader; `push` resolves when it was taken. */
function queueOf<T>(): AsyncIterable<T> & { push(value: T): Promise<void>; end(): void } {
  let ready = Promise.withResolvers<{ value: T; taken: () => void } | undefined>();
  return {
    async push(value) {
      const taken = Promise.withResolvers<void>();
      ready.resolve({ value, taken: taken.resolve });
      await taken.promise;
    },
    end: () => ready.resolve(undefined),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = await ready.promise;
        if (!next) return;
        ready = Promise.withResolvers();
        yield next.value;
        next.taken();
      }
    },
  };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  createReadStream(path)
    .on('error', (error) => unpacked.destroy(error))
    .pipe(unpacked);
  const broken = new Promise<never>((_, reject) => unpacked.once('error', reject));
  broken.catch(() => undefined);
  const lines = createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]();
  try {
    for (;;) {
      const next = await Promise.race([lines.next(), broken]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    unpacked.destroy();
  }
}

const damaged = (path: string, why: string) => new PlainError(`${path} is damaged: ${why}.`);

/** Reads a dump from its start to its end; tables must be asked for in the order of `tables`, each once. */
export async function dumpSource(path: string): Promise<Source> {
  const lines = linesOf(path);
  const next = async (): Promise<string> => {
    try {
      const line = await lines.next();
      if (!line.done) return line.value;
    } catch {
      // not gzip, or cut off: the sentence below
    }
    throw damaged(path, 'it ends before its end');
  };
  const parse = <T>(line: string): T => {
    try {
      return JSON.parse(line) as T;
    } catch {
      throw damaged(path, 'a line of it is no JSON');
    }
  };
  const head = parse<Partial<Head>>(await next());
  if (head.format !== FORMAT || !head.tables || !head.migrations)
    throw new PlainError(`${path} is no dump of Portico, or one of another version.`);
  const counts = new Map<string, number>();
  return {
    migrations: head.migrations,
    tables: head.tables,
    count: async ({ name }) => counts.get(name) ?? 0,
    async *rows({ name }) {
      if (parse<{ table?: string }>(await next()).table !== name)
        throw damaged(path, `table “${name}” is not where it should be`);
      let batch: Row[] = [];
      let [count, bytes] = [0, 0];
      for (;;) {
        const line = await next();
        if (line.startsWith('{')) {
          const { end, rows } = parse<{ end?: string; rows?: number }>(line);
          if (batch.length > 0) yield batch;
          if (end !== name || rows !== count) throw damaged(path, `rows of table “${name}” are missing`);
          counts.set(name, count);
          return;
        }
        batch.push(parse<unknown[]>(line).map(toValue));
        count++;
        bytes += line.length;
        if (batch.length < batchOf.rows && bytes < batchOf.bytes) continue;
        yield batch;
        batch = [];
        bytes = 0;
      }
    },
    close: async () => void (await lines.return(undefined)),
  };
}

const toValue = (value: unknown): Row[number] =>
  value !== null && typeof value === 'object'
    ? Buffer.from((value as { b: string }).b, 'base64')
    : (value as Row[number]);

/** Reads the whole file and proves every sum in it. @throws PlainError */
export async function checkDump(path: string): Promise<{ migrations: readonly string[]; sums: Sums }> {
  const source = await dumpSource(path);
  const sums = await copyRows(source, undefined);
  await source.close();
  const stated: Record<string, unknown> = {};
  let last: { end?: unknown; tables?: number } = {};
  for await (const line of linesOf(path)) {
    if (!line.startsWith('{"end"')) continue;
    last = JSON.parse(line);
    const { end, ...sum } = last as { end: string };
    stated[end] = sum;
  }
  if (last.end !== true || last.tables !== source.tables.length)
    throw damaged(path, 'it ends before its end');
  for (const [name, sum] of Object.entries(sums))
    if (JSON.stringify(stated[name]) !== JSON.stringify(sum))
      throw damaged(path, `the sum of table “${name}” is another`);
  return { migrations: source.migrations, sums };
}
