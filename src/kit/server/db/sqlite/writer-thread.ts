/**
 * The thread that owns the one writing connection. A COMMIT waits for the disk, 0.3 ms on a good day and 20 ms on
 * a bad one; waiting here keeps the event loop free. It decides nothing: it runs what it is told, in order.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseValue } from '../values.ts';
import { forgetSmallStatistics, openWriter } from './settings.ts';
import { StatementCache, type StatementResult } from './statements.ts';

export interface Statement {
  readonly sql: string;
  readonly values: readonly DatabaseValue[];
}

/** A statement as it crosses to the thread: its text the first time, then the number that it got by that. */
export interface SentStatement {
  readonly sql: string | number;
  readonly values: readonly DatabaseValue[];
}

/** @template Of how its statements are told: by text, or as they cross */
export interface WriterRequest<Of extends SentStatement = Statement> {
  /** Transaction control (`begin immediate`, `savepoint act`, `commit`…), run before `sql`. */
  readonly control?: readonly string[];
  /** Run before `sql`, inside a transaction like it; what they answer is told to nobody. */
  readonly first?: readonly Of[];
  /** Runs only inside a transaction: a write that lost its transaction must fail, not commit by itself. */
  readonly sql?: Of['sql'];
  readonly values?: readonly DatabaseValue[];
  /** Each in a savepoint of its own: one that fails leaves nothing, and its neighbours stay. */
  readonly batches?: readonly (readonly Of[])[];
  /** COMMIT after the batches. */
  readonly commit?: boolean;
  readonly close?: true;
}

export interface SentRequest extends WriterRequest<SentStatement> {
  /** Texts that cross for the first time: from now on each is called by its place among all of them. */
  readonly texts?: readonly string[];
}

interface ErrorReply {
  readonly message: string;
  readonly code: string;
  readonly errcode?: number;
}

/** What became of one batch: the results of all its statements, or the error that undid it. */
export interface BatchReply {
  readonly results?: readonly StatementResult[];
  readonly error?: ErrorReply;
}

export interface WriterReply {
  readonly rows?: Record<string, DatabaseValue>[];
  readonly changes?: number;
  /** Of a request with batches whose transaction was begun; absent where `control` failed already. */
  readonly batches?: readonly BatchReply[];
  readonly error?: ErrorReply;
  /** The error is of one of `first`: neither those behind it nor `sql` were run. */
  readonly failedFirst?: true;
  /** False when SQLite itself rolled everything back, as it does when the disk is full. */
  readonly inTransaction: boolean;
}

const port = parentPort;
if (!port) throw new Error('the writer runs as a worker');

const database = openWriter(workerData.path as string);
const statements = new StatementCache(database);

/** All texts that got a number, in that order. */
const texts: string[] = [];
const runSent = ({ sql, values }: SentStatement): StatementResult =>
  statements.run(typeof sql === 'string' ? sql : (texts[sql] as string), values);

/** Transaction control, which every act needs several times: prepared once like everything else. */
const execute = (sql: string): void => void statements.run(sql, []);

function run(request: SentRequest): WriterReply {
  if (request.texts) texts.push(...request.texts);
  const { control = [], first = [], sql, values = [], close } = request;
  let isFirst = false;
  try {
    for (const statement of control) execute(statement);
    if (close) return closeDatabase();
    if (request.batches && request.commit === true) return runToCommit(request.batches);
    if (request.batches) return runBatches(request.batches);
    if (sql === undefined && first.length === 0) return { inTransaction: database.isTransaction };
    if (!database.isTransaction) throw new Error('the transaction is gone');
    isFirst = true;
    for (const statement of first) runSent(statement);
    isFirst = false;
    if (sql === undefined) return { inTransaction: database.isTransaction };
    return { ...runSent({ sql, values }), inTransaction: database.isTransaction };
  } catch (error) {
    const inTransaction = database.isOpen && database.isTransaction;
    return { error: toReply(error), ...(isFirst && { failedFirst: true }), inTransaction };
  }
}

/** Hardly ever does a batch fail, so all run without savepoints first; where one does, again and each in its own. */
function runToCommit(batches: readonly (readonly SentStatement[])[]): WriterReply {
  try {
    const replies = batches.map((batch) => ({ results: runAll(batch) }));
    return committed(replies);
  } catch {
    if (database.isTransaction) execute('rollback');
    execute('begin immediate');
    const reply = runBatches(batches);
    return reply.error ? reply : committed(reply.batches ?? []);
  }
}

function committed(batches: readonly BatchReply[]): WriterReply {
  try {
    execute('commit');
    return { batches, inTransaction: database.isTransaction };
  } catch (error) {
    return { batches, error: toReply(error), inTransaction: database.isTransaction };
  }
}

function runBatches(batches: readonly (readonly SentStatement[])[]): WriterReply {
  const replies: BatchReply[] = [];
  try {
    for (const batch of batches) replies.push(runBatch(batch));
    return { batches: replies, inTransaction: database.isTransaction };
  } catch (error) {
    return { batches: replies, error: toReply(error), inTransaction: database.isTransaction };
  }
}

const runAll = (batch: readonly SentStatement[]): StatementResult[] => batch.map(runSent);

/** @throws when the whole transaction is gone, and only then */
function runBatch(batch: readonly SentStatement[]): BatchReply {
  if (!database.isTransaction) throw new Error('the transaction is gone');
  execute('savepoint act');
  try {
    const results = runAll(batch);
    execute('release act');
    return { results };
  } catch (error) {
    if (!database.isTransaction) throw error;
    execute('rollback to act');
    execute('release act');
    return { error: toReply(error) };
  }
}

function toReply(error: unknown): ErrorReply {
  const { message, code, errcode } = error as Error & { code: string; errcode?: number };
  return { message, code, ...(errcode === undefined ? {} : { errcode }) };
}

/** Tidying may fail beside another process that writes; the data is safe either way. */
function closeDatabase(): WriterReply {
  try {
    database.exec('pragma optimize');
    forgetSmallStatistics(database);
    database.exec('pragma wal_checkpoint(truncate)');
  } finally {
    database.close();
  }
  return { inTransaction: false };
}

/** Bytes that came with a request are nobody else's: their memory goes back now, not with some later collection. */
function release(value: DatabaseValue): void {
  if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && !value.buffer.detached)
    value.buffer.transfer(0);
}

port.on('message', (request: SentRequest) => {
  port.postMessage(run(request));
  for (const { values = [] } of [request, ...(request.first ?? []), ...(request.batches ?? []).flat()])
    for (const value of values) release(value);
  if (request.close) port.close();
});
port.postMessage({ inTransaction: false } satisfies WriterReply); // open and ready
