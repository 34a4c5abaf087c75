import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { randomSecret } from '../../../kit/server/secrets.ts';
import { originOf } from '../../portals/address.ts';
import { addressProblem } from '../problems.ts';
import { type AddressFinding, type AddressState, type PortalAddress, recordTtl } from '../schema.ts';
import { nextLook, parseHost, patienceMs } from './rules.ts';

export interface AddressTable {
  vendor_id: string;
  id: string;
  portal_id: string;
  host: string;
  /** What stands in the TXT record: another one whenever the name is claimed anew. */
  proof: string;
  state: AddressState;
  is_main: number;
  /** JSON. */
  findings: string;
  certificate_until: string | null;
  /** Since when its records lead elsewhere. */
  broken_at: string | null;
  checked_at: string | null;
  check_due_at: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    portal_address: AddressTable;
  }
}

const mostAddresses = 20;

/** Where the proof stands; next to the name, since a name with a CNAME holds nothing else. */
export const proofName = (host: string): string => `_portico.${host}`;

export const targetOf = (publicUrl: string): string => new URL(publicUrl).hostname;

const toAddress = (row: AddressTable, publicUrl: string): PortalAddress => ({
  id: row.id,
  portalId: row.portal_id,
  host: row.host,
  url: originOf(row, publicUrl),
  state: row.state,
  isMain: row.is_main === 1,
  records: [
    { type: 'CNAME', name: row.host, value: targetOf(publicUrl), ttl: recordTtl },
    { type: 'TXT', name: proofName(row.host), value: row.proof, ttl: recordTtl },
  ],
  findings: JSON.parse(row.findings) as AddressFinding[],
  certificateUntil: row.certificate_until,
  checkedAt: row.checked_at,
  createdAt: row.created_at,
});

const rowsOf = (db: Db, vendorId: string, portalId: string) =>
  db
    .selectFrom('portal_address')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .orderBy('id')
    .execute();

/** Oldest first. */
export async function listAddresses(
  db: Db,
  { vendorId, portalId }: { readonly vendorId: string; readonly portalId: string },
  publicUrl: string,
): Promise<PortalAddress[]> {
  return (await rowsOf(db, vendorId, portalId)).map((row) => toAddress(row, publicUrl));
}

export interface AddressPlace {
  readonly vendorId: string;
  readonly portalId: string;
  readonly publicUrl: string;
  /** Other names of the service itself. */
  readonly hosts: readonly string[];
}

/** @throws `address.not-found` */
export async function requireAddress(
  db: Db,
  { vendorId, portalId }: Pick<AddressPlace, 'vendorId' | 'portalId'>,
  id: string,
): Promise<AddressTable> {
  const row = await db
    .selectFrom('portal_address')
    .selectAll()
    .where('vendor_id', '=', vendorId)
    .where('portal_id', '=', portalId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw addressProblem('address.not-found');
  return row;
}

/** As it is answered. */
export const shownAddress = toAddress;

const says = {
  form: 'Expected a full name like account.acme.example.',
  wildcard: 'Each name is added by itself, without *.',
  address: 'This is the address of a machine; a name is needed.',
  suffix: 'Anybody can have a name under this one: name a domain of your own.',
  own: 'This name is the service’s own.',
  alike: 'This name looks like the service’s own.',
};

/** The name is this portal's from now on, to be proven. @throws `address.taken`, `address.too-many`, `request.invalid` */
export async function createAddress(
  tx: Db,
  place: AddressPlace,
  text: string,
  { at, world }: { readonly at: Date; readonly world: Date },
): Promise<PortalAddress> {
  const { vendorId, portalId, publicUrl } = place;
  const own = [targetOf(publicUrl), ...place.hosts];
  const { host, fault } = parseHost(text, own);
  if (fault) {
    const fields = [{ path: 'host', code: fault, message: says[fault] }];
    throw requestProblem('request.invalid', { fields });
  }
  const others = await rowsOf(tx, vendorId, portalId);
  if (others.length >= mostAddresses) throw addressProblem('address.too-many');
  await freeForgotten(tx, host, world);
  const taken = await tx
    .insertInto('directory')
    .values({ kind: 'host', key: host, vendor_id: vendorId, target_id: portalId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (taken.numInsertedOrUpdatedRows !== 1n) throw addressProblem('address.taken');
  const row: AddressTable = {
    vendor_id: vendorId,
    id: newId('pad', at.getTime()),
    portal_id: portalId,
    host,
    proof: `portico-${randomSecret()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 32)}`,
    state: 'pending',
    is_main: others.length === 0 ? 1 : 0,
    findings: '[]',
    certificate_until: null,
    ...{ broken_at: null, checked_at: null },
    check_due_at: new Date(
      world.getTime() + (nextLook('pending', { ageMs: 0, doubtful: false }) ?? 0),
    ).toISOString(),
    created_at: world.toISOString(),
    updated_at: at.toISOString(),
  };
  await tx.insertInto('portal_address').values(row).execute();
  return toAddress(row, publicUrl);
}

/** Who claims a name and never proves it, or lets it lead elsewhere, keeps nobody from it for longer than a week. */
async function freeForgotten(tx: Db, host: string, world: Date): Promise<void> {
  const claim = await tx
    .selectFrom('directory as d')
    .innerJoin('portal_address as a', (on) =>
      on.onRef('a.vendor_id', '=', 'd.vendor_id').onRef('a.host', '=', 'd.key'),
    )
    .select(['a.vendor_id', 'a.id', 'a.state', 'a.created_at', 'a.broken_at'])
    .where('d.kind', '=', 'host')
    .where('d.key', '=', host)
    .executeTakeFirst();
  const since = claim?.state === 'pending' ? claim.created_at : claim?.broken_at;
  if (!claim || !since || world.getTime() - Date.parse(since) < patienceMs) return;
  await tx
    .deleteFrom('portal_address')
    .where('vendor_id', '=', claim.vendor_id)
    .where('id', '=', claim.id)
    .execute();
  await dropHost(tx, claim.vendor_id, host);
}

const dropHost = (tx: Db, vendorId: string, host: string) =>
  tx
    .deleteFrom('directory')
    .where('kind', '=', 'host')
    .where('key', '=', host)
    .where('vendor_id', '=', vendorId)
    .execute();

/** The name is nobody's at once; links go by what is left. @throws `address.not-found` */
export async function deleteAddress(
  tx: Db,
  place: Pick<AddressPlace, 'vendorId' | 'portalId'>,
  id: string,
  at: Date,
): Promise<AddressTable> {
  const row = await requireAddress(tx, place, id);
  await tx
    .deleteFrom('portal_address')
    .where('vendor_id', '=', place.vendorId)
    .where('id', '=', row.id)
    .execute();
  await dropHost(tx, place.vendorId, row.host);
  await settleHost(tx, place, at);
  return row;
}

/** Links name this address as soon as it opens. @throws `address.not-found` */
export async function makeMain(
  tx: Db,
  place: Pick<AddressPlace, 'vendorId' | 'portalId'>,
  id: string,
  at: Date,
): Promise<AddressTable> {
  const row = await requireAddress(tx, place, id);
  await tx
    .updateTable('portal_address')
    .set((eb) => ({ is_main: eb.case().when('id', '=', row.id).then(1).else(0).end() }))
    .where('vendor_id', '=', place.vendorId)
    .where('portal_id', '=', place.portalId)
    .execute();
  await settleHost(tx, place, at);
  return { ...row, is_main: 1 };
}

/** The portal's own name is the main one that opens, else the oldest that does; none: the service's. */
export async function settleHost(
  tx: Db,
  { vendorId, portalId }: Pick<AddressPlace, 'vendorId' | 'portalId'>,
  at: Date,
): Promise<void> {
  const open = (await rowsOf(tx, vendorId, portalId)).filter(({ state }) => state === 'issued');
  const host = (open.find(({ is_main }) => is_main === 1) ?? open[0])?.host ?? null;
  await tx
    .updateTable('portal')
    .set({ host, updated_at: at.toISOString() })
    .where('vendor_id', '=', vendorId)
    .where('id', '=', portalId)
    .where((eb) =>
      host === null ? eb('host', 'is not', null) : eb.or([eb('host', 'is', null), eb('host', '<>', host)]),
    )
    .execute();
}
