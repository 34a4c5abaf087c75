/**
 * The thread that owns the one writing connection. A COMMIT waits for the disk, 0.3 ms on a good day and 20 ms on
 * a bad one; waiting here keeps the event loop free. It decides nothing: it runs what it is told, in order.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseValue } from '../values.ts';
import { openWriter } from './settings.ts';
import { StatementCache } from './statements.ts';

export interface WriterRequest {
  /** Transaction control (`begin immediate`, `savepoint act`, `commit`…), run before `sql`. */
  readonly control?: readonly string[];
  /** Runs only inside a transaction: a write that lost its transaction must fail, not commit by itself. */
  readonly sql?: string;
  readonly values?: readonly DatabaseValue[];
  readonly close?: true;
}

export interface WriterReply {
  readonly rows?: Record<string, DatabaseValue>[];
  readonly changes?: number;
  readonly error?: { readonly message: string; readonly code: string; readonly errcode?: number };
  /** False when SQLite itself rolled everything back, as it does when the disk is full. */
  readonly inTransaction: boolean;
}

const port = parentPort;
if (!port) throw new Error('the writer runs as a worker');

const database = openWriter(workerData.path as string);
const statements = new StatementCache(database);

function run({ control = [], sql, values = [], close }: WriterRequest): WriterReply {
  try {
    for (const statement of control) database.exec(statement);
    if (close) return closeDatabase();
    if (sql === undefined) return { inTransaction: database.isTransaction };
    if (!database.isTransaction) throw new Error('the transaction is gone');
    return { ...statements.run(sql, values), inTransaction: database.isTransaction };
  } catch (error) {
    const { message, code, errcode } = error as Error & { code: string; errcode?: number };
    return {
      error: { message, code, ...(errcode === undefined ? {} : { errcode }) },
      inTransaction: database.isOpen && database.isTransaction,
    };
  }
}

/** Tidying may fail beside another process that writes; the data is safe either way. */
function closeDatabase(): WriterReply {
  try {
    database.exec('pragma optimize');
    database.exec('pragma wal_checkpoint(truncate)');
  } finally {
    database.close();
  }
  return { inTransaction: false };
}

port.on('message', (request: WriterRequest) => {
  port.postMessage(run(request));
  if (request.close) port.close();
});
port.postMessage({ inTransaction: false } satisfies WriterReply); // open and ready
