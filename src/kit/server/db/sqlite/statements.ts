import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DatabaseValue } from '../values.ts';

export interface StatementResult {
  readonly rows: Record<string, DatabaseValue>[];
  /** Rows inserted, updated or deleted; the rows themselves with `returning`. */
  readonly changes: number;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly givesRows: boolean;
}

/** Prepared statements of one connection by their SQL; preparing costs more than most of our reads. */
export class StatementCache {
  readonly #database: DatabaseSync;
  readonly #capacity: number;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync, capacity = 500) {
    this.#database = database;
    this.#capacity = capacity;
  }

  run(sql: string, values: readonly DatabaseValue[]): StatementResult {
    const { statement, givesRows } = this.#prepare(sql);
    const bound = values.map(toBound);
    if (givesRows) {
      const rows = statement.all(...bound) as Record<string, DatabaseValue>[];
      return { rows, changes: rows.length };
    }
    return { rows: [], changes: Number(statement.run(...bound).changes) };
  }

  /** SQLite prepares a cached statement anew by itself when the schema changed under it. */
  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) {
      this.#prepared.delete(sql); // moves it to the young end: a Map keeps the order of insertion
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    const fresh = { statement, givesRows: statement.columns().length > 0 };
    this.#prepared.set(sql, fresh);
    if (this.#prepared.size > this.#capacity)
      this.#prepared.delete(this.#prepared.keys().next().value as string);
    return fresh;
  }
}

/** `node:sqlite` binds every number as a REAL: `1 || ''` would give `1.0`. Whole numbers go in as integers. */
const toBound = (value: DatabaseValue) => (Number.isSafeInteger(value) ? BigInt(value as number) : value);
