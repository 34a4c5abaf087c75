import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { note } from '../../../kit/server/db/note.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import { operatorProblem } from '../problems.ts';
import { scopesOf } from '../rules.ts';
import type { Operator, OperatorSession } from '../schema.ts';
import type {} from './tables.ts';

/** A console session ends after 30 minutes without use, and after 12 hours whatever happens. */
export const idleMs = 30 * 60_000;
export const longestMs = 12 * 60 * 60_000;

/** `os_<vendor>_<43 symbols>`: 256 random bits, of which only the hash is stored. */
const shape = /^os_([0-9a-z]{26})_[\w-]{43}$/;

export async function createOperatorSession(
  tx: Db,
  vendorId: string,
  operatorId: string,
  now: Date,
): Promise<string> {
  const token = `os_${vendorId.slice(4)}_${randomSecret()}`;
  await tx
    .insertInto('operator_session')
    .values({
      vendor_id: vendorId,
      token_hash: digest(token),
      operator_id: operatorId,
      created_at: now.toISOString(),
      last_used_at: now.toISOString(),
      ends_at: new Date(now.getTime() + longestMs).toISOString(),
    })
    .execute();
  return token;
}

/** An operator's session as a request finds it. */
export interface FoundOperatorSession extends OperatorSession {
  /** The live side; operators are kept there. */
  readonly vendorId: string;
  readonly scopes: readonly string[];
  readonly tokenHash: string;
}

const findSession = compileOnce((db, slot: (name: 'vendorId' | 'hash') => never) =>
  db
    .selectFrom('operator_session as s')
    .innerJoin('operator as o', (on) =>
      on.onRef('o.vendor_id', '=', 's.vendor_id').onRef('o.id', '=', 's.operator_id'),
    )
    .innerJoin('vendor as v', 'v.vendor_id', 's.vendor_id')
    .selectAll('s')
    .select(['o.name', 'o.email', 'o.role', 'o.language', 'v.slug', 'v.name as vendor_name', 'v.twin_id'])
    .where('s.vendor_id', '=', slot('vendorId'))
    .where('s.token_hash', '=', slot('hash')),
);

/**
 * The session behind a token, read anew on every request: a role that was taken away, an operator who was deleted,
 * count at once and on every process.
 * @throws `operator-session.missing`, `operator-session.ended`
 */
export async function requireOperatorSession(
  db: Db,
  token: string | undefined,
  now: Date,
): Promise<FoundOperatorSession> {
  const vendor = shape.exec(token ?? '')?.[1];
  if (!token || !vendor) throw operatorProblem('operator-session.missing');
  const tokenHash = digest(token);
  const [row] = await findSession(db, { vendorId: `ven_${vendor}`, hash: tokenHash });
  if (!row) throw operatorProblem('operator-session.missing');
  const idleFor = now.getTime() - Date.parse(row.last_used_at);
  if (row.ended_at || row.ends_at <= now.toISOString() || idleFor >= idleMs) {
    throw operatorProblem('operator-session.ended');
  }
  if (idleFor > 60_000) await noteUse(db, row.vendor_id, tokenHash, now);
  const sides = { slug: row.slug, name: row.vendor_name };
  const [id, twinId] = [row.vendor_id, row.twin_id];
  return {
    vendorId: row.vendor_id,
    tokenHash,
    scopes: scopesOf(row.role),
    operator: {
      id: row.operator_id,
      name: row.name,
      email: row.email,
      role: row.role,
      language: row.language as Operator['language'],
    },
    vendors: [
      { id, ...sides, side: 'live', twinId },
      { id: twinId, ...sides, side: 'test', twinId: id },
    ],
    expiresAt: new Date(Math.min(now.getTime() + idleMs, Date.parse(row.ends_at))).toISOString(),
  };
}

/** Idle time to the minute: not a write for every read. */
const noteUse = (db: Db, vendorId: string, hash: string, now: Date) =>
  note(db, (tx) =>
    tx
      .updateTable('operator_session')
      .set({ last_used_at: now.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('token_hash', '=', hash)
      .execute(),
  );

export async function endOperatorSession(tx: Db, session: FoundOperatorSession, now: Date): Promise<void> {
  await tx
    .updateTable('operator_session')
    .set({ ended_at: now.toISOString() })
    .where('vendor_id', '=', session.vendorId)
    .where('token_hash', '=', session.tokenHash)
    .execute();
}

/** Ends every session of an operator: at a new password, or somebody's word. */
export async function endOperatorSessions(
  tx: Db,
  vendorId: string,
  operatorId: string,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('operator_session')
    .set({ ended_at: now.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', operatorId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Sessions a week after their end. */
export async function sweepOperatorSessions(tx: Db, now: Date): Promise<void> {
  const weekAgo = new Date(now.getTime() - 7 * 86_400_000).toISOString();
  await tx.deleteFrom('operator_session').where('ends_at', '<', weekAgo).execute();
}
