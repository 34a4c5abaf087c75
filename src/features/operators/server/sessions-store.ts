import { newId } from '../../../kit/common/id.ts';
import { compileOnce } from '../../../kit/server/db/compile-once.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { note } from '../../../kit/server/db/note.ts';
import { digest, randomSecret } from '../../../kit/server/secrets.ts';
import { operatorProblem } from '../problems.ts';
import { scopesOf } from '../rules.ts';
import type { Operator, OperatorSession, OperatorVendor } from '../schema.ts';
import type { ConsoleSession, SignInWay } from '../security-schema.ts';
import { linksOf } from './links-store.ts';
import { sweepResets } from './resets-store.ts';
import type {} from './tables.ts';

/** A console session ends after 30 minutes without use, and after 12 hours whatever happens. */
export const idleMs = 30 * 60_000;
export const longestMs = 12 * 60 * 60_000;
/** How long the second factor is waited for. */
const halfMs = 10 * 60_000;

/** `os_<vendor>_<43 symbols>`: 256 random bits, of which only the hash is stored. */
const shape = /^os_([0-9a-z]{26})_[\w-]{43}$/;

export interface NewConsoleSession {
  readonly vendorId: string;
  readonly operatorId: string;
  readonly way?: SignInWay;
  readonly agent?: string | null;
  /** A second factor was shown with it. */
  readonly factor?: boolean;
  /** It opens nothing until one is. */
  readonly half?: boolean;
  /** It works for its own vendor alone. */
  readonly narrow?: boolean;
  readonly now: Date;
}

export async function createOperatorSession(tx: Db, wanted: NewConsoleSession): Promise<string> {
  const { vendorId, operatorId, way = 'password', agent = null, factor, half, narrow, now } = wanted;
  const token = `os_${vendorId.slice(4)}_${randomSecret()}`;
  const at = now.toISOString();
  await tx
    .insertInto('operator_session')
    .values({
      vendor_id: vendorId,
      token_hash: digest(token),
      operator_id: operatorId,
      created_at: at,
      last_used_at: at,
      ends_at: new Date(now.getTime() + (half ? halfMs : longestMs)).toISOString(),
      id: newId('ose', now.getTime()),
      ...{ way, agent, proved_at: at, factor_at: factor ? at : null },
      ...{ half: half ? 1 : 0, narrow: narrow ? 1 : 0 },
    })
    .execute();
  return token;
}

/** An operator's session as a request finds it. */
export interface FoundOperatorSession extends Omit<OperatorSession, 'vendors'> {
  readonly vendors: OperatorVendor[];
  /** The live side of the vendor where what opens the door is kept. */
  readonly vendorId: string;
  readonly tokenHash: string;
  readonly way: SignInWay;
  readonly agent: string | null;
  readonly half: boolean;
  readonly factorAt: string | null;
  readonly provedAt: string;
  readonly endsAt: string;
}

const findSession = compileOnce((db, slot: (name: 'vendorId' | 'hash') => never) =>
  db
    .selectFrom('operator_session as s')
    .innerJoin('operator as o', (on) =>
      on.onRef('o.vendor_id', '=', 's.vendor_id').onRef('o.id', '=', 's.operator_id'),
    )
    .innerJoin('vendor as v', 'v.vendor_id', 's.vendor_id')
    .leftJoin('operator_policy as p', 'p.vendor_id', 's.vendor_id')
    .selectAll('s')
    .select(['o.name', 'o.email', 'o.role', 'o.language', 'o.second_factor', 'p.second_factor as asked'])
    .select(['v.slug', 'v.name as vendor_name', 'v.twin_id'])
    .where('s.vendor_id', '=', slot('vendorId'))
    .where('s.token_hash', '=', slot('hash')),
);

/**
 * The session behind a token, read anew on every request: a role that was taken away, an operator who was deleted,
 * count at once and on every process.
 * @param half whether one that still waits for the second factor will do
 * @throws `operator-session.missing`, `operator-session.ended`, `operator-session.second-factor`
 */
export async function requireOperatorSession(
  db: Db,
  token: string | undefined,
  now: Date,
  { half = false }: { readonly half?: boolean } = {},
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
  if (row.half && !half) throw operatorProblem('operator-session.second-factor');
  if (idleFor > 60_000) await noteUse(db, row.vendor_id, tokenHash, now);
  const { factor_at: factorAt, way } = row;
  const home = { id: row.vendor_id, slug: row.slug, name: row.vendor_name, twinId: row.twin_id };
  return {
    vendorId: row.vendor_id,
    tokenHash,
    ...{ way, factorAt, agent: row.agent, endsAt: row.ends_at, provedAt: row.proved_at ?? row.created_at },
    ...{ half: Boolean(row.half), narrow: Boolean(row.narrow) },
    operator: {
      id: row.operator_id,
      name: row.name,
      email: row.email,
      role: row.role,
      language: row.language as Operator['language'],
    },
    vendors: sidesOf(home, {
      ...{ operatorId: row.operator_id, role: row.role },
      needsSecondFactor: isNeeded(row.asked, { factorAt, way }),
    }),
    secondFactor: { has: Boolean(row.second_factor), shown: factorAt !== null },
    expiresAt: new Date(Math.min(now.getTime() + idleMs, Date.parse(row.ends_at))).toISOString(),
  };
}

/** Whoever comes by the vendor's own sign-in was asked there for whatever the vendor asks for. */
const isNeeded = (
  asked: string | null,
  { factorAt, way }: Pick<FoundOperatorSession, 'factorAt' | 'way'>,
): boolean => asked === 'required' && factorAt === null && way !== 'oidc';

const sidesOf = (
  { id, twinId, slug, name }: Pick<OperatorVendor, 'id' | 'twinId' | 'slug' | 'name'>,
  as: Pick<OperatorVendor, 'operatorId' | 'role' | 'needsSecondFactor'>,
): OperatorVendor[] => [
  { id, slug, name, side: 'live', twinId, ...as },
  { id: twinId, slug, name, side: 'test', twinId: id, ...as },
];

/** With the other vendors for which the person works. */
export async function withLinks(db: Db, session: FoundOperatorSession): Promise<FoundOperatorSession> {
  if (session.narrow) return session;
  const links = await linksOf(db, { vendorId: session.vendorId, operatorId: session.operator.id });
  const others = links.flatMap(({ vendor, operatorId, role, asked }) =>
    sidesOf(vendor, { operatorId, role, needsSecondFactor: isNeeded(asked, session) }),
  );
  return { ...session, vendors: [...session.vendors, ...others] };
}

/** A side of a vendor at which somebody works with a session, and what they may do there. */
export interface Workplace {
  readonly vendor: OperatorVendor;
  readonly scopes: readonly string[];
  /** The session kept at that vendor's live side: it ends with the one it is a part of. */
  readonly session: { readonly vendorId: string; readonly tokenHash: string };
}

/** @throws `operator-session.vendor`, `operator-session.second-factor-needed` */
export async function requireWorkplace(
  db: Db,
  session: FoundOperatorSession,
  vendorId: string | undefined,
  now: Date,
): Promise<Workplace> {
  const own = session.vendors.find(({ id }) => id === vendorId);
  const vendor = own ?? (await withLinks(db, session)).vendors.find(({ id }) => id === vendorId);
  if (!vendor) {
    throw operatorProblem('operator-session.vendor', {
      detail: 'Name one of the session’s vendors in the header x-portico-vendor.',
    });
  }
  if (vendor.needsSecondFactor) throw operatorProblem('operator-session.second-factor-needed');
  const scopes = scopesOf(vendor.role);
  if (own) return { vendor, scopes, session: { vendorId: session.vendorId, tokenHash: session.tokenHash } };
  const live = vendor.side === 'live' ? vendor.id : vendor.twinId;
  const tokenHash = await partOf(db, session, { vendorId: live, operatorId: vendor.operatorId }, now);
  return { vendor, scopes, session: { vendorId: live, tokenHash } };
}

const partHash = (rootHash: string, vendorId: string): string => digest(`${rootHash} ${vendorId}`);

/** The part of a session that is kept at another vendor, made when it is first used; no token opens it by itself. */
async function partOf(
  db: Db,
  root: FoundOperatorSession,
  { vendorId, operatorId }: { readonly vendorId: string; readonly operatorId: string },
  now: Date,
): Promise<string> {
  const hash = partHash(root.tokenHash, vendorId);
  const found = await db
    .selectFrom('operator_session')
    .select('last_used_at')
    .where('vendor_id', '=', vendorId)
    .where('token_hash', '=', hash)
    .executeTakeFirst();
  if (!found) {
    await inTransaction(db, (tx) =>
      tx
        .insertInto('operator_session')
        .values({
          ...{ vendor_id: vendorId, token_hash: hash, operator_id: operatorId },
          ...{ created_at: now.toISOString(), last_used_at: now.toISOString(), ends_at: root.endsAt },
          ...{ way: root.way, root_hash: root.tokenHash },
        })
        .onConflict((conflict) => conflict.columns(['vendor_id', 'token_hash']).doNothing())
        .execute(),
    );
  } else if (now.getTime() - Date.parse(found.last_used_at) > 60_000) await noteUse(db, vendorId, hash, now);
  return hash;
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

/** Somebody said again who they are; `factor`: with something beside the password. */
export async function noteProof(
  tx: Db,
  { vendorId, tokenHash }: Pick<FoundOperatorSession, 'vendorId' | 'tokenHash'>,
  factor: boolean,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await tx
    .updateTable('operator_session')
    .set({ proved_at: at, ...(factor && { factor_at: at }) })
    .where('vendor_id', '=', vendorId)
    .where('token_hash', '=', tokenHash)
    .execute();
}

/** Browsers in which somebody is signed in, the last one used first. */
export async function listSessions(
  db: Db,
  { vendorId, operator, tokenHash }: FoundOperatorSession,
  now: Date,
): Promise<ConsoleSession[]> {
  const rows = await db
    .selectFrom('operator_session')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', operator.id)
    .where('ended_at', 'is', null)
    .where('root_hash', 'is', null)
    .where('half', '=', 0)
    .where('ends_at', '>', now.toISOString())
    .where('last_used_at', '>', new Date(now.getTime() - idleMs).toISOString())
    .orderBy('last_used_at', 'desc')
    .orderBy('created_at', 'desc')
    .execute();
  return rows.flatMap((row) =>
    row.id === null
      ? []
      : [
          {
            id: row.id,
            ...{ agent: row.agent, way: row.way, secondFactor: row.factor_at !== null },
            current: row.token_hash === tokenHash,
            ...{ createdAt: row.created_at, lastUsedAt: row.last_used_at },
          },
        ],
  );
}

interface Ending {
  readonly vendorId: string;
  readonly operatorId: string;
  /** Only this one; or all but this one. */
  readonly only?: { readonly id: string } | { readonly tokenHash: string };
  readonly except?: string;
}

/** Ends sessions of an operator with their parts at other vendors. @returns how many */
export async function endOperatorSessions(tx: Db, ending: Ending, now: Date): Promise<number> {
  const { vendorId, operatorId, only, except } = ending;
  let chosen = tx
    .selectFrom('operator_session')
    .select('token_hash')
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', operatorId)
    .where('ended_at', 'is', null);
  if (only && 'id' in only) chosen = chosen.where('id', '=', only.id);
  if (only && 'tokenHash' in only) chosen = chosen.where('token_hash', '=', only.tokenHash);
  if (except !== undefined) chosen = chosen.where('token_hash', '!=', except);
  const roots = (await chosen.execute()).map(({ token_hash }) => token_hash);
  if (roots.length === 0) return 0;
  const links = await linksOf(tx, { vendorId, operatorId });
  const ends = { ended_at: now.toISOString() };
  for (const at of [vendorId, ...links.map(({ vendor }) => vendor.id)]) {
    const hashes = at === vendorId ? roots : roots.map((root) => partHash(root, at));
    await tx
      .updateTable('operator_session')
      .set(ends)
      .where('vendor_id', '=', at)
      .where('token_hash', 'in', hashes)
      .execute();
  }
  return roots.length;
}

/** Sessions a week after their end, what was asked of authenticators and not answered, and links that ran out. */
export async function sweepOperatorSessions(tx: Db, now: Date): Promise<void> {
  const weekAgo = new Date(now.getTime() - 7 * 86_400_000).toISOString();
  await tx.deleteFrom('operator_session').where('ends_at', '<', weekAgo).execute();
  await tx.deleteFrom('operator_challenge').where('ends_at', '<', now.toISOString()).execute();
  await sweepResets(tx, now);
}
