/** SQLite's extended result codes for UNIQUE, PRIMARY KEY and ROWID; PostgreSQL's SQLSTATE for both. */
const UNIQUE_SQLITE = new Set([2067, 1555, 2579]);
const UNIQUE_POSTGRES = '23505';

interface DriverError {
  readonly code?: unknown;
  readonly errcode?: unknown;
  /** PostgreSQL names it; SQLite says `UNIQUE constraint failed: used_token.vendor_id, used_token.jti`. */
  readonly table?: unknown;
}

/** True when a row with that key exists already (of `table`, if named). On PostgreSQL the transaction is over then. */
export function isUniqueViolation(error: unknown, table?: string): boolean {
  const { code, errcode, ...more } = (error ?? {}) as DriverError;
  if (code !== UNIQUE_POSTGRES && !UNIQUE_SQLITE.has(errcode as number)) return false;
  if (table === undefined) return true;
  return more.table === table || String((error as Error).message).includes(`: ${table}.`);
}

/** SQLite's extended result code for FOREIGN KEY; PostgreSQL's SQLSTATE. */
export function isForeignKeyViolation(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as DriverError;
  return code === '23503' || errcode === 787;
}

/** PostgreSQL's word for "two transactions collided; the loser may try again". */
export function isSerializationFailure(error: unknown): boolean {
  const { code } = (error ?? {}) as DriverError;
  return code === '40001' || code === '40P01';
}
