import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseProblem } from '../problems.ts';
import type { DatabaseValue } from '../values.ts';
import { isBusy, isReadOnly, toSqliteProblem } from './errors.ts';
import { openReader } from './settings.ts';
import { StatementCache, type StatementResult } from './statements.ts';

const PATIENCE_MS = 5_000;

/**
 * The reading connection. It runs on the event loop: a read by key takes some 20 µs, less than asking another thread
 * would. For the same reason there is one: synchronous reads never overlap, so a second one would only halve the
 * cache. It sees what is committed, nothing else.
 */
export class Reader {
  readonly #path: string;
  #database: DatabaseSync | undefined;
  #statements: StatementCache | undefined;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
  }

  async query(sql: string, values: readonly DatabaseValue[]): Promise<StatementResult> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return this.#open().run(sql, values);
      } catch (error) {
        if (isReadOnly(error)) throw new Error(`write outside inTransaction: ${sql}`, { cause: error });
        if (!isBusy(error) || performance.now() > deadline) throw toSqliteProblem(error);
        await pause(5 + Math.random() * 20); // rare: another process recovers or closes the file
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#database?.close();
  }

  #open(): StatementCache {
    if (this.#closed) throw databaseProblem('database.unavailable', new Error('closed'));
    this.#database ??= openReader(this.#path);
    this.#statements ??= new StatementCache(this.#database);
    return this.#statements;
  }
}
