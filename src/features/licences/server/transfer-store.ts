import { newCode, readCode } from '../../../kit/common/code.ts';
import { newId } from '../../../kit/common/id.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Db, Tables } from '../../../kit/server/db/db.ts';
import { lockRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { LicenceTransfer } from '../care-schema.ts';
import { licenceProblem } from '../problems.ts';
import { type LicenceWriting, renewKey, requireLicenceRow, updateLicence } from './licences-store.ts';
import type { LicenceRow } from './table.ts';

/** How long an offer stands. */
const openDays = 14;
const dayMs = 86_400_000;
/** 95 random bits: long enough to stand open for two weeks, short enough to be read out. */
const symbols = 19;

const plainOf = (code: string): string => `licence-transfer:${code}`;
const idOf = (typed: string): string => readCode(typed, symbols).code ?? '';

type Row = Tables['licence_transfer'];

/** An offer, without the names that lists show. */
type Offer = Omit<LicenceTransfer, 'keyHint' | 'fromName' | 'toName'>;

const toTransfer = (row: Row, now: Date): Offer => ({
  ...{ id: row.id, licenceId: row.licence_id, fromId: row.from_id, toId: row.to_id },
  state: row.state === 'open' && row.expires_at <= now.toISOString() ? 'expired' : row.state,
  ...{ createdAt: row.created_at, expiresAt: row.expires_at, decidedAt: row.decided_at },
  updatedAt: row.updated_at,
});

export async function listTransfers(
  db: Db,
  vendorId: string,
  { licenceId, open }: { readonly licenceId?: string | undefined; readonly open?: boolean | undefined },
  paging: Paging,
  now: Date,
): Promise<LicenceTransfer[]> {
  let query = db.selectFrom('licence_transfer').selectAll().where('vendor_id', '=', vendorId);
  if (licenceId !== undefined) query = query.where('licence_id', '=', licenceId);
  if (open) query = query.where('state', '=', 'open').where('expires_at', '>', now.toISOString());
  const offers = (await paged(query, 'licence_transfer', paging).execute()).map((row) =>
    toTransfer(row, now),
  );
  const unique = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))];
  const licences = await rowsBy(db, 'licence', vendorId, 'id', unique(offers.map((one) => one.licenceId)));
  const people = offers.flatMap(({ fromId, toId }) => [fromId, toId]);
  const customers = await rowsBy(db, 'customer', vendorId, 'id', unique(people));
  const nameOf = (id: string) => customers.find((row) => row.id === id)?.name ?? id;
  return offers.map((one) => ({
    ...one,
    keyHint: licences.find((row) => row.id === one.licenceId)?.key_hint ?? '',
    fromName: nameOf(one.fromId),
    toName: one.toId === null ? null : nameOf(one.toId),
  }));
}

/** The offer that stands of a licence. */
export async function openOffer(
  db: Db,
  { vendorId, licenceId }: { readonly vendorId: string; readonly licenceId: string },
  now: Date,
): Promise<Offer | undefined> {
  const row = await db
    .selectFrom('licence_transfer')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('licence_id', '=', licenceId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  const offer = row && toTransfer(row, now);
  return offer?.state === 'open' ? offer : undefined;
}

/** What came with a contract is paid by its holder; what is blocked is nothing to give. @throws `licence.not-transferable` */
function requireTransferable(row: LicenceRow, at: Date): void {
  const isOver = row.expires_at !== null && row.expires_at <= at.toISOString();
  if (row.follows_contract === 1 || row.blocked !== null || isOver || row.customer_id === null)
    throw licenceProblem('licence.not-transferable');
}

/** Offers a licence, in place of an offer there was. @throws `licence.not-found`, `licence.not-transferable` */
export async function offerLicence(
  tx: Db,
  { vendorId, secrets, at }: LicenceWriting,
  licenceId: string,
): Promise<{ readonly code: string; readonly offer: Offer }> {
  await lockRow(tx, 'licence', vendorId, licenceId);
  const licence = await requireLicenceRow(tx, vendorId, licenceId);
  requireTransferable(licence, at);
  await withdrawOffer(tx, { vendorId, licenceId }, at);
  const code = newCode(symbols);
  const now = at.toISOString();
  const row: Row = {
    ...{ vendor_id: vendorId, id: newId('ltr', at.getTime()), licence_id: licenceId },
    ...{ from_id: licence.customer_id as string, to_id: null, code_lookup: secrets.lookup(plainOf(code)) },
    ...{ state: 'open', created_at: now, updated_at: now, decided_at: null },
    expires_at: new Date(at.getTime() + openDays * dayMs).toISOString(),
  };
  await tx.insertInto('licence_transfer').values(row).execute();
  return { code, offer: toTransfer(row, at) };
}

/** False where none stood open. */
export async function withdrawOffer(
  tx: Db,
  { vendorId, licenceId }: { readonly vendorId: string; readonly licenceId: string },
  at: Date,
): Promise<boolean> {
  const now = at.toISOString();
  const done = await tx
    .updateTable('licence_transfer')
    .set({ state: 'withdrawn', decided_at: now, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('licence_id', '=', licenceId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** Of an operator, by the offer. @throws `licence-transfer.not-found` */
export async function withdrawTransfer(tx: Db, vendorId: string, id: string, at: Date): Promise<Offer> {
  const row = await tx
    .selectFrom('licence_transfer')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row?.state !== 'open' || !(await withdrawOffer(tx, { vendorId, licenceId: row.licence_id }, at)))
    throw licenceProblem('licence-transfer.not-found');
  return toTransfer({ ...row, state: 'withdrawn' }, at);
}

export interface FoundOffer {
  readonly offer: Offer;
  readonly licence: LicenceRow;
}

/** The offer that a code means, while it stands; of one's own licence there is nothing to take. */
export async function findOffer(
  db: Db,
  secrets: Secrets,
  owner: { readonly vendorId: string; readonly customerId: string },
  typed: string,
  now: Date,
): Promise<FoundOffer | undefined> {
  const code = idOf(typed);
  if (!code) return undefined;
  const row = await db
    .selectFrom('licence_transfer')
    .selectAll()
    .where('vendor_id', '=', owner.vendorId)
    .where('code_lookup', 'in', secrets.lookups(plainOf(code)))
    .executeTakeFirst();
  const offer = row && toTransfer(row, now);
  if (offer?.state !== 'open' || offer.fromId === owner.customerId) return undefined;
  const licence = await db
    .selectFrom('licence')
    .selectAll()
    .where('vendor_id', '=', owner.vendorId)
    .where('id', '=', offer.licenceId)
    .executeTakeFirst();
  return licence && licence.customer_id === offer.fromId ? { offer, licence } : undefined;
}

/**
 * Takes what is offered: both have said yes by then. The machines of the giver are free and its key is no key any more, so
 * that who gave it away can't go on with it. Of any number at once one takes it.
 * @throws `licence-transfer.refused`, `licence.not-transferable`
 */
export async function takeLicence(
  tx: Db,
  writing: LicenceWriting,
  customerId: string,
  typed: string,
): Promise<{ readonly licenceId: string; readonly fromId: string }> {
  const { vendorId, secrets, at } = writing;
  const first = await findOffer(tx, secrets, { vendorId, customerId }, typed, at);
  if (!first) throw licenceProblem('licence-transfer.refused');
  await lockRow(tx, 'licence', vendorId, first.licence.id);
  const found = await findOffer(tx, secrets, { vendorId, customerId }, typed, at);
  if (!found) throw licenceProblem('licence-transfer.refused');
  requireTransferable(found.licence, at);
  const now = at.toISOString();
  const done = await tx
    .updateTable('licence_transfer')
    .set({ state: 'taken', to_id: customerId, decided_at: now, updated_at: now })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', found.offer.id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw licenceProblem('licence-transfer.refused');
  await updateLicence(tx, writing, found.licence.id, { customerId });
  await renewKey(tx, writing, found.licence.id);
  return { licenceId: found.licence.id, fromId: found.offer.fromId };
}
