import { sql } from 'kysely';
import { insertion } from './db/bulk.ts';
import { compileOnce, prepareOnce } from './db/compile-once.ts';
import { type Db, hasManyWriters } from './db/db.ts';
import { writeSoon } from './db/write-soon.ts';
import type { SealedColumn } from './reseal.ts';
import type { Secrets } from './secrets.ts';

interface IdempotencyTable {
  vendor_id: string;
  /** Which of the vendor's credentials: `api:key_…`. */
  scope: string;
  key: string;
  request_hash: string;
  status: number;
  headers: string;
  /** Sealed: an answer may show a secret that is shown once. */
  body: string;
  expires_at: string;
}

declare module './db/db.ts' {
  interface Tables {
    idempotency: IdempotencyTable;
  }
}

export interface KeyOwner {
  readonly vendorId: string;
  /** Which of the vendor's credentials, for example `api:key_…`. */
  readonly scope: string;
  readonly key: string;
}

export interface KeptAnswer {
  readonly requestHash: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly expiresAt: Date;
}

const contextOf = ({ vendorId, scope, key }: KeyOwner) => `idempotency/${vendorId}/${scope}/${key}`;

export const sealedAnswers: SealedColumn = {
  table: 'idempotency',
  key: ['scope', 'key'],
  column: 'body',
  context: ({ vendor_id, scope, key }) =>
    contextOf({ vendorId: vendor_id as string, scope: scope as string, key: key as string }),
};

/**
 * False while another process works on this key. The lock is the transaction's and goes with it, a crash included.
 * A single writer needs none.
 */
export async function takeKey(tx: Db, owner: KeyOwner): Promise<boolean> {
  if (!hasManyWriters(tx)) return true;
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${contextOf(owner)}, 0)) as taken`.execute(tx);
  return rows[0]?.taken === true;
}

const readAnswer = compileOnce((db, slot: (name: 'vendorId' | 'scope' | 'key' | 'now') => never) =>
  db
    .selectFrom('idempotency')
    .selectAll()
    .where('vendor_id', '=', slot('vendorId'))
    .where('scope', '=', slot('scope'))
    .where('key', '=', slot('key'))
    .where('expires_at', '>', slot('now')),
);

export async function findAnswer(
  tx: Db,
  owner: KeyOwner,
  now: Date,
  secrets: Secrets,
): Promise<KeptAnswer | undefined> {
  const [row] = await readAnswer(tx, { ...owner, now: now.toISOString() });
  return (
    row && {
      requestHash: row.request_hash,
      status: row.status,
      headers: JSON.parse(row.headers),
      body: secrets.open(row.body, contextOf(owner)),
      expiresAt: new Date(row.expires_at),
    }
  );
}

/** Whether this key has an answer: for what is slow and need not be done again to tell it. */
export async function wasAnswered(db: Db, owner: KeyOwner, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('idempotency')
    .select('key')
    .where('vendor_id', '=', owner.vendorId)
    .where('scope', '=', owner.scope)
    .where('key', '=', owner.key)
    .where('expires_at', '>', now.toISOString())
    .executeTakeFirst();
  return row !== undefined;
}

/** Keeps the answer, and forgets the vendor's expired ones while at it. */
export async function keepAnswer(
  tx: Db,
  owner: KeyOwner,
  answer: KeptAnswer,
  now: Date,
  secrets: Secrets,
): Promise<void> {
  const { vendorId, scope, key } = owner;
  await writeSoon(tx, forgetExpired(tx, { vendorId, now: now.toISOString() }));
  const row = {
    vendor_id: vendorId,
    scope,
    key,
    request_hash: answer.requestHash,
    status: answer.status,
    headers: JSON.stringify(answer.headers),
    body: secrets.seal(answer.body, contextOf(owner)),
    expires_at: answer.expiresAt.toISOString(),
  };
  await writeSoon(tx, insertion(tx, 'idempotency', row));
}

const forgetExpired = prepareOnce((db, slot: (name: 'vendorId' | 'now') => never) =>
  db
    .deleteFrom('idempotency')
    .where('vendor_id', '=', slot('vendorId'))
    .where('expires_at', '<=', slot('now')),
);
