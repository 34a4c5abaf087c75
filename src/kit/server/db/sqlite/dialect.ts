import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { checkValues } from '../values.ts';
import { isSoon } from '../write-soon.ts';
import type { Act } from './act.ts';
import type * as reader from './reader.ts';
import type * as writer from './writer.ts';

type Reader = Pick<reader.Reader, 'query' | 'close'>;
type Writer = Pick<writer.Writer, 'begin' | 'drain' | 'close'>;

/**
 * Kysely on `node:sqlite`, in place of Kysely's own SQLite dialect: that one has a single connection, sends a plain
 * `begin` (which can fail half way, when the first write finds another writer), and would wait for the disk on
 * the event loop. Here plain queries read, and a transaction is an act of the writer.
 */
export const sqliteDialect = (reader: Reader, writer: Writer): Dialect => ({
  createAdapter: () => new ConcurrentSqliteAdapter(),
  createDriver: () => new SqliteDriver(reader, writer),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class ConcurrentSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true;
  }
  override get supportsTransactionalDdl() {
    return true;
  }
}

class SqliteDriver implements Driver {
  readonly #reader: Reader;
  readonly #writer: Writer;

  constructor(reader: Reader, writer: Writer) {
    this.#reader = reader;
    this.#writer = writer;
  }

  async init(): Promise<void> {
    // both ends open themselves: the writer before this, the reader at its first query
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new SqliteConnection(this.#reader);
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    connection.act = await this.#writer.begin();
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    await connection.takeAct()?.commit();
  }

  /** Kysely also calls this after a COMMIT that failed; there is no act to undo then. */
  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    await connection.takeAct()?.rollback();
  }

  async releaseConnection(): Promise<void> {
    // a connection here is a view on reader and writer: nothing to give back
  }

  async destroy(): Promise<void> {
    await this.#writer.drain();
    this.#reader.close(); // first, because only a writer that closes last can remove the WAL file
    await this.#writer.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  act: Act | undefined;
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  takeAct(): Act | undefined {
    const { act } = this;
    this.act = undefined;
    return act;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, parameters } = query;
    checkValues(sql, parameters);
    if (this.act && isSoon(query)) {
      this.act.leave(sql, parameters);
      return { rows: [] };
    }
    const { rows, changes } = await (this.act ?? this.#reader).query(sql, parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }

  // biome-ignore lint/correctness/useYield: refuses
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('long lists are read in pages by key, not streamed');
  }
}
