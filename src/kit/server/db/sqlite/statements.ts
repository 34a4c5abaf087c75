import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DatabaseValue } from '../values.ts';

export interface StatementResult {
  readonly rows: Row[];
  /** Rows inserted, updated or deleted; the rows themselves with `returning`. */
  readonly changes: number;
}

type Row = Record<string, DatabaseValue>;

interface Prepared {
  readonly statement: StatementSync;
  /** Of its columns; none where it gives no rows. */
  names: readonly string[];
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
    const prepared = this.#prepare(sql);
    const { statement } = prepared;
    const bound = values.map(toBound);
    if (prepared.names.length === 0) return { rows: [], changes: Number(statement.run(...bound).changes) };
    const found = statement.all(...bound) as unknown as DatabaseValue[][];
    // SQLite prepares a cached statement anew by itself when the schema changed under it.
    if (found[0] && found[0].length !== prepared.names.length) prepared.names = namesOf(statement);
    return { rows: found.map((cells) => toRow(prepared.names, cells)), changes: found.length };
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) {
      if (this.#prepared.size > this.#capacity / 2) {
        this.#prepared.delete(sql); // moves it to the young end: a Map keeps the order of insertion
        this.#prepared.set(sql, known);
      }
      return known;
    }
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const fresh = { statement, names: namesOf(statement) };
    this.#prepared.set(sql, fresh);
    if (this.#prepared.size > this.#capacity)
      this.#prepared.delete(this.#prepared.keys().next().value as string);
    return fresh;
  }
}

const namesOf = (statement: StatementSync): string[] => statement.columns().map(({ name }) => name);

/** `node:sqlite` makes rows that V8 keeps as dictionaries: twice the time to make one, and slow ever after. */
function toRow(names: readonly string[], cells: readonly DatabaseValue[]): Row {
  const row: Row = {};
  for (let i = 0; i < names.length; i++) row[names[i] as string] = cells[i] as DatabaseValue;
  return row;
}

/** `node:sqlite` binds every number as a REAL: `1 || ''` would give `1.0`. Whole numbers go in as integers. */
const toBound = (value: DatabaseValue) => (Number.isSafeInteger(value) ? BigInt(value as number) : value);
