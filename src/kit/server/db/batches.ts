import type { Db } from './db.ts';
import type { DatabaseValue } from './values.ts';

export interface BatchStatement {
  readonly sql: string;
  readonly values: readonly DatabaseValue[];
}

export interface BatchResult {
  readonly rows: readonly Record<string, DatabaseValue>[];
  readonly changes: number;
}

type RunBatch = (statements: readonly BatchStatement[]) => Promise<readonly BatchResult[]>;

const runners = new WeakMap<Db, RunBatch>();

/** Says how a database runs a transaction that is known beforehand, where it has a shorter way than asking in turn. */
export const offerBatches = (db: Db, run: RunBatch): void => void runners.set(db, run);

export const batchRunner = (db: Db): RunBatch | undefined => runners.get(db);

type Read = (sql: string, values: readonly DatabaseValue[]) => Promise<{ readonly rows: unknown[] }>;

const readers = new WeakMap<Db, Read>();

/** Says how a database reads outside a transaction where no connection has to be found first. */
export const offerReads = (db: Db, read: Read): void => void readers.set(db, read);

export const directReader = (db: Db): Read | undefined => readers.get(db);
