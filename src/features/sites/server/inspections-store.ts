import type { Day } from '../../../kit/common/day.ts';
import { type Paging, paged, unknownReference } from '../../../kit/server/collection.ts';
import { collectionStore } from '../../../kit/server/collection-store.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { lockRow, updateRow } from '../../../kit/server/rows.ts';
import { siteProblem } from '../problems.ts';
import type {
  Inspection,
  InspectionChange,
  InspectionDone,
  LogbookEntry,
  NewInspection,
} from '../records-schema.ts';
import { lightOf, nextDue } from '../rules.ts';
import { logbook } from './logbook-store.ts';
import { type PlaceFilter, type Placing, placed, placeOf } from './placing.ts';
import { type StoredInspection, toInspection, toInspectionRow } from './records-table.ts';

export const startInspection = (
  wanted: NewInspection & { readonly customerId?: string },
  { id, now }: { id: string; now: string },
): StoredInspection => ({
  id,
  externalId: wanted.externalId ?? null,
  customerId: wanted.customerId ?? '',
  locationId: wanted.locationId,
  installationId: wanted.installationId ?? null,
  name: wanted.name,
  everyMonths: wanted.everyMonths ?? null,
  dueOn: wanted.dueOn,
  lastDoneOn: wanted.lastDoneOn ?? null,
  createdAt: now,
  updatedAt: now,
});

export const inspections = collectionStore<'inspection', StoredInspection, NewInspection, InspectionChange>({
  ...{
    table: 'inspection',
    prefix: 'isp',
    toThing: toInspection,
    toRow: toInspectionRow,
    start: startInspection,
  },
  async resolve(tx, vendorId, wanted) {
    if (!('locationId' in wanted)) return wanted;
    return (await placed(tx, vendorId, wanted as Placing)) as unknown as typeof wanted;
  },
  fixed: ['locationId', 'installationId'],
  notFound: () => siteProblem('inspection.not-found'),
  externalIdTaken: () => siteProblem('inspection.external-id-taken'),
  gone: () => unknownReference('locationId', 'location'),
});

export const lit = (inspection: StoredInspection, today: Day): Inspection => ({
  ...inspection,
  light: inspection.dueOn === null ? null : lightOf(inspection.dueOn, today),
});

export interface InspectionFilter extends PlaceFilter {
  readonly dueUntil?: Day | undefined;
}

/** By the day they are due with `sort=dueOn`; those that do not come again are left out then. */
export async function listInspections(
  db: Db,
  vendorId: string,
  filter: InspectionFilter,
  paging: Paging,
): Promise<StoredInspection[]> {
  const place = await placeOf(db, vendorId, filter);
  if (!place) return [];
  const { customerId, locationId, installationId } = place;
  let query = db.selectFrom('inspection').selectAll().where('vendor_id', '=', vendorId);
  if (customerId) query = query.where('customer_id', '=', customerId);
  if (locationId) query = query.where('location_id', '=', locationId);
  if (installationId) query = query.where('installation_id', '=', installationId);
  if (paging.sort || filter.dueUntil) query = query.where('due_on', 'is not', null);
  if (filter.dueUntil) query = query.where('due_on', '<=', filter.dueUntil);
  const rows = await paged(query, 'inspection', paging, { sorts: { dueOn: 'due_on' } }).execute();
  return rows.map(toInspection);
}

/** Writes the visit into the logbook and moves the day on. @throws `inspection.not-found` */
export async function doneInspection(
  tx: Db,
  vendorId: string,
  reference: string,
  { doneOn, text, by, nextOn }: InspectionDone & { readonly doneOn: Day },
  at: Date,
): Promise<{ readonly inspection: StoredInspection; readonly entry: LogbookEntry }> {
  await lockRow(tx, 'inspection', vendorId, reference);
  const before = await inspections.require(tx, vendorId, reference);
  const after: StoredInspection = {
    ...before,
    lastDoneOn: doneOn,
    dueOn: nextOn ?? nextDue(doneOn, before.everyMonths),
    updatedAt: at.toISOString(),
  };
  await updateRow(tx, 'inspection', toInspectionRow(vendorId, after));
  const { locationId, installationId, name } = before;
  const entry = await logbook.create(
    tx,
    vendorId,
    {
      ...{ locationId, installationId, kind: name.slice(0, 80), happenedOn: doneOn },
      ...(text !== undefined && { text }),
      ...(by !== undefined && { by }),
    },
    at,
  );
  return { inspection: after, entry };
}
