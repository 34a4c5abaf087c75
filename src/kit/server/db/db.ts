import { AsyncLocalStorage } from 'node:async_hooks';
import { type Kysely, SqliteAdapter } from 'kysely';
import { isSerializationFailure } from './errors.ts';

/**
 * The rows of every table by name. Each store adds its own:
 * `declare module '…/kit/server/db/db.ts' { interface Tables { contract: ContractTable } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

/** The database, or one transaction of it. Plain queries on the database itself are reads. */
export type Db = Kysely<Tables>;

export interface Database {
  readonly db: Db;
  readonly kind: 'sqlite' | 'postgres';
  /** One cheap query; throws `database.unavailable`, `database.failed` or `database.busy`. */
  ping(): Promise<void>;
  /** For migrations and bulk commands: the same database without limits on how long a query may take. */
  withoutLimits<T>(use: (db: Db) => Promise<T>): Promise<T>;
  /** Reads everything as it is now, whatever is written meanwhile: for exports of minutes, on a connection of its own. */
  snapshot<T>(use: (db: Db) => Promise<T>): Promise<T>;
  /** Finishes what was begun, tidies up and lets go of the file or the pool. */
  close(): Promise<void>;
}

/** Whether transactions run side by side, so that a row or a key must be locked to be one's own. */
export const hasManyWriters = (db: Db): boolean => !(db.getExecutor().adapter instanceof SqliteAdapter);

export interface DatabaseLog {
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface DatabaseOptions {
  /** `server` (default) refuses a second server on the same SQLite file; `command` works beside a running one. */
  readonly role?: 'server' | 'command';
  readonly log?: DatabaseLog;
  /** Called once when nothing can be written any more (I/O error, corrupt file): log it and end the process. */
  readonly onFatal?: (error: unknown) => void;
  /** Connections to PostgreSQL at most; default 10. */
  readonly poolSize?: number;
}

/**
 * Opens `data/portico.db` (a file, made when missing) or `postgres://user:password@host/name`.
 *
 * @throws Error with a sentence for the administrator: second server, network disk, old SQLite, no connection
 */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(url)) {
    const { openPostgres } = await import('./postgres/open.ts'); // `pg` is loaded only by those who use it
    return openPostgres(url, options);
  }
  const { openSqlite } = await import('./sqlite/open.ts');
  return openSqlite(url.replace(/^(sqlite|file):(\/\/)?/, ''), options);
}

const RETRIES = 3;

const bases = new WeakMap<Db, Db>();

/**
 * The same database for reads that may be a moment old: what stands on disk now, without what this transaction or an
 * unanswered neighbour has written. For what others set and acts only look at (prices, terms, settings): who was told
 * that a change is made finds it, and whoever was not yet told came a moment later. On SQLite it saves the way to the
 * writing thread. Where transactions have connections of their own, or this one did not say `beside`, it is the
 * transaction itself.
 */
export const beside = (tx: Db): Db => (hasManyWriters(tx) ? tx : (bases.get(tx) ?? tx));

const afterCommits = new WeakMap<Db, (() => void)[]>();

/** Calls `hook` once this transaction is on disk, and never if it is undone. For wake-up calls, not for work. */
export function afterCommit(tx: Db, hook: () => void): void {
  const hooks = afterCommits.get(tx);
  if (!hooks) throw new Error('afterCommit belongs inside inTransaction');
  hooks.push(hook);
}

const commits = new WeakMap<Db, number>();

/** How many transactions this process has committed on `db` by `inTransaction`: what was read before may have changed. */
export const commitsOf = (db: Db): number => commits.get(db) ?? 0;

/** The transactions that the running code is inside of. */
interface Scope {
  readonly db: Db;
  readonly outer: Scope | undefined;
  open: boolean;
}
const current = new AsyncLocalStorage<Scope>();

/** An act that waited for a second transaction of the same database would wait for itself: there is one writer. */
export function refuseNested(db: Db): void {
  for (let scope = current.getStore(); scope; scope = scope.outer)
    if (scope.open && scope.db === db)
      throw new Error('inTransaction inside another transaction: hand its tx on instead of the database');
}

export interface ActOptions {
  readonly retries?: number;
  /** It sets nothing that it reads by `beside`. */
  readonly beside?: boolean;
}

/**
 * Runs `act` as one transaction: all of it is on disk when this resolves, nothing of it when it throws. Inside a
 * transaction it joins that one. Await nothing but the database in `act` (others wait for it), and change nothing
 * else: on PostgreSQL it is run again, up to 3 times, when it collided with another one (40001, 40P01).
 */
export async function inTransaction<T>(
  db: Db,
  act: (tx: Db) => Promise<T>,
  { retries = RETRIES, beside = false }: ActOptions = {},
): Promise<T> {
  if (db.isTransaction) return act(db);
  refuseNested(db);
  for (let attempt = 1; ; attempt++) {
    const hooks: (() => void)[] = [];
    const scope: Scope = { db, outer: current.getStore(), open: true };
    try {
      const result = await db.transaction().execute((tx) => {
        afterCommits.set(tx, hooks);
        if (beside) bases.set(tx, db);
        return current.run(scope, () => act(tx));
      });
      commits.set(db, commitsOf(db) + 1);
      for (const hook of hooks) hook();
      return result;
    } catch (error) {
      if (attempt > retries || !isSerializationFailure(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    } finally {
      scope.open = false;
    }
  }
}
