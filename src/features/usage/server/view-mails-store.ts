import { dayIn } from '../../../kit/common/day.ts';
import { newId } from '../../../kit/common/id.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { dueAt, lastWhole } from '../mail-rules.ts';
import type { ViewMail } from '../schema.ts';
import type { UseViewMailTable } from './table.ts';
import { isStaff, type Viewer } from './viewer.ts';

const toMail = ({ every, with_file }: Pick<UseViewMailTable, 'every' | 'with_file'>): ViewMail => ({
  every,
  withFile: Number(with_file) === 1,
});

/** What is sent to whoever asks, of one customer. */
function own(db: Db, viewer: Viewer) {
  const rows = db
    .selectFrom('use_view_mail')
    .select(['id', 'view_id', 'every', 'with_file'])
    .where('vendor_id', '=', viewer.vendorId)
    .where('customer_id', '=', viewer.customerId ?? '');
  if (isStaff(viewer)) return rows.where('operator_id', '=', viewer.operatorId ?? '');
  const { contactId } = viewer;
  const ofCustomer = rows.where('operator_id', 'is', null);
  return contactId === null
    ? ofCustomer.where('contact_id', 'is', null)
    : ofCustomer.where('contact_id', '=', contactId);
}

export async function mailsOf(db: Db, viewer: Viewer): Promise<ReadonlyMap<string, ViewMail>> {
  const rows = await own(db, viewer).execute();
  return new Map(rows.map((row) => [row.view_id, toMail(row)]));
}

/** Begins with what is running: what was over before was there to be read. */
export async function setMail(
  tx: Db,
  viewer: Viewer,
  viewId: string,
  mail: ViewMail | null,
  { at, timeZone }: { readonly at: Date; readonly timeZone: string },
): Promise<void> {
  const { vendorId } = viewer;
  const known = (await own(tx, viewer).where('view_id', '=', viewId).execute())[0];
  if (known) await dropMail(tx, vendorId, known.id);
  if (!mail || viewer.customerId === null) return;
  const covered = lastWhole(mail.every, dayIn(timeZone, at));
  await tx
    .insertInto('use_view_mail')
    .values({
      ...{
        vendor_id: vendorId,
        id: newId('vwm', at.getTime()),
        view_id: viewId,
        customer_id: viewer.customerId,
      },
      ...(isStaff(viewer)
        ? { contact_id: null, operator_id: viewer.operatorId }
        : { contact_id: viewer.contactId, operator_id: null }),
      ...{ every: mail.every, with_file: mail.withFile ? 1 : 0, covered_until: covered },
      ...{ due_at: dueAt(mail.every, covered, timeZone).toISOString(), created_at: at.toISOString() },
    })
    .execute();
}

export const dropMail = (tx: Db, vendorId: string, id: string) =>
  tx.deleteFrom('use_view_mail').where('vendor_id', '=', vendorId).where('id', '=', id).execute();

export const dropMailsOfView = (tx: Db, vendorId: string, viewId: string) =>
  tx.deleteFrom('use_view_mail').where('vendor_id', '=', vendorId).where('view_id', '=', viewId).execute();
