import { newCode, readCode } from '../../../kit/common/code.ts';
import { newId } from '../../../kit/common/id.ts';
import {
  merged,
  type Paging,
  paged,
  unknownReference,
  type Written,
} from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { isUniqueViolation } from '../../../kit/server/db/errors.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import {
  deleteRow,
  findRow,
  insertRow,
  lockRow,
  updateRow,
  whileReferred,
  writeChange,
} from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { endSessionsOfInstallation } from '../../access/server/sessions-store.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { siteProblem } from '../problems.ts';
import type { Installation, InstallationChange, NewInstallation } from '../schema.ts';
import { locations } from './locations-store.ts';
import { bringAlong } from './move.ts';
import './records-table.ts';
import { type StoredToken, toInstallation, toInstallationRow } from './table.ts';

export interface InstallationFilter {
  /** Our id or `ext:…` of a customer. */
  readonly customerId?: string | undefined;
  /** Our id or `ext:…` of a location. */
  readonly locationId?: string | undefined;
}

export async function listInstallations(
  db: Db,
  vendorId: string,
  filter: InstallationFilter,
  paging: Paging,
): Promise<Installation[]> {
  let query = db.selectFrom('installation').selectAll().where('vendor_id', '=', vendorId);
  if (filter.customerId !== undefined) {
    const customer = await findCustomer(db, vendorId, filter.customerId);
    if (!customer) return [];
    query = query.where('customer_id', '=', customer.id);
  }
  if (filter.locationId !== undefined) {
    const location = await locations.find(db, vendorId, filter.locationId);
    if (!location) return [];
    query = query.where('location_id', '=', location.id);
  }
  return (await paged(query, 'installation', paging).execute()).map(toInstallation);
}

async function requireInstallationRow(db: Db, vendorId: string, reference: string) {
  const row = await findRow(db, 'installation', vendorId, reference);
  if (!row) throw siteProblem('installation.not-found');
  return row;
}

/** @throws `installation.not-found` */
export const requireInstallation = async (
  db: Db,
  vendorId: string,
  reference: string,
): Promise<Installation> => toInstallation(await requireInstallationRow(db, vendorId, reference));

/** Reading a secret is an act of its own: whoever calls this writes it down. @throws `installation.not-found` */
export async function readInstallationToken(
  db: Db,
  secrets: Secrets,
  vendorId: string,
  reference: string,
): Promise<{ installation: Installation; token: string }> {
  const row = await requireInstallationRow(db, vendorId, reference);
  return { installation: toInstallation(row), token: secrets.open(row.sealed_token, contextOf(row.id)) };
}

/**
 * The installation with this token at this location, however it was typed. A token of another location is `undefined`,
 * like one that never was.
 */
export async function findInstallationByToken(
  db: Db,
  secrets: Secrets,
  { vendorId, locationId }: { vendorId: string; locationId: string },
  typed: string,
): Promise<Installation | undefined> {
  const row = await db
    .selectFrom('installation')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('token_lookup', 'in', secrets.lookups(plainOf(typed)))
    .executeTakeFirst();
  return row && row.location_id === locationId ? toInstallation(row) : undefined;
}

/** @throws `installation.external-id-taken`, `installation.token-taken`, `request.invalid` */
export async function createInstallation(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  wanted: NewInstallation,
  at: Date,
): Promise<Installation> {
  const installation = await insertInstallation(tx, secrets, vendorId, wanted, at);
  if (!installation) throw siteProblem('installation.external-id-taken');
  return installation;
}

/** `undefined` where the vendor's own id is taken. */
async function insertInstallation(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  wanted: NewInstallation,
  at: Date,
): Promise<Installation | undefined> {
  const location = await locations.find(tx, vendorId, wanted.locationId);
  if (!location) throw unknownReference('locationId', 'location');
  const { externalId = null, token = newCode() } = wanted;
  if (externalId !== null && (await findRow(tx, 'installation', vendorId, `ext:${externalId}`)))
    return undefined;
  const id = newId('ins', at.getTime());
  const stored = storedToken(secrets, id, token);
  const installation: Installation = {
    ...startInstallation({ ...wanted, locationId: location.id }, { id, now: at.toISOString() }),
    customerId: location.customerId,
    tokenHint: stored.token_hint,
  };
  const insert = insertRow(tx, 'installation', toInstallationRow(vendorId, installation, stored));
  const made = await whileTokenFree(whileReferred(insert, () => unknownReference('locationId', 'location')));
  return made ? installation : undefined;
}

/** A new installation at a location of ours, before it is known whose that is and what its token ends in. */
export const startInstallation = (
  wanted: NewInstallation,
  { id, now }: { id: string; now: string },
): Installation => ({
  id,
  customerId: '',
  locationId: wanted.locationId,
  externalId: wanted.externalId ?? null,
  name: wanted.name,
  kind: wanted.kind ?? null,
  serialNumber: wanted.serialNumber ?? null,
  installedOn: wanted.installedOn ?? null,
  tokenHint: '',
  createdAt: now,
  updatedAt: now,
});

/**
 * The token stays what it is, whatever changes. Another location of the same customer's: it is moved there.
 * @throws `installation.not-found`, `request.invalid`
 */
export async function updateInstallation(
  tx: Db,
  vendorId: string,
  reference: string,
  change: InstallationChange,
  at: Date,
): Promise<Written<Installation>> {
  await lockRow(tx, 'installation', vendorId, reference);
  const row = await requireInstallationRow(tx, vendorId, reference);
  const before = toInstallation(row);
  const { locationId, ...fields } = change;
  const target = locationId === undefined ? undefined : await locations.find(tx, vendorId, locationId);
  if (locationId !== undefined && target?.customerId !== before.customerId)
    throw unknownReference('locationId', 'location of its customer');
  const after = { ...merged(before, fields), locationId: target?.id ?? before.locationId };
  return writeChange(before, after, at, async (changed) => {
    const moved = changed.locationId !== before.locationId;
    const stored = moved ? { ...row, placed_at: at.toISOString() } : row;
    await updateRow(tx, 'installation', toInstallationRow(vendorId, changed, stored));
    if (moved) await bringAlong(tx, vendorId, before, changed, at);
  });
}

/**
 * Makes the installation with this outside id, or changes it; it stays at its location and keeps its token.
 * @throws `request.invalid`, `installation.token-taken`
 */
export async function upsertInstallation(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  externalId: string,
  wanted: NewInstallation,
  at: Date,
): Promise<Written<Installation>> {
  const thing = await insertInstallation(tx, secrets, vendorId, { ...wanted, externalId }, at);
  if (thing) return { thing, created: true, fields: [] };
  const { externalId: _, locationId, token, ...change } = wanted;
  const before = await readInstallationToken(tx, secrets, vendorId, `ext:${externalId}`);
  const { installation } = before;
  if ((await locations.find(tx, vendorId, locationId))?.id !== installation.locationId) {
    throw fixed('locationId', 'It stays at the location it was made for.');
  }
  if (token !== undefined && token !== before.token) {
    throw fixed('token', 'A token is made once and stays.');
  }
  return updateInstallation(tx, vendorId, installation.id, change, at);
}

/**
 * Makes a new token in place of the one there is: labels that show the old one stop working, and so do the sessions that
 * began with it. @throws `installation.not-found`
 */
export async function replaceInstallationToken(
  tx: Db,
  secrets: Secrets,
  vendorId: string,
  reference: string,
  at: Date,
): Promise<{ installation: Installation; token: string }> {
  await lockRow(tx, 'installation', vendorId, reference);
  const row = await requireInstallationRow(tx, vendorId, reference);
  const token = newCode();
  const installation = { ...toInstallation(row), tokenHint: token.slice(-4), updatedAt: at.toISOString() };
  const stored = { ...storedToken(secrets, row.id, token), placed_at: row.placed_at };
  await updateRow(tx, 'installation', toInstallationRow(vendorId, installation, stored));
  const ids = [row.id, ...(row.external_id === null ? [] : [`ext:${row.external_id}`])];
  await endSessionsOfInstallation(tx, { vendorId, customerId: row.customer_id, ids }, at);
  return { installation, token };
}

/** Those of a location, or some of them, with their tokens. Reading them is an act: whoever calls this writes it down. */
export async function readLocationTokens(
  db: Db,
  secrets: Secrets,
  { vendorId, locationId }: { readonly vendorId: string; readonly locationId: string },
  ids: readonly string[] | undefined,
): Promise<{ installation: Installation; token: string }[]> {
  let query = db
    .selectFrom('installation')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('location_id', '=', locationId)
    .orderBy('name')
    .orderBy('id')
    .limit(500);
  if (ids) query = query.where('id', 'in', ids);
  const rows = await query.execute();
  return rows.map((row) => ({
    installation: toInstallation(row),
    token: secrets.open(row.sealed_token, contextOf(row.id)),
  }));
}

/** What was written of it stays with its location; its inspections go. @throws `installation.not-found` */
export async function deleteInstallation(tx: Db, vendorId: string, reference: string): Promise<Installation> {
  const installation = await requireInstallation(tx, vendorId, reference);
  for (const table of ['logbook_entry', 'site_document', 'site_request'] as const) {
    await tx
      .updateTable(table)
      .set({ installation_id: null })
      .where('vendor_id', '=', vendorId)
      .where('location_id', '=', installation.locationId)
      .where('installation_id', '=', installation.id)
      .execute();
  }
  await deleteRow(tx, 'installation', vendorId, installation.id);
  return installation;
}

const contextOf = (id: string): string => `installation:${id}`;

/** What is kept of a token. */
export const storedToken = (secrets: Secrets, id: string, token: string): StoredToken => ({
  sealed_token: secrets.seal(token, contextOf(id)),
  token_lookup: lookupOf(secrets, token),
  token_hint: token.slice(-4),
});

/** Tokens of ours are found however they are typed, those made elsewhere as they are printed. */
export const lookupOf = (secrets: Secrets, token: string): string => secrets.lookup(plainOf(token));
const plainOf = (token: string): string => `installation-token:${readCode(token).code ?? token.trim()}`;

export const sealedTokens: SealedColumn = {
  table: 'installation',
  key: ['id'],
  column: 'sealed_token',
  context: ({ id }) => contextOf(id as string),
  lookup: { column: 'token_lookup', of: lookupOf },
};

const fixed = (path: string, message: string) =>
  requestProblem('request.invalid', { fields: [{ path, code: 'fixed', message }] });

async function whileTokenFree<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    throw isUniqueViolation(error) ? siteProblem('installation.token-taken') : error;
  }
}
