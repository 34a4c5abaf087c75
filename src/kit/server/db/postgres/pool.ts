import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { databaseProblem } from '../problems.ts';
import { checkValues } from '../values.ts';
import { toPostgresProblem } from './errors.ts';
import { getTypeParser } from './types.ts';

const CONNECT_MS = 2_000;
const QUERY_MS = 5_000;
const POOL_WAIT_MS = 1_000;

export interface PoolOptions {
  readonly size: number;
  /** False for migrations: no limit on how long a query may take. */
  readonly limited: boolean;
}

/**
 * Connections that never hang. The limits count on our side as well, because a server that stands still does
 * not obey its own `statement_timeout`.
 */
export function openPool(url: string, { size, limited }: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'portico',
    ...(limited ? { query_timeout: QUERY_MS, statement_timeout: QUERY_MS - 500 } : {}),
    types: { getTypeParser },
  });
  pool.on('error', () => undefined); // an idle connection broke: the pool has dropped it already
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => guard(await connect(pool)),
  };
}

/** Waits 1 s for a connection that others use; making a new one may take 2 s (the pool's own limit). */
async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = pool.connect();
  const inTime = client.catch(rethrow);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      if (pool.totalCount < (pool.options.max ?? 0)) return;
      client.then((late) => late.release()).catch(() => undefined); // give back what comes too late
      reject(databaseProblem('database.busy', new Error(`no free connection within ${POOL_WAIT_MS} ms`)));
    }, POOL_WAIT_MS);
  });
  return Promise.race([inTime, tooLong]).finally(() => clearTimeout(timer));
}

const guards = new WeakMap<pg.PoolClient, PostgresPoolClient>();

/** The same object for the same connection: Kysely keeps what it knows of a connection by it. */
function guard(client: pg.PoolClient): PostgresPoolClient {
  const known = guards.get(client);
  if (known) return known;
  client.on('error', () => undefined); // heard by the query in flight, or by the next one
  let broken = false;
  const guarded = {
    processID: (client as pg.PoolClient & { processID?: number }).processID,
    query: async (text: string, values: readonly unknown[]) => {
      checkValues(text, values);
      if (broken) throw databaseProblem('database.unavailable', new Error('the connection is broken'));
      try {
        return await client.query(text, values.map(toBound));
      } catch (error) {
        const problem = toPostgresProblem(error);
        // After a time-out here the answer may still arrive, and would be taken for the next query's.
        if (problem !== error && !(error as { code?: unknown }).code) broken = true;
        throw problem;
      }
    },
    release: (discard?: boolean | Error) => client.release(broken || Boolean(discard)),
  };
  guards.set(client, guarded as unknown as PostgresPoolClient);
  return guarded as unknown as PostgresPoolClient;
}

function rethrow(error: unknown): never {
  throw toPostgresProblem(error);
}

/** Bytes go in as a Buffer, which `pg` sends as bytea whatever kind of array they came in. */
const toBound = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
