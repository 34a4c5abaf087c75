import { isProblem } from '../../../common/problem.ts';
import { databaseProblem, movedMark } from '../problems.ts';

/** What `node:sqlite` throws. `errcode` is SQLite's extended result code: https://sqlite.org/rescode.html */
export interface SqliteError extends Error {
  readonly code: string;
  readonly errcode?: number;
}

const primaryCode = (error: unknown): number | undefined => {
  const { errcode } = (error ?? {}) as Partial<SqliteError>;
  return errcode === undefined ? undefined : errcode & 0xff;
};

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

export const isBusy = (error: unknown): boolean => {
  const code = primaryCode(error);
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
};

export const isReadOnly = (error: unknown): boolean => primaryCode(error) === SQLITE_READONLY;

/** After one of these, nothing more may be written: what is on disk is no longer what SQLite believes. */
export const isFatal = (error: unknown): boolean => {
  const code = primaryCode(error);
  return code === SQLITE_IOERR || code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
};

/** Names the troubles that a client may wait out; every other error stays what it is: a mistake in our SQL. */
export function toSqliteProblem(error: unknown): unknown {
  if (isProblem(error)) return error;
  if (error instanceof Error && error.message === movedMark) return databaseProblem('database.moved', error);
  if (isBusy(error)) return databaseProblem('database.busy', error);
  if (primaryCode(error) === SQLITE_FULL) return databaseProblem('database.full', error);
  if (isFatal(error)) return databaseProblem('database.failed', error);
  return error;
}
