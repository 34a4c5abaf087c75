import { type Day, dayIn, daysBetween } from '../../../kit/common/day.ts';
import { writtenIn } from '../../../kit/common/written-in.ts';
import { type Paging, paged } from '../../../kit/server/collection.ts';
import { rowsBy } from '../../../kit/server/db/bulk.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Subject } from '../../access/schema.ts';
import type { Owner } from '../../access/server/env.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import type { Language } from '../../portals/schema.ts';
import { findPortal } from '../../portals/server/store.ts';
import type { PortalLicence, PortalLicenceDetail, PortalMachine } from '../portal-schema.ts';
import { licenceProblem } from '../problems.ts';
import { isUnreachable, stateOf } from '../rules.ts';
import type { Licence, Machine, Product } from '../schema.ts';
import { countMachines, freeingFor, listMachines } from './machines-store.ts';
import { productsBy } from './products-store.ts';
import { type LicenceRow, toLicence } from './table.ts';
import { openOffer } from './transfer-store.ts';
import { usesOf } from './usage-store.ts';

/** Whose licences, as narrow as the session is: all, or the one whose key was typed. */
export interface LicenceReader {
  readonly owner: Owner;
  readonly subject: Subject | null;
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Date;
}

function reached(db: Db, { owner, subject }: LicenceReader) {
  const all = db
    .selectFrom('licence')
    .selectAll('licence')
    .where('licence.vendor_id', '=', owner.vendorId)
    .where('licence.customer_id', '=', owner.customerId);
  if (!subject) return all;
  if (subject.type !== 'licence') return all.where('licence.id', '=', '');
  return subject.id.startsWith('ext:')
    ? all.where('licence.external_id', '=', subject.id.slice('ext:'.length))
    : all.where('licence.id', '=', subject.id);
}

export const nameOf = (product: Product | undefined, language: Language): string =>
  (product && writtenIn(product.texts, language)?.name) ?? product?.name ?? '';

function toPortal(
  licence: Licence,
  product: Product | undefined,
  { language, timeZone, now }: LicenceReader,
  renewsOn: Day | null,
): PortalLicence {
  // What ends at midnight works until the evening before.
  const lastDay =
    licence.expiresAt === null ? renewsOn : dayIn(timeZone, new Date(Date.parse(licence.expiresAt) - 1));
  return {
    ...{ id: licence.id, product: nameOf(product, language), keyHint: licence.keyHint },
    ...{ kind: licence.kind, mode: licence.mode, blocked: licence.blocked, renews: licence.renews },
    ...{ state: stateOf(licence, now), lastDay },
    daysLeft: lastDay === null ? null : Math.max(0, daysBetween(dayIn(timeZone, now), lastDay)),
    ...{ machineLimit: licence.machineLimit, machines: licence.machines },
    since: dayIn(timeZone, new Date(licence.createdAt)),
  };
}

async function withFigures(db: Db, reader: LicenceReader, rows: readonly LicenceRow[]) {
  const { vendorId } = reader.owner;
  const machines = await countMachines(
    db,
    vendorId,
    rows.map(({ id }) => id),
    reader.now,
  );
  const products = await productsBy(
    db,
    vendorId,
    rows.map((row) => row.product_id),
  );
  const carried = rows.flatMap((row) =>
    row.follows_contract === 1 && row.contract_id ? [row.contract_id] : [],
  );
  const contracts = new Map(
    (await rowsBy(db, 'contract', vendorId, 'id', [...new Set(carried)])).map((row) => [row.id, row]),
  );
  return rows.map((row) => ({
    licence: toLicence(row, machines.get(row.id) ?? 0),
    product: products.get(row.product_id) as Product,
    renewsOn:
      row.follows_contract === 1 ? (contracts.get(row.contract_id ?? '')?.next_charge_on ?? null) : null,
  }));
}

/** The newest first, a page at a time. */
export async function licencesOf(
  db: Db,
  reader: LicenceReader,
  paging: Paging,
): Promise<{ items: PortalLicence[]; nextCursor: string | null }> {
  const rows = await paged(reached(db, reader), 'licence', paging).execute();
  const found = await withFigures(db, reader, rows);
  const { items, nextCursor } = paging.page(
    found.map(({ licence, product, renewsOn }) => ({
      ...licence,
      shown: toPortal(licence, product, reader, renewsOn),
    })),
  );
  return { items: items.map(({ shown }) => shown), nextCursor };
}

/** Another customer's licence, or one out of the session's reach, is like one that never was. @throws `licence.not-found` */
export async function requireReached(
  db: Db,
  reader: LicenceReader,
  id: string,
): Promise<{
  readonly row: LicenceRow;
  readonly licence: Licence;
  readonly product: Product;
  readonly renewsOn: Day | null;
}> {
  const row = await reached(db, reader).where('licence.id', '=', id).executeTakeFirst();
  if (!row) throw licenceProblem('licence.not-found');
  const [found] = await withFigures(db, reader, [row]);
  return { row, ...(found as { licence: Licence; product: Product; renewsOn: Day | null }) };
}

const toMachine = (
  machine: Machine,
  product: Product,
  { timeZone, now }: LicenceReader,
  today: Day,
): PortalMachine => {
  const lastSeenOn = dayIn(timeZone, new Date(machine.lastSeenAt));
  return {
    ...{ id: machine.id, name: machine.name, os: machine.os, version: machine.version },
    country: machine.country,
    ...{ activatedAt: machine.activatedAt, lastSeenAt: machine.lastSeenAt, lastSeenOn },
    print: machine.fingerprint.slice(-6),
    daysSilent: Math.max(0, daysBetween(lastSeenOn, today)),
    unreachable: isUnreachable(machine, product, now),
    floating: machine.leaseEndsAt !== null,
  };
};

/** @throws `licence.not-found` */
export async function readPortalLicence(
  db: Db,
  reader: LicenceReader,
  id: string,
): Promise<PortalLicenceDetail> {
  const { licence, product, renewsOn } = await requireReached(db, reader, id);
  const keyed = { vendorId: reader.owner.vendorId, licenceId: licence.id };
  const today = dayIn(reader.timeZone, reader.now);
  const machines = await listMachines(db, keyed, reader.now);
  const freeing = await freeingFor(db, keyed, product, reader.now);
  const offer = await openOffer(db, keyed, reader.now);
  const { owner, language, timeZone, now } = reader;
  const customer = await requireCustomer(db, owner.vendorId, owner.customerId);
  const portal = await findPortal(db, owner.vendorId, customer.portalId);
  const used = { ...owner, licenceId: licence.id };
  const usage = await usesOf(db, used, { portal, language, timeZone, now });
  return {
    ...toPortal(licence, product, reader, renewsOn),
    description: writtenIn(product.texts, reader.language)?.description ?? product.description,
    ...{ downloads: product.downloads, releaseNotesUrl: product.releaseNotesUrl },
    contractId: licence.contractId,
    usage,
    offer: offer ? { expiresOn: dayIn(reader.timeZone, new Date(offer.expiresAt)) } : null,
    machineList: machines.map((machine) => toMachine(machine, product, reader, today)),
    freeing: {
      ...freeing,
      ...product.deactivations,
      nextOn: freeing.nextAt === null ? null : dayIn(reader.timeZone, new Date(freeing.nextAt)),
    },
  };
}
