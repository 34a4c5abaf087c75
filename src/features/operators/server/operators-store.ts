import { newId } from '../../../kit/common/id.ts';
import { changesOf, merged, type Written } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { Scope } from '../../vendors/schema.ts';
import { findVendor, type Vendor } from '../../vendors/server/store.ts';
import { operatorProblem } from '../problems.ts';
import { allows, mayManage, scopesOf } from '../rules.ts';
import type { NewOperator, Operator, OperatorChange } from '../schema.ts';
import { homesAt, unlink } from './links-store.ts';
import { dropReset } from './resets-store.ts';
import { removeSecondFactor } from './second-factor-store.ts';
import { endOperatorSessions } from './sessions-store.ts';
import type { OfOperator, OperatorRow } from './tables.ts';

/** What is stored in place of the password. */
export type WithHash<Fields> = Omit<Fields, 'password'> & { readonly passwordHash?: string | undefined };

/** By this an e-mail address is found, however it is typed. */
export const emailKey = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

export async function listOperators(db: Db, vendorId: string): Promise<Operator[]> {
  const rows = await db
    .selectFrom('operator')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .orderBy('email_key')
    .execute();
  const homes = await homesAt(db, vendorId);
  return rows.map((row) => toOperator(row, homes.has(row.id)));
}

/** Everybody whose role allows this. Operators are kept at the live side: a test side has none. */
export async function listColleagues(
  db: Db,
  vendorId: string,
  scope: Scope,
): Promise<Pick<OperatorRow, 'id' | 'name' | 'email' | 'language'>[]> {
  const rows = await db
    .selectFrom('operator')
    .select(['id', 'name', 'email', 'language', 'role'])
    .where('vendor_id', '=', vendorId)
    .orderBy('id')
    .execute();
  return rows.filter(({ role }) => allows(scopesOf(role), scope));
}

/** @throws `operator.not-found` */
export async function requireOperator(db: Db, vendorId: string, id: string): Promise<Operator> {
  const row = await db
    .selectFrom('operator')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw operatorProblem('operator.not-found');
  return toOperator(row, (await homesAt(db, vendorId)).has(id));
}

export const findOperatorName = async (db: Db, vendorId: string, id: string): Promise<string | null> =>
  (
    await db
      .selectFrom('operator')
      .select('name')
      .where('vendor_id', '=', vendorId)
      .where('id', '=', id)
      .executeTakeFirst()
  )?.name ?? null;

/** @throws `operator.email-taken` */
export async function createOperator(
  tx: Db,
  vendorId: string,
  /** An empty hash: no password opens the door. */
  wanted: WithHash<NewOperator> & { readonly passwordHash: string },
  at: Date,
): Promise<Operator> {
  const now = at.toISOString();
  const row: OperatorRow = {
    vendor_id: vendorId,
    id: newId('opr', at.getTime()),
    name: wanted.name,
    email: wanted.email,
    email_key: emailKey(wanted.email),
    role: wanted.role,
    language: wanted.language,
    password_hash: wanted.passwordHash,
    second_factor: 0,
    home_vendor_id: null,
    home_id: null,
    last_sign_in_at: null,
    created_at: now,
    updated_at: now,
  };
  const done = await tx
    .insertInto('operator')
    .values(row)
    .onConflict((conflict) => conflict.columns(['vendor_id', 'email_key']).doNothing())
    .executeTakeFirst();
  if (done.numInsertedOrUpdatedRows !== 1n) throw operatorProblem('operator.email-taken');
  await enterDirectory(tx, row);
  return toOperator(row, false);
}

/**
 * Lays `change` over the operator. `granted` are the scopes of whoever changes: nobody touches a role, or gives one,
 * that may do more than their own.
 * @throws `operator.not-found`, `operator.beyond`, `operator.last-owner`, `operator.email-taken`
 */
export async function updateOperator(
  tx: Db,
  vendorId: string,
  id: string,
  change: WithHash<OperatorChange>,
  granted: readonly string[],
  at: Date,
): Promise<Written<Operator>> {
  await lockOperators(tx, vendorId);
  const before = await requireOperator(tx, vendorId, id);
  if (!mayManage(granted, before.role)) throw operatorProblem('operator.beyond');
  const { passwordHash, ...shown } = change;
  const after = merged(before, shown);
  if (!mayManage(granted, after.role)) throw operatorProblem('operator.beyond');
  if (before.role === 'owner' && after.role !== 'owner') await refuseLastOwner(tx, vendorId);
  return writeOperator(tx, vendorId, before, after, passwordHash, at);
}

/** What operators change about themselves, whatever their role. */
export async function updateOneself(
  tx: Db,
  vendorId: string,
  id: string,
  change: WithHash<Pick<OperatorChange, 'name' | 'language'>>,
  at: Date,
): Promise<Written<Operator>> {
  await lockOperators(tx, vendorId);
  const before = await requireOperator(tx, vendorId, id);
  const { passwordHash, ...shown } = change;
  return writeOperator(tx, vendorId, before, merged(before, shown), passwordHash, at);
}

async function writeOperator(
  tx: Db,
  vendorId: string,
  before: Operator,
  after: Operator,
  passwordHash: string | undefined,
  at: Date,
): Promise<Written<Operator>> {
  const fields = [...changesOf(before, after), ...(passwordHash === undefined ? [] : ['password'])];
  if (fields.length === 0) return { thing: before, created: false, fields };
  const key = emailKey(after.email);
  const moved = key !== emailKey(before.email);
  if (moved && (await isTaken(tx, vendorId, key))) throw operatorProblem('operator.email-taken');
  const thing = { ...after, updatedAt: at.toISOString() };
  await tx
    .updateTable('operator')
    .set({
      name: thing.name,
      email: thing.email,
      email_key: key,
      role: thing.role,
      language: thing.language,
      updated_at: thing.updatedAt,
      ...(passwordHash !== undefined && { password_hash: passwordHash }),
    })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', thing.id)
    .execute();
  if (moved) {
    await leaveDirectory(tx, vendorId, before);
    await enterDirectory(tx, { vendor_id: vendorId, id: thing.id, email_key: key });
  }
  if (passwordHash !== undefined) await endOperatorSessions(tx, { vendorId, operatorId: thing.id }, at);
  // A link that is on its way went to the address before, for the password before.
  if (moved || passwordHash !== undefined) await dropReset(tx, { vendorId, operatorId: thing.id });
  return { thing, created: false, fields };
}

/**
 * Whoever works for several vendors belongs to none of them: one could otherwise take over what the others opened.
 * @throws `operator.shared`, `operator.not-found`
 */
export async function refuseShared(db: Db, vendorId: string, id: string): Promise<void> {
  if ((await requireOperator(db, vendorId, id)).shared) throw operatorProblem('operator.shared');
}

/** @throws `operator.not-found`, `operator.beyond`, `operator.last-owner` */
export async function deleteOperator(
  tx: Db,
  secrets: Secrets,
  { vendorId, operatorId: id }: OfOperator,
  granted: readonly string[],
  at: Date,
): Promise<Operator> {
  await lockOperators(tx, vendorId);
  const operator = await requireOperator(tx, vendorId, id);
  if (!mayManage(granted, operator.role)) throw operatorProblem('operator.beyond');
  if (operator.role === 'owner') await refuseLastOwner(tx, vendorId);
  await endOperatorSessions(tx, { vendorId, operatorId: id }, at);
  await unlink(tx, secrets, { vendorId, operatorId: id }, at);
  await removeSecondFactor(tx, { vendorId, operatorId: id });
  await dropReset(tx, { vendorId, operatorId: id });
  await tx
    .deleteFrom('operator_session')
    .where('vendor_id', '=', vendorId)
    .where('operator_id', '=', id)
    .execute();
  await leaveDirectory(tx, vendorId, operator);
  await tx.deleteFrom('operator').where('vendor_id', '=', vendorId).where('id', '=', id).execute();
  return operator;
}

/** An operator as sign-in needs one. */
export interface SignInCandidate {
  readonly id: string;
  readonly vendor: Vendor;
  readonly passwordHash: string;
  readonly hasSecondFactor: boolean;
}

/** Vendors for which one person may sign in with the same address, at most: each costs a hash. */
const vendorsMost = 4;
/** Records of one address that are looked at. */
const recordsMost = 50;

/** Everybody with this address, at whatever vendor: before sign-in the vendor is not known. */
export async function findCandidates(db: Db, email: string): Promise<SignInCandidate[]> {
  const key = emailKey(email);
  const places = await db
    .selectFrom('directory')
    .select(['vendor_id', 'target_id'])
    .where('kind', '=', 'operator')
    // From a space to the sign behind it: every vendor of this address, and no longer address.
    .where('key', '>=', `${key} `)
    .where('key', '<', `${key}!`)
    .limit(recordsMost)
    .execute();
  const found = await Promise.all(
    places.map(async ({ vendor_id, target_id }): Promise<SignInCandidate | undefined> => {
      const vendor = await findVendor(db, vendor_id);
      const row = await db
        .selectFrom('operator')
        .select(['id', 'password_hash', 'second_factor'])
        .where('vendor_id', '=', vendor_id)
        .where('id', '=', target_id)
        .executeTakeFirst();
      // A record without a password is opened by another one's, or by the vendor's own sign-in.
      if (!vendor || !row?.password_hash) return undefined;
      const { id, password_hash: passwordHash, second_factor } = row;
      return { id, vendor, passwordHash, hasSecondFactor: Boolean(second_factor) };
    }),
  );
  return found.filter((one) => one !== undefined).slice(0, vendorsMost);
}

/** Writes down a sign-in, with the password's hash made anew where today's is stronger. */
export async function noteSignIn(
  tx: Db,
  vendorId: string,
  id: string,
  { at, passwordHash }: { at: Date; passwordHash?: string | undefined },
): Promise<void> {
  await tx
    .updateTable('operator')
    .set({ last_sign_in_at: at.toISOString(), ...(passwordHash && { password_hash: passwordHash }) })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .execute();
}

/** One change of a vendor's operators at a time: two owners who demote each other would leave none. */
async function lockOperators(tx: Db, vendorId: string): Promise<void> {
  await tx
    .updateTable('vendor')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('vendor_id', '=', vendorId)
    .execute();
}

/** @throws `operator.last-owner` */
async function refuseLastOwner(tx: Db, vendorId: string): Promise<void> {
  const owners = await tx
    .selectFrom('operator')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('role', '=', 'owner')
    .limit(2)
    .execute();
  if (owners.length < 2) throw operatorProblem('operator.last-owner');
}

export const isTaken = async (tx: Db, vendorId: string, key: string): Promise<boolean> =>
  (await tx
    .selectFrom('operator')
    .select('id')
    .where('vendor_id', '=', vendorId)
    .where('email_key', '=', key)
    .executeTakeFirst()) !== undefined;

const directoryKey = (email_key: string, vendorId: string) => `${email_key} ${vendorId}`;

const enterDirectory = (
  tx: Db,
  { vendor_id, id, email_key }: Pick<OperatorRow, 'vendor_id' | 'id' | 'email_key'>,
) =>
  tx
    .insertInto('directory')
    .values({ kind: 'operator', key: directoryKey(email_key, vendor_id), vendor_id, target_id: id })
    .execute();

const leaveDirectory = (tx: Db, vendorId: string, { email }: Operator) =>
  tx
    .deleteFrom('directory')
    .where('kind', '=', 'operator')
    .where('key', '=', directoryKey(emailKey(email), vendorId))
    .execute();

const toOperator = (row: OperatorRow, isHome: boolean): Operator => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  language: row.language,
  secondFactor: Boolean(row.second_factor),
  shared: isHome || row.home_id !== null,
  lastSignInAt: row.last_sign_in_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
